/**
 * A hospital visit as the sending system holds it, and the events of a journey: what happened, when, and what
 * is true afterwards. ITK ADT 1.0.15, PV1, PV2 and ZU1.
 */
import type { Person } from './person.ts';

export type Trigger = 'A01' | 'A02' | 'A03' | 'A04' | 'A05' | 'A08' | 'A11' | 'A12' | 'A13' | 'A28' | 'A31';

export interface Ward {
  readonly code: string;
  readonly name: string;
}

/** Where somebody lies or waits. */
export interface Spot {
  readonly ward: Ward;
  readonly bed: string;
}

/** Seconds are counted from the local midnight that starts the simulated day; earlier times are negative. */
export interface Visit {
  readonly number: string;
  /** HL7 table 0004: E emergency, I inpatient, P pre-admit. */
  readonly patientClass: 'E' | 'I' | 'P';
  readonly spot: Spot;
  readonly prior?: Spot;
  /** NHS admission method, PV1-4. */
  readonly admissionMethod?: string;
  /** Treatment function, PV1-10. */
  readonly specialty: string;
  readonly consultant?: { readonly code: string; readonly family: string; readonly given: string };
  /** Source of admission, PV1-14. */
  readonly admitSource?: string;
  readonly admittedAt?: number;
  readonly dischargedAt?: number;
  /** PV1-36, table 0112, and PV1-37, discharge destination. */
  readonly disposition?: string;
  readonly destination?: string;
  readonly reason?: string;
  /** Table 0430. */
  readonly modeOfArrival?: string;
  readonly expectedAdmission?: number;
  readonly expectedDischarge?: number;
  /** ZU1-24: since when ready to leave. */
  readonly readySince?: number;
}

export type VisitStatus = 'planned' | 'arrived' | 'in-progress' | 'finished' | 'cancelled';

/** What is true of a visit once an event has happened. */
export interface VisitTruth {
  readonly status: VisitStatus;
  readonly patientClass: Visit['patientClass'];
  /** Ward code; the last one where the visit has ended. */
  readonly ward: string;
}

/** One thing that happened, before anybody sends a message of it. */
export interface JourneyEvent {
  readonly trigger: Trigger;
  readonly person: Person;
  readonly occurredAt: number;
  /** Absent in A28 and A31. */
  readonly visit?: Visit;
  readonly after?: VisitTruth;
  /** The event puts a wrong detail right (a name, a practice). */
  readonly correction?: string;
}
