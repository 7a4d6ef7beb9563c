/**
 * What has been told of an Encounter so far: the net of its steps. Steps are told against this, and not against the
 * state before the message, so that whatever the order of arrival, what stands told in the end is what is true.
 */
import type { StepKind } from './step-event.ts';

/** A step as told, oldest first. */
export interface ToldStep {
  readonly seq: number;
  readonly kind: StepKind;
  readonly retracts: string | null;
  readonly patientId: string;
  readonly effective: string;
  readonly detail: Readonly<Record<string, string>>;
}

export interface Told {
  /** The arrival or admission, un-retracted. */
  readonly opening: ToldStep | undefined;
  /** Whether the patient was told to have left, alive or dead. */
  readonly left: boolean;
  readonly discharged: boolean;
  readonly died: boolean;
  /** The places told, the latest last; one more than the transfers that stand. */
  readonly wards: readonly (string | undefined)[];
  /** The expected date of discharge last told. */
  readonly expected: string | undefined;
  /** Since when the patient was last told to be ready to go home. */
  readonly ready: string | undefined;
}

export const NOTHING_TOLD: Told = {
  opening: undefined,
  left: false,
  discharged: false,
  died: false,
  wards: [],
  expected: undefined,
  ready: undefined,
};

/** @param steps of one Encounter, in the order in which they were told. */
export function toldOf(steps: readonly ToldStep[]): Told {
  return steps.reduce(next, NOTHING_TOLD);
}

/** Anything at all that a later retraction would have to take back. */
export function isAnythingTold({ opening, left, expected, ready }: Told): boolean {
  return opening !== undefined || left || expected !== undefined || ready !== undefined;
}

function next(told: Told, step: ToldStep): Told {
  switch (step.kind) {
    case 'arrived':
    case 'admitted':
      // Told again to a team that became responsible later: nothing new of the visit.
      return told.opening === undefined ? { ...told, opening: step, wards: [step.detail['ward']] } : told;
    case 'transferred':
      return { ...told, wards: [...told.wards, step.detail['ward']] };
    case 'expected-discharge':
      return { ...told, expected: step.detail['expected'] };
    case 'ready-for-discharge':
      return { ...told, ready: step.detail['ready'] };
    case 'discharged':
      return departed(told, { discharged: true });
    case 'died':
      return departed(told, { died: true });
    case 'cancelled':
      return retracted(told, step.retracts);
    case 'corrected':
      return told;
  }
}

function retracted(told: Told, kind: string | null): Told {
  switch (kind) {
    case 'transferred':
      return { ...told, wards: told.wards.slice(0, -1) };
    case 'expected-discharge':
      return { ...told, expected: undefined };
    case 'ready-for-discharge':
      return { ...told, ready: undefined };
    case 'discharged':
      return departed(told, { discharged: false });
    case 'died':
      return departed(told, { died: false });
    default:
      // The arrival or admission itself: with it goes everything.
      return NOTHING_TOLD;
  }
}

function departed(told: Told, how: Partial<Pick<Told, 'discharged' | 'died'>>): Told {
  const after = { ...told, ...how };
  return { ...after, left: after.discharged || after.died };
}
