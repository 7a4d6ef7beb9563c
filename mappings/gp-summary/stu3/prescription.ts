/**
 * CareConnect's extensions of a prescription -> elements of R4 and UK Core: type of course, repeats, why and when it was
 * stopped. GP Connect 1.6.2 "MedicationRequest"; all are told by the last part of their URL.
 */
import type { CodeableConcept, Extension } from '@medplum/fhirtypes';
import { ROTHER, UK_CORE, UK_CORE_CODES } from '../../../conformance/systems.ts';
import type { Json, Stu3Context } from './mapper.ts';
import { codeableConcept } from './read-datatypes.ts';
import { asObject, dateTime, extension, filled, objects, present, token, whole } from './read-json.ts';

const COURSE = 'http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy';
const UK_COURSE = `${UK_CORE_CODES}UKCore-MedicationRequestCourseOfTherapy`;
const STATUS_CHANGED = `${ROTHER}StructureDefinition/status-change-date`;

const COURSES: Readonly<Record<string, CodeableConcept>> = {
  acute: { coding: [{ system: COURSE, code: 'acute' }], text: 'Acute' },
  repeat: { coding: [{ system: COURSE, code: 'continuous' }], text: 'Repeat' },
  'repeat-dispensing': {
    coding: [{ system: UK_COURSE, code: 'continuous-repeating-dispensing' }],
    text: 'Repeat dispensing',
  },
  'delayed-prescribing': { coding: [{ system: COURSE, code: 'acute' }], text: 'Delayed prescribing' },
};

export function courseOfTherapy(
  source: Json,
  context: Stu3Context,
  path: string,
): CodeableConcept | undefined {
  const type = asObject(extension(source, 'PrescriptionType')?.['valueCodeableConcept']);
  if (type === undefined) return undefined;
  for (const coding of objects(type['coding'])) {
    const code = token(coding['code']) ?? '';
    const course = Object.hasOwn(COURSES, code) ? COURSES[code] : undefined;
    if (course !== undefined) return course;
  }
  context.issue(path, 'is none of the prescription types');
  return undefined;
}

/** How many issues were made, and until when the authorisation holds. */
export function repeatInformation(source: Json): Extension[] {
  const information = extension(source, 'MedicationRepeatInformation') ?? {};
  const issued = count(extension(information, 'numberOfRepeatPrescriptionsIssued'));
  const expiry = dateTime(extension(information, 'authorisationExpiryDate')?.['valueDateTime']);
  const parts = [
    ...(issued === undefined ? [] : [{ url: 'numberOfPrescriptionsIssued', valueUnsignedInt: issued }]),
    ...(expiry === undefined ? [] : [{ url: 'authorisationExpiryDate', valueDateTime: expiry }]),
  ];
  return parts.length === 0
    ? []
    : [{ url: `${UK_CORE}Extension-UKCore-MedicationRepeatInformation`, extension: parts }];
}

/** All issues that are allowed, the first one with them. */
export function issuesAllowed(source: Json): number | undefined {
  const information = extension(source, 'MedicationRepeatInformation') ?? {};
  return count(extension(information, 'numberOfRepeatPrescriptionsAllowed'));
}

/** Suppliers send either type. */
function count(part: Json | undefined): number | undefined {
  return whole(part?.['valueUnsignedInt']) ?? whole(part?.['valuePositiveInt']);
}

/** Why the prescription has its status, and since when: "stopped on". */
export function statusReason(source: Json): CodeableConcept | undefined {
  const status = extension(source, 'MedicationStatusReason') ?? {};
  const reason = codeableConcept(extension(status, 'statusReason')?.['valueCodeableConcept']);
  const changed = dateTime(extension(status, 'statusChangeDate')?.['valueDateTime']);
  return filled(
    present({
      ...reason,
      extension: changed === undefined ? undefined : [{ url: STATUS_CHANGED, valueDateTime: changed }],
    }),
  );
}
