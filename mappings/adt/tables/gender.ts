/** PID-8 and NK1-15, table 0001 -> administrative gender. ITK ADT 1.0.15 table 0001. */
import type { Patient } from '@medplum/fhirtypes';

/** NHS codes and the HL7 letters that most feeds send. A, indeterminate, is other; what is not known is unknown. */
export const GENDER: Readonly<Record<string, NonNullable<Patient['gender']>>> = {
  '0': 'unknown',
  '1': 'male',
  '2': 'female',
  '9': 'other',
  M: 'male',
  F: 'female',
  A: 'other',
  O: 'other',
  U: 'unknown',
  N: 'unknown',
};
