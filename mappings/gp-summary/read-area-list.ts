/** What a stored area List says, for whoever shows it or judges between practices: the inverse of `areaLists`. */
import type { Extension, List } from '@medplum/fhirtypes';
import { AREA_LISTS, AREA_CODES } from './area-members.ts';
import { AREA_STATE } from './area-list.ts';
import type { AreaCode, AreaState } from './summary.ts';
import type { AreaOfPractice } from './superseded.ts';

export interface ReadArea extends AreaOfPractice {
  readonly area: AreaCode;
  readonly state: AreaState;
  /** What to conclude, in words. */
  readonly words: string;
  readonly practiceName?: string;
  /** FHIR dateTime of what is shown. */
  readonly asOf: string;
  readonly notRefreshedSince?: string;
  readonly contradiction: boolean;
  /** The practice's sentences and ours: to be shown at the top of the area. */
  readonly sentences: readonly string[];
}

/** @returns undefined for a List that is no area's own, such as that of the ended allergies. */
export function readAreaList(list: List): ReadArea | undefined {
  const area = list.code?.coding?.find(({ system }) => system === AREA_CODES)?.code;
  const parts = list.extension?.find(({ url }) => url === AREA_STATE)?.extension ?? [];
  const part = (url: string): Extension | undefined => parts.find((each) => each.url === url);
  const practice = part('practice')?.valueReference;
  const state = part('code')?.valueCode;
  const ods = practice?.identifier?.value;
  if (!isArea(area) || state === undefined || ods === undefined || list.date === undefined) return undefined;
  const refreshed = part('refreshed')?.valueDateTime;
  const notRefreshedSince = part('notRefreshedSince')?.valueDateTime;
  return {
    area,
    practice: ods,
    ...(practice?.display === undefined ? {} : { practiceName: practice.display }),
    regular: part('registration')?.valueCode !== 'temporary',
    // Safe: only areaLists writes this extension, and writes an AreaState.
    state: state as AreaState,
    words: part('text')?.valueString ?? '',
    asOf: list.date,
    ...(refreshed === undefined ? {} : { refreshed }),
    ...(notRefreshedSince === undefined ? {} : { notRefreshedSince }),
    contradiction: part('contradiction')?.valueBoolean === true,
    inTransit: hasWarning(list, 'data-in-transit'),
    sentences: (list.note ?? []).map(({ text }) => text),
  };
}

function hasWarning({ extension }: List, warning: string): boolean {
  const codings = (extension ?? []).flatMap(({ valueCodeableConcept }) => valueCodeableConcept?.coding ?? []);
  return codings.some(({ code }) => code === warning);
}

function isArea(area: string | undefined): area is keyof typeof AREA_LISTS {
  return area !== undefined && Object.hasOwn(AREA_LISTS, area);
}
