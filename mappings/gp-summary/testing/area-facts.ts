/** Facts of one area of a GP summary, and their fold, for tests. The person is synthetic. */
import type { AllergyIntolerance, Condition, List, MedicationStatement, Resource } from '@medplum/fhirtypes';
import { stampOf, type SetFact } from '../../fact.ts';
import { resourceIds } from '../../resource-ids.ts';
import type { SetContext, StandingSet } from '../../source-set.ts';
import { KEPT_TAG, areaLists } from '../area-list.ts';
import type { GpAreaFoldState } from '../area-state.ts';
import { gpAreaFold } from '../fold-area.ts';
import type { AreaItem, GpAreaData } from '../summary.ts';

export const PERSON = 'https://rother.example/fhir/Id/gp-patient/C87999|9990000018';
const idOf = (kind: string, key: string): string => `${kind}(${key})`;
export const context: SetContext = { ids: resourceIds(idOf), idOf };
const subject = { reference: `Patient/${context.ids.patient(PERSON)}` };

/** What a test states; all else is a whole, recorded summary of medicines. */
export type Stated = Partial<GpAreaData> & {
  readonly asOf: string;
  /** Id of the source message; the time where absent. */
  readonly message?: string;
};

export function areaFact({ message, ...stated }: Stated): SetFact<GpAreaData> {
  const data: GpAreaData = {
    area: 'medications',
    format: 'gp-connect-structured',
    practice: { ods: 'C87999', name: 'Example Surgery' },
    practiceRole: 'registered',
    regular: true,
    asOfBasis: 'list-date',
    state: 'recorded',
    warnings: [],
    scope: { kind: 'whole' },
    items: [],
    ...stated,
  };
  const effective = new Date(data.asOf).toISOString();
  const sourceMessageId = message ?? data.asOf;
  const order = { effective, recorded: effective, messageTime: effective, sequence: 0, rank: 0 };
  return {
    kind: 'gp-area',
    set: `gp-area|${data.practice.ods}|${PERSON}|${data.area}`,
    person: PERSON,
    stamp: stampOf({ ...order, controlId: sourceMessageId, hash: sourceMessageId }),
    effective,
    dateTime: data.asOf,
    sourceMessageId,
    data,
  };
}

export function item(resource: Resource & { id: string }, more: Partial<AreaItem> = {}): AreaItem {
  return { key: `${resource.resourceType}|s|${resource.id}`, resource, ...more };
}

export function medicine(id: string, status: MedicationStatement['status'] = 'active'): AreaItem {
  const profile = ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-MedicationStatement'];
  return item({
    resourceType: 'MedicationStatement',
    id,
    meta: { profile },
    status,
    subject,
    medicationCodeableConcept: { text: `Medicine ${id}` },
  });
}

export function allergy(id: string, more: Partial<AllergyIntolerance> = {}): AreaItem {
  const clinicalStatus = { coding: [{ code: 'active' }] };
  return item({ resourceType: 'AllergyIntolerance', id, patient: subject, clinicalStatus, ...more });
}

export function problem(id: string, more: Partial<Condition> = {}): AreaItem {
  return item({ resourceType: 'Condition', id, subject, ...more });
}

export function snomed(code: string): { coding: { system: string; code: string }[] } {
  return { coding: [{ system: 'http://snomed.info/sct', code }] };
}

/** In the order of stamps, as the record folds them; the state goes through JSON, as it is kept. */
export function foldOf(facts: readonly SetFact[]): GpAreaFoldState {
  const ordered = facts.toSorted((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0));
  let state: GpAreaFoldState | undefined;
  for (const fact of ordered) {
    // Safe: the text is that of a state of this fold.
    state = JSON.parse(JSON.stringify(gpAreaFold.step(state, fact))) as GpAreaFoldState;
  }
  if (state === undefined) throw new Error('a fold of no facts');
  return state;
}

export function standingOf(...stated: readonly Stated[]): StandingSet {
  return gpAreaFold.standing(foldOf(stated.map(areaFact)), context);
}

/** The standing items by id, Lists left out. */
export function itemsOf({ resources }: StandingSet): readonly string[] {
  return resources.filter(({ resourceType }) => resourceType !== 'List').map(({ id }) => id);
}

export function listOf({ resources }: StandingSet): List {
  const list = resources.find((resource) => resource.resourceType === 'List');
  if (list === undefined) throw new Error('no List stands');
  return list;
}

export function stateCode(standing: StandingSet): string | undefined {
  return listOf(standing).extension?.flatMap(({ extension }) => extension ?? [])[0]?.valueCode;
}

export function sourceOf({ resources }: StandingSet, id: string): string | undefined {
  return resources.find((resource) => resource.id === id)?.meta?.source;
}

/** Ids of those that are marked as not in the latest summary. */
export function tagged({ resources }: StandingSet): readonly string[] {
  return resources.flatMap(({ id, meta }) =>
    meta?.tag?.some(({ code }) => code === KEPT_TAG.code) === true ? [id] : [],
  );
}

export function listsOf(...stated: readonly Stated[]): readonly List[] {
  return areaLists(foldOf(stated.map(areaFact)), context);
}

export function theList(...stated: readonly Stated[]): List {
  const [list, ...more] = listsOf(...stated);
  if (list === undefined || more.length > 0) throw new Error(`${more.length} Lists more`);
  return list;
}
