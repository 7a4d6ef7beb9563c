/**
 * Who is told of nobody: people for whom discretion was asked, by whatever number they come. ITK ADT 1.0.15 ZU8; the
 * marks themselves are read in mappings/adt/segments/discretion.ts.
 */
import { sql } from 'kysely';
import type { Patient } from '@medplum/fhirtypes';
import { NHS_NUMBER } from '../../conformance/systems.ts';
import { verificationStatus } from '../../mappings/adt/segments/pid-identifiers.ts';
import { compiledOnce } from '../store/compiled.ts';
import type { Tx } from '../store/engine.ts';

type WithId<T extends Patient> = T & { id: string };

/** Marked, or known under the same verified NHS number as somebody marked: the mark follows the person, not the key. */
export async function asksForDiscretion(tx: Tx, patient: Patient): Promise<boolean> {
  if (isRestricted(patient)) return true;
  const nhs = patient.identifier?.find(
    (i) => i.system === NHS_NUMBER && verificationStatus(i) === '01',
  )?.value;
  if (nhs === undefined) return false;
  return (await selectMarked(tx, [nhs])).length > 0;
}

/** Ids of the Patients that have this one's verified NHS number, its own among them. */
export async function sameNhsNumber(tx: Tx, patient: WithId<Patient>): Promise<readonly string[]> {
  const nhs = patient.identifier?.find(
    (i) => i.system === NHS_NUMBER && verificationStatus(i) === '01',
  )?.value;
  const others = nhs === undefined ? [] : await selectByNhsNumber(tx, [nhs]);
  return [...new Set([patient.id, ...others.map(({ id }) => id)])];
}

export function isRestricted(patient: Patient): boolean {
  return patient.meta?.security?.some((label) => label.code === 'R') === true;
}

const selectMarked = compiledOnce((db, [nhs]) =>
  db
    .selectFrom('search_token as number')
    .innerJoin('search_token as mark', 'mark.resource_key', 'number.resource_key')
    .select('mark.resource_key')
    .where('number.value', '=', nhs as string)
    .where((eb) =>
      eb.and([
        eb('number.param', '=', sql.lit('Patient.identifier')),
        eb('number.system', '=', sql.lit(NHS_NUMBER)),
        eb('mark.param', '=', sql.lit('Patient._security')),
        eb('mark.value', '=', sql.lit('R')),
      ]),
    )
    .limit(sql.lit(1)),
);

const selectByNhsNumber = compiledOnce((db, [nhs]) =>
  db
    .selectFrom('search_token as number')
    .innerJoin('resource', 'resource.key', 'number.resource_key')
    .select('resource.id')
    .where('number.value', '=', nhs as string)
    .where((eb) =>
      eb.and([
        eb('number.param', '=', sql.lit('Patient.identifier')),
        eb('number.system', '=', sql.lit(NHS_NUMBER)),
      ]),
    ),
);
