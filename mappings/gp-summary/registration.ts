/**
 * The person's registration at the practice: an EpisodeOfCare of its kind, as UK Core has no extension for it any more.
 * GP Connect 1.6.2 "Patient", RegistrationDetails; UKCore-EpisodeOfCare 2.2.0.
 */
import type { EpisodeOfCare, Extension } from '@medplum/fhirtypes';
import { ROTHER, UK_CORE } from '../../conformance/systems.ts';
import type { Json, Stu3Context } from './stu3/mapper.ts';
import { codeableConcept, period, reference } from './stu3/read-datatypes.ts';
import { asObject, extension, objects, present, token } from './stu3/read-json.ts';

const BRANCH = `${ROTHER}StructureDefinition/preferred-branch-surgery`;
const REGISTRATION_STATUS = `${ROTHER}StructureDefinition/gp-registration-status`;
const GP_REGISTRATION = {
  coding: [
    {
      system: `${ROTHER}CodeSystem/gp-record`,
      code: 'registration',
      display: 'Registration at a GP practice',
    },
  ],
};

/**
 * @returns whether the registration makes the practice the person's own: a temporary one, one for an emergency or a
 *   private one does not, nor one that is over. Where nothing is said, GP Connect answers for regular patients alone.
 */
export function isRegular(patient: Json): boolean {
  const details = extension(patient, 'RegistrationDetails');
  if (details === undefined) return true;
  const type = codeOf(details, 'registrationType');
  return (type === undefined || type === 'R') && codeOf(details, 'registrationStatus') !== 'I';
}

/** @param asOf FHIR dateTime of which the summary speaks. @returns the registration, where the practice tells of it. */
export function registration(
  patient: Json,
  context: Stu3Context,
  { id, practiceId, asOf }: { readonly id: string; readonly practiceId: string; readonly asOf: string },
): (EpisodeOfCare & { id: string }) | undefined {
  const details = extension(patient, 'RegistrationDetails');
  if (details === undefined) return undefined;
  const path = 'Patient.extension(RegistrationDetails)';
  const itsPeriod = period(extension(details, 'registrationPeriod')?.['valuePeriod']);
  const type = codeableConcept(extension(details, 'registrationType')?.['valueCodeableConcept']);
  return present({
    resourceType: 'EpisodeOfCare' as const,
    id,
    meta: { profile: [`${UK_CORE}UKCore-EpisodeOfCare`] },
    extension: extensions(details, context, path),
    status: statusOf(details, itsPeriod?.end, asOf),
    type: [GP_REGISTRATION, ...(type === undefined ? [] : [type])],
    patient: context.patient,
    managingOrganization: { reference: `Organization/${practiceId}` },
    period: itsPeriod,
  });
}

function extensions(details: Json, context: Stu3Context, path: string): Extension[] {
  const status = codeableConcept(extension(details, 'registrationStatus')?.['valueCodeableConcept']);
  const branch = reference(
    extension(details, 'preferredBranchSurgery')?.['valueReference'],
    context,
    `${path}.extension(preferredBranchSurgery)`,
    ['Location'],
  );
  return [
    ...(status === undefined ? [] : [{ url: REGISTRATION_STATUS, valueCodeableConcept: status }]),
    ...(branch === undefined ? [] : [{ url: BRANCH, valueReference: branch }]),
  ];
}

/** Deduction pending is still active: the person leaves, and is there. */
function statusOf(details: Json, end: string | undefined, asOf: string): EpisodeOfCare['status'] {
  switch (codeOf(details, 'registrationStatus')) {
    case 'R':
      return 'planned';
    case 'I':
      return 'finished';
    case 'A':
    case 'D':
      return 'active';
    default:
      return end !== undefined && Date.parse(end) < Date.parse(asOf) ? 'finished' : 'active';
  }
}

function codeOf(details: Json, name: string): string | undefined {
  const concept = asObject(extension(details, name)?.['valueCodeableConcept']);
  return objects(concept?.['coding']).flatMap(({ code }) => token(code) ?? [])[0];
}
