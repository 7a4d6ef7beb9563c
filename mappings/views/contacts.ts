/** Carers and personal contacts: who they are to the person, how to reach them, what they do. Interweave-RelatedPerson; PRSB "Personal contacts". */
import type { PatientContact, RelatedPerson } from '@medplum/fhirtypes';
import { INTERWEAVE_PROFILE } from '../social-care/interweave.ts';
import { extensionOf, extensionsOf } from './extension-of.ts';
import { ofType, type PersonRecord, type Stored } from './person-record.ts';
import { social } from './social-words.ts';
import { conceptWords, joined, nameWords, periodWords, telecomWords } from './view-words.ts';

const ROLE = `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareSupportRole`;

/** @param now ISO UTC. */
export function carersOf(record: PersonRecord, now: string): readonly Stored<RelatedPerson>[] {
  return ofType(record, 'RelatedPerson').filter(
    ({ active, period }) =>
      active !== false && (period?.end === undefined || period.end.slice(0, 10) >= now.slice(0, 10)),
  );
}

export function carerWords(carer: Stored<RelatedPerson>): string {
  const roles = extensionsOf(carer, ROLE).flatMap(
    (role) => conceptWords(extensionOf(role, 'supportRoleType')?.valueCodeableConcept) ?? [],
  );
  const hours = social(carer, 'hours-caring')?.valueString;
  const plan = social(carer, 'carer-emergency-plan')?.valueBoolean;
  return (
    joined([
      nameWords(carer.name) ?? 'Name not stated',
      ...(carer.relationship ?? []).flatMap((one) => conceptWords(one) ?? []),
      ...roles,
      social(carer, 'lives-with')?.valueBoolean === true ? 'lives with the person' : undefined,
      hours === undefined ? undefined : `cares ${hours}`,
      plan === undefined ? undefined : plan ? 'emergency plan in place' : 'no emergency plan',
      ...telecomWords(carer.telecom),
      periodWords(carer.period),
    ]) ?? ''
  );
}

/** A contact as the demographics name one: next of kin, emergency contact. */
export function contactWords({ name, relationship, telecom, organization }: PatientContact): string {
  return (
    joined([
      nameWords(name === undefined ? [] : [name]) ?? organization?.display ?? 'Name not stated',
      ...(relationship ?? []).flatMap((one) => conceptWords(one) ?? []),
      ...telecomWords(telecom),
    ]) ?? ''
  );
}
