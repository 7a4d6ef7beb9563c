/** A step of a visit, as the record tells it to whoever alerts. */
import type { Encounter, Patient } from '@medplum/fhirtypes';
import type { Tx } from '../store/engine.ts';

export type StepKind =
  | 'arrived'
  | 'admitted'
  | 'transferred'
  | 'expected-discharge'
  | 'ready-for-discharge'
  | 'discharged'
  /** Died in hospital: told instead of `discharged`, or after it. */
  | 'died'
  | 'cancelled'
  | 'corrected';

/** What a `cancelled` step takes back. */
export type RetractedKind = Exclude<StepKind, 'cancelled' | 'corrected'>;

export interface StepEvent {
  /** Row number in `step`. */
  readonly seq: number;
  readonly kind: StepKind;
  readonly retracts?: RetractedKind;
  /** The version of the Encounter that the step speaks of, as committed. */
  readonly encounter: Encounter & { readonly id: string };
  readonly encounterVersion: number;
  readonly patient: Patient & { readonly id: string };
  /** Ids of Patients that were merged into this one. */
  readonly aliases: readonly string[];
  /** Current locality codes of the patient; empty when none is known. */
  readonly localities: readonly string[];
  /** When it happened, ISO UTC. */
  readonly effective: string;
  /** When the gateway recorded it, ISO UTC. */
  readonly recordedAt: string;
  /** True when later events of the visit were already known. */
  readonly late: boolean;
  /** True where only those are meant who were told nothing of this Encounter yet. */
  readonly onlyIfNotTold?: true;
}

/** The port through which a commit accounts for alerts. Its calls happen inside the unit of work of the cause. */
export interface AlertLedger {
  /** Numbers the events and writes their deliveries with the transaction of their cause. */
  account(tx: Tx, events: readonly StepEvent[]): Promise<void>;
}
