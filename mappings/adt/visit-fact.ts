/**
 * What a message states of one visit. Every field of its data is absent (keep), null (cleared by `""`) or a value:
 * ITK ADT 1.0.15 section 3.3.3.
 */
import type { CodeableConcept, Identifier } from '@medplum/fhirtypes';
import type { ClinicianStatement, FactBase, PersonKey, Tri } from '../fact.ts';
import type { Hl7Time } from './datatypes/time.ts';
import type { CareSettingKey } from './tables/patient-class.ts';

export type VisitFactKind =
  | 'pre-admit'
  | 'pending-admit'
  | 'register'
  | 'admit'
  | 'change-class'
  | 'transfer'
  /** An update that this feed's configuration believes about the location. */
  | 'relocate'
  | 'pending-transfer'
  | 'leave'
  | 'return'
  | 'pending-discharge'
  | 'change-attending'
  | 'change-consulting'
  /** The visit is another person's: `person` is the right one, `data.movedFrom` the wrong one. */
  | 'move'
  | 'update'
  | 'discharge'
  /** The visit was entered in error. */
  | 'delete-visit'
  | VisitReversalKind;

export type VisitReversalKind =
  | 'cancel-pre-admit'
  | 'cancel-pending-admit'
  | 'cancel-pending-transfer'
  | 'cancel-pending-discharge'
  | 'cancel-leave'
  | 'cancel-return'
  | 'cancel-change-attending'
  | 'cancel-change-consulting'
  | 'cancel-transfer'
  | 'cancel-discharge'
  | 'cancel-admit';

export interface VisitFact extends FactBase {
  readonly kind: VisitFactKind;
  readonly visit: VisitKey;
  readonly person: PersonKey;
  readonly data: VisitData;
}

/** `<system>|<visit number>`. */
export type VisitKey = string;

/** Where a patient is, in the sender's codes, read through the feed's location profile. */
export interface PatientLocation {
  readonly site: string;
  readonly ward?: string;
  readonly room?: string;
  readonly bed?: string;
}

export interface VisitData {
  readonly visitNumber: Identifier;
  readonly setting?: CareSettingKey;
  /** Table 0004 code. */
  readonly class?: string;
  readonly location?: Tri<PatientLocation>;
  readonly admitTime?: Hl7Time;
  readonly dischargeTime?: Hl7Time;
  readonly attending?: Tri<readonly ClinicianStatement[]>;
  readonly referring?: Tri<readonly ClinicianStatement[]>;
  readonly consulting?: Tri<readonly ClinicianStatement[]>;
  readonly admitting?: Tri<readonly ClinicianStatement[]>;
  readonly admissionMethod?: Tri<CodeableConcept>;
  readonly admitSource?: Tri<CodeableConcept>;
  readonly readmission?: Tri<CodeableConcept>;
  readonly dischargeDestination?: Tri<CodeableConcept>;
  readonly dischargeMethod?: Tri<CodeableConcept>;
  /** The attendance ended in an admission (table 0112, 1): the patient did not leave. */
  readonly admittedFromHere?: true;
  readonly serviceType?: Tri<CodeableConcept>;
  readonly patientType?: Tri<CodeableConcept>;
  readonly reason?: Tri<CodeableConcept>;
  readonly priority?: Tri<CodeableConcept>;
  readonly modeOfArrival?: Tri<CodeableConcept>;
  readonly expectedAdmission?: Tri<string>;
  readonly expectedDischarge?: Tri<string>;
  readonly alternateVisitId?: Tri<string>;
  readonly preAdmitNumber?: Tri<string>;
  /** Where the patient is about to go: A15, PV1-42. */
  readonly pendingLocation?: Tri<PatientLocation>;
  /** FHIR dateTime; A21, PV2-47. */
  readonly expectedReturn?: Tri<string>;
  /** FHIR dateTime since when the patient could go home: ZU1-24. */
  readonly readyForDischarge?: Tri<string>;
  /** ZU1-22. */
  readonly medicallyFit?: Tri<boolean>;
  /** Of a `move`: whose visit it was taken for. */
  readonly movedFrom?: PersonKey;
}

const RANKS: readonly VisitFactKind[] = [
  'pre-admit',
  'pending-admit',
  'register',
  'admit',
  'change-class',
  'transfer',
  'relocate',
  'pending-transfer',
  'leave',
  'return',
  'pending-discharge',
  'change-attending',
  'change-consulting',
  'move',
  'update',
  'discharge',
  'cancel-pre-admit',
  'cancel-pending-admit',
  'cancel-pending-transfer',
  'cancel-pending-discharge',
  'cancel-leave',
  'cancel-return',
  'cancel-change-attending',
  'cancel-change-consulting',
  'cancel-transfer',
  'cancel-discharge',
  'cancel-admit',
  'delete-visit',
];

/** The order in which events of one and the same minute can happen: nobody leaves before they come. */
export function rankOf(kind: VisitFactKind): number {
  return RANKS.indexOf(kind) + 1;
}
