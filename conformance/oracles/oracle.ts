/**
 * One statement of a public mapping or converter about ADT, and what becomes of the same message here: agreement, or a
 * difference with its reason. Both sides are values at one place of the record, so that neither verdict can be claimed
 * without being so: `oracles.test.ts` plays the messages and compares.
 */
import type { Encounter, Patient } from '@medplum/fhirtypes';
import type { SourceId } from './sources.ts';

/** A message in ITK form, field by field; what is not said is that of a synthetic inpatient of the trust. */
export interface OracleMessage {
  readonly trigger: string;
  /** EVN-6 as local time; a minute after the message before, unless given. */
  readonly at?: string;
  readonly controlId?: string;
  readonly msh?: Fields;
  readonly evn?: Fields;
  readonly pid?: Fields;
  readonly pd1?: Fields;
  /** No PV1 segment when absent. */
  readonly pv1?: Fields;
  readonly pv2?: Fields;
  /** Whole further segments. */
  readonly more?: readonly string[];
}

export type Fields = Readonly<Record<number, string>>;

/** What the messages came to. */
export interface Outcome {
  /** The first person that is active, and the first Encounter that is a care setting; empty where there is none. */
  readonly patient: Partial<Patient>;
  readonly encounter: Partial<Encounter>;
  readonly patients: readonly Patient[];
  readonly encounters: readonly Encounter[];
  /** One a message: `committed`, `rejected 101` and the like. */
  readonly receipts: readonly string[];
  /** How many resources of a type are stored. */
  readonly count: (type: string) => number;
}

interface Statement {
  readonly source: SourceId;
  /** `PID-7`, or the events that it is about. */
  readonly field: string;
  /** What the source makes of it, in our words. */
  readonly theirs: string;
  /** The value that the source gives at the place looked at; undefined where it gives none. */
  readonly gives: unknown;
  readonly send: readonly OracleMessage[];
  readonly look: (outcome: Outcome) => unknown;
}

export type Oracle = Statement &
  (
    | { readonly verdict: 'same' }
    | {
        readonly verdict: 'differs';
        readonly ours: string;
        /** The value that we give there. */
        readonly expected: unknown;
        readonly reason: string;
      }
  );

/** A28 with these fields of PID. */
export function person(pid: Fields, more: Partial<OracleMessage> = {}): OracleMessage[] {
  return [{ trigger: 'A28', pid, ...more }];
}

/** An event of one inpatient visit: ward B6, bed 12. */
export function visit(trigger: string, pv1: Fields = {}, more: Partial<OracleMessage> = {}): OracleMessage {
  return { trigger, pv1: { 2: 'I', 3: '^B6^12^RFRPA', ...pv1 }, ...more };
}

/** The wards where the patient of an Encounter is now. */
export function openWards({ encounter }: Outcome): readonly string[] | undefined {
  return encounter.location
    ?.filter(({ status }) => status === 'active')
    .flatMap(({ location }) => /\bB\d\b/.exec(location.display ?? '')?.[0] ?? []);
}
