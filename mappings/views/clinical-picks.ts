/** Which items of a GP summary belong to which section, in words; the same choice for every view. gp-summary sections 6 and 10. */
import type { Observation } from '@medplum/fhirtypes';
import type { GpItem } from './gp-areas.ts';
import type { PickedItem } from './gp-section.ts';
import {
  allergyWords,
  immunisationWords,
  isActive,
  observationTime,
  observationWords,
  problemWords,
  reportWords,
  requestWords,
  significanceOf,
} from './item-words.ts';
import { isCourse, medicineWords, standingOf, type CourseStanding } from './medicines.ts';
import type { PersonRecord } from './person-record.ts';
import type { ViewContext } from './view-context.ts';

/** Major ones first; one of which nothing is said stands between. */
const SIGNIFICANCES: Readonly<Record<string, number>> = { major: 0, minor: 2 };

export function problems(items: readonly GpItem[], active: boolean): readonly PickedItem[] {
  return items.flatMap(({ resource }): PickedItem[] => {
    if (resource.resourceType !== 'Condition' || isActive(resource) !== active) return [];
    const place = SIGNIFICANCES[significanceOf(resource) ?? ''] ?? 1;
    return [{ resource, text: problemWords(resource), place }];
  });
}

export function allergies(items: readonly GpItem[]): readonly PickedItem[] {
  return items.flatMap(({ resource }) =>
    resource.resourceType === 'AllergyIntolerance' ? { resource, text: allergyWords(resource) } : [],
  );
}

export function courses(
  items: readonly GpItem[],
  wanted: CourseStanding,
  { record, now }: { readonly record: PersonRecord; readonly now: string },
): readonly PickedItem[] {
  return items.flatMap(({ resource }) =>
    isCourse(resource) && standingOf(resource, record, now) === wanted
      ? { resource, text: medicineWords(resource, record) }
      : [],
  );
}

export function immunisations(items: readonly GpItem[]): readonly PickedItem[] {
  return items.flatMap(({ resource }) =>
    resource.resourceType === 'Immunization' ? { resource, text: immunisationWords(resource) } : [],
  );
}

export function reports(items: readonly GpItem[]): readonly PickedItem[] {
  return items.flatMap(({ resource }): PickedItem[] => {
    if (resource.resourceType === 'DiagnosticReport') return [{ resource, text: reportWords(resource) }];
    return resource.resourceType === 'Observation' ? [{ resource, text: observationWords(resource) }] : [];
  });
}

export function recalls(items: readonly GpItem[]): readonly PickedItem[] {
  return items.flatMap(({ resource }) =>
    resource.resourceType === 'ServiceRequest' && resource.status === 'active'
      ? { resource, text: requestWords(resource) }
      : [],
  );
}

/** Blood pressure in four postures, weight, height, body mass index, pulse, temperature, oxygen saturation, breathing rate. */
const VITAL_SIGNS = new Set([
  ...['163020007', '386534000', '75367002', '163034007', '163035008', '163033001'],
  ...['27113001', '50373000', '60621009', '78564009', '364075005', '386725007', '431314004', '86290005'],
  ...['85354-9', '29463-7', '8302-2', '39156-5', '8867-4', '8310-5', '2708-6', '59408-5', '9279-1'],
]);

/** The latest of each kind: what it was before is history. */
export function vitalSigns(items: readonly GpItem[]): readonly PickedItem[] {
  const latest = new Map<string, Observation & PickedItem['resource']>();
  for (const { resource } of items) {
    if (resource.resourceType !== 'Observation') continue;
    const code = resource.code.coding?.find((one) => VITAL_SIGNS.has(one.code ?? ''))?.code;
    if (code === undefined) continue;
    const known = latest.get(code);
    const time = observationTime(resource) ?? '';
    if (known === undefined || (observationTime(known) ?? '') < time) latest.set(code, resource);
  }
  return [...latest.values()].map((resource) => ({ resource, text: observationWords(resource) }));
}

/** Of a Summary Care Record: for where the practice's own summary has nothing. */
export function scrItems(
  { areas }: ViewContext,
  type: 'Condition' | 'Observation',
): readonly (PickedItem & { readonly source: string })[] {
  return areas
    .filter(({ area, superseded }) => area === 'scr' && !superseded)
    .flatMap(({ items, source }) =>
      items.flatMap(({ resource }) => {
        if (resource.resourceType !== type) return [];
        if (resource.resourceType === 'Condition' && !isActive(resource)) return [];
        const text =
          resource.resourceType === 'Condition' ? problemWords(resource) : observationWords(resource);
        return { resource, text, source: `Summary Care Record, ${source}` };
      }),
    );
}
