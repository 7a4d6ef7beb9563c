/**
 * The Lists of a summary: one for each clinical area that was asked for, with what the practice says about its gaps.
 * GP Connect 1.6.2 "List": "no content recorded" and the warning codes with their sentences.
 */
import { coded, concept, NHS, profile, type Json } from './stu3.ts';

export type Area = 'allergies' | 'medications' | 'problems' | 'immunisations' | 'uncategorised';

export type AreaMembers = Readonly<Record<Area, readonly Json[]>>;

/** A gap that the practice declares, in one area or, for a record still on its way, in all. */
export type Warning =
  | { readonly kind: 'confidential-items'; readonly area: Area }
  | { readonly kind: 'data-awaiting-filing'; readonly before: string }
  | { readonly kind: 'data-in-transit'; readonly before: string };

interface ListOptions {
  readonly at: string;
  readonly warnings: readonly Warning[];
}

const LISTS: Readonly<Record<Area, readonly [code: string, title: string]>> = {
  allergies: ['886921000000105', 'Allergies and adverse reactions'],
  medications: ['933361000000108', 'Medications and medical devices'],
  problems: ['717711000000103', 'Problems'],
  immunisations: ['1102181000000102', 'Immunisations'],
  uncategorised: ['826501000000100', 'Miscellaneous record'],
};

/** Asked for with the allergies; the generator has none that ended. */
const ENDED = ['1103671000000101', 'Ended allergies'] as const;

export function areaLists(members: AreaMembers, options: ListOptions): readonly Json[] {
  // The keys of a literal of ours.
  const areas = Object.keys(LISTS) as Area[];
  return [
    ...areas.map((area) => list(LISTS[area], members[area], options, of(area, options.warnings))),
    list(ENDED, [], options, of(undefined, options.warnings)),
  ];
}

/** @param area undefined: a List that only what holds for all of them concerns. */
function of(area: Area | undefined, warnings: readonly Warning[]): readonly Warning[] {
  return warnings.filter((warning) => {
    switch (warning.kind) {
      case 'confidential-items':
        return warning.area === area;
      case 'data-awaiting-filing':
        return area === 'uncategorised';
      case 'data-in-transit':
        return true;
    }
  });
}

function list(
  [code, title]: readonly [string, string],
  members: readonly Json[],
  { at }: ListOptions,
  warnings: readonly Warning[],
): Json {
  const sentences = [
    ...(members.length === 0 ? ['Information not available'] : []),
    ...warnings.map(sentence),
  ];
  return {
    resourceType: 'List',
    meta: profile('List'),
    ...(warnings.length === 0
      ? {}
      : {
          extension: warnings.map(({ kind }) => ({
            url: `${NHS}Extension-CareConnect-GPC-ListWarningCode-1`,
            valueCode: kind,
          })),
        }),
    status: 'current',
    mode: 'snapshot',
    title,
    code: concept(code, title),
    subject: { reference: 'Patient/patient' },
    date: at.replace('Z', '+00:00'),
    ...(sentences.length === 0 ? {} : { note: [{ text: sentences.join('\n') }] }),
    ...(members.length === 0
      ? {
          emptyReason: coded(
            'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-ListEmptyReasonCode-1',
            'no-content-recorded',
            'No Content Recorded',
          ),
        }
      : {
          entry: members.map(({ resourceType, id }) => ({
            item: { reference: `${String(resourceType)}/${String(id)}` },
          })),
        }),
  };
}

function sentence(warning: Warning): string {
  switch (warning.kind) {
    case 'confidential-items':
      return 'Items excluded due to confidentiality and/or patient preferences.';
    case 'data-awaiting-filing':
      return `Patient record contains some items in the GP practice workflow that have not been reviewed for inclusion in this message; information recorded before ${words(warning.before)} may be missing.`;
    case 'data-in-transit':
      return `Patient record transfer from previous GP practice not yet complete; information recorded before ${words(warning.before)} may be missing.`;
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** YYYY-MM-DD -> 01-Jan-2026. */
function words(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}-${MONTHS[Number(month) - 1] ?? month}-${year}`;
}
