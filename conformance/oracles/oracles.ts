/** All oracles, in the order of the segments. */
import { EVENTS } from './events.ts';
import { MERGES } from './merges.ts';
import { MESSAGE_HEADER } from './message-header.ts';
import type { Oracle } from './oracle.ts';
import { PATIENT_ADDRESSES } from './patient-addresses.ts';
import { PATIENT_DEATH } from './patient-death.ts';
import { PATIENT_DEMOGRAPHICS } from './patient-demographics.ts';
import { PATIENT_IDENTITY } from './patient-identity.ts';
import { REGISTRATION_AND_KIN } from './registration-and-kin.ts';
import { REVERSALS } from './reversals.ts';
import { VISIT_CIRCUMSTANCES } from './visit-circumstances.ts';
import { VISIT_ENDS } from './visit-ends.ts';
import { VISIT_FIELDS } from './visit-fields.ts';
import { VISIT_PLANS } from './visit-plans.ts';

export const ORACLES: readonly Oracle[] = [
  ...MESSAGE_HEADER,
  ...PATIENT_IDENTITY,
  ...PATIENT_DEMOGRAPHICS,
  ...PATIENT_ADDRESSES,
  ...PATIENT_DEATH,
  ...REGISTRATION_AND_KIN,
  ...MERGES,
  ...VISIT_FIELDS,
  ...VISIT_CIRCUMSTANCES,
  ...VISIT_ENDS,
  ...VISIT_PLANS,
  ...EVENTS,
  ...REVERSALS,
];
