/** Resources that stand after some files of one person, for tests. */
import type { Resource } from '@medplum/fhirtypes';
import { resourceIds } from '../../mappings/resource-ids.ts';
import { mapReturnPerson, type ReturnContext } from '../../mappings/social-care/return-facts.ts';
import { returnFold } from '../../mappings/social-care/return-fold.ts';
import type { ReturnState } from '../../mappings/social-care/return-state.ts';
import type { CldCellsByName } from './cld-person.ts';
import { contextOf, PERSON_SYSTEM, rowOf } from './cld-rows.ts';

const idOf = (kind: string, key: string): string => `${kind}:${key}`;
export const PATIENT = {
  reference: `Patient/Patient:${PERSON_SYSTEM}|P1`,
  display: 'Person known to Rotherham Council',
};
export const COUNCIL_REFERENCE = { reference: 'Organization/Organization:206', display: 'Rotherham Council' };
export const RETURN_TO = {
  url: 'https://rother.example/fhir/StructureDefinition/social-care-return-to',
  valueDate: '2025-06-30',
};
export const own = (name: string): string =>
  `https://rother.example/fhir/StructureDefinition/social-care-${name}`;

/** @param rows of the file `june`. @param later each a file to September. */
export function standing(
  rows: readonly CldCellsByName[],
  ...later: readonly (readonly CldCellsByName[])[]
): Resource[] {
  let state: ReturnState | undefined;
  const files: readonly Partial<ReturnContext>[] = [
    {},
    ...later.map((_, i) => {
      const period = { start: '2024-10-01', end: '2025-09-30' };
      return {
        file: `later-${i}`,
        sourceMessageId: `message-later-${i}`,
        period: { ...period, stated: period },
      };
    }),
  ];
  for (const [i, of] of [rows, ...later].entries()) {
    for (const fact of mapReturnPerson(of.map(rowOf), contextOf(files[i])).sets) {
      state = returnFold.step(state, fact);
    }
  }
  if (state === undefined) return [];
  return [...returnFold.standing(state, { ids: resourceIds(idOf), idOf }).resources];
}

export const ofType = (type: Resource['resourceType'], resources: readonly Resource[]): Resource[] =>
  resources.filter(({ resourceType }) => resourceType === type);
