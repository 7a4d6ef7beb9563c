/**
 * What may be concluded of an area from the List or section that holds it: entries, or why there are none. "Nothing
 * recorded" is never "none": only a positive statement is. GP Connect 1.6.2 "List"; IPS 2.0.0; FHIR R4
 * valueset-list-empty-reason.
 */
import type { AreaState, AreaWarning } from '../summary.ts';
import { absenceIn } from '../stated-none.ts';
import { codeableConcept } from '../stu3/read-datatypes.ts';
import type { DraftArea } from './summary-draft.ts';

/** @param references how many it lists: fewer members mean that some lead nowhere. */
export function listedState(
  { area, members }: Pick<DraftArea, 'area' | 'members'>,
  references: number,
): AreaState {
  if (members.length < references) return 'incomplete';
  if (area !== 'allergies') return 'recorded';
  const none = members.every(({ resource }) => {
    const code = codeableConcept(resource['code']);
    return (
      code !== undefined && absenceIn({ resourceType: 'AllergyIntolerance', code, patient: {} }) === 'all'
    );
  });
  return none ? 'explicitly-none' : 'recorded';
}

/** Nobody looked, or what was found is not given: it says nothing of the patient. */
const NOT_GIVEN = ['unavailable', 'notasked', 'notstarted', 'closed'] as const;

/** @returns the state that the reason of an empty List or section tells, with a code for operators; undefined without one. */
export function emptyState(
  area: DraftArea['area'],
  emptyReason: unknown,
  warnings: readonly AreaWarning[],
): { readonly state: AreaState; readonly reason?: string; readonly note?: string } | undefined {
  const reason = codeableConcept(emptyReason);
  const codes = (reason?.coding ?? []).flatMap(({ code }) => code ?? []);
  if (codes.includes('withheld') || warnings.some(({ code }) => code === 'confidential-items')) {
    return { state: 'withheld' };
  }
  if (reason === undefined) return undefined;
  const notGiven = NOT_GIVEN.find((code) => codes.includes(code));
  if (notGiven !== undefined) return { state: 'not-available', reason: notGiven };
  if (codes.includes('nilknown')) {
    return area === 'allergies'
      ? { state: 'explicitly-none' }
      : { state: 'nothing-recorded', note: 'The source states that there are none.' };
  }
  return { state: 'nothing-recorded' };
}

/** Worse for the reader comes first: what is missing is told before what is there. */
const RANK: readonly AreaState[] = [
  ...(['incomplete', 'recorded', 'explicitly-none', 'withheld', 'not-available'] as const),
  ...(['nothing-recorded', 'refused'] as const),
];

/** Several Lists or sections of one area are one: what they list united, in the order of the areas first met. */
export function merged(areas: readonly DraftArea[]): readonly DraftArea[] {
  return [...Map.groupBy(areas, ({ area }) => area).values()].flatMap((group) => {
    const [worst] = group.toSorted((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state));
    if (worst === undefined) return [];
    const notes = new Set(group.flatMap(({ note }) => note ?? []));
    const [asOf] = group.flatMap((one) => one.asOf ?? []).sort(latestFirst);
    return {
      area: worst.area,
      state: stateOfAll(group.map(({ state }) => state)) ?? worst.state,
      warnings: group.flatMap(({ warnings }) => warnings),
      members: [...new Set(group.flatMap(({ members }) => members))],
      ...(asOf === undefined ? {} : { asOf }),
      ...(notes.size === 0 ? {} : { note: [...notes].join('\n') }),
      ...(worst.reason === undefined ? {} : { reason: worst.reason }),
      ...(group.some(({ partial }) => partial === true) ? { partial: true as const } : {}),
    };
  });
}

/** Half of an area that is held back or not given leaves a gap in the other half. */
function stateOfAll(states: readonly AreaState[]): AreaState | undefined {
  const told = states.some((state) => state === 'recorded' || state === 'explicitly-none');
  const gap = states.some((state) => state === 'withheld' || state === 'not-available');
  return told && gap ? 'incomplete' : undefined;
}

function latestFirst(a: string, b: string): number {
  return Date.parse(b) - Date.parse(a);
}
