/**
 * The steps of a visit between two states of it, in the words that people use. Arrival order decides only which
 * steps are told: the states themselves do not depend on it. Design section 3; Interweave (alerts speak of the
 * care setting, never of the parent; a bed move is no step).
 */
import type { CareSetting, VisitState } from '../../mappings/adt/resources/states.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import { same } from './fold-person.ts';
import type { RetractedKind, StepKind } from './step-event.ts';

export interface Step {
  readonly setting: CareSettingKey;
  readonly kind: StepKind;
  readonly retracts?: RetractedKind;
  /** When it happened, ISO UTC; undefined where only the message's own time can say. */
  readonly at?: string;
  /** Codes of places, for the ledger: no person. */
  readonly detail: Readonly<Record<string, string>>;
}

/** @param reversal whether the message that made the difference takes something back. */
export function stepsBetween(
  before: VisitState | undefined,
  after: VisitState,
  reversal: boolean,
): readonly Step[] {
  const was = new Map(before?.settings.map((s) => [s.key, s]));
  const is = new Map(after.settings.map((s) => [s.key, s]));
  const keys = new Set([...was.keys(), ...is.keys()]);
  return [...keys].flatMap((key) => stepsOf(key, was.get(key), is.get(key), reversal));
}

/** Emergency and inpatient care are told; outpatient attendances are not steps of a journey. */
const OPENING: Partial<Record<CareSettingKey, 'arrived' | 'admitted'>> = {
  emergency: 'arrived',
  inpatient: 'admitted',
};

function stepsOf(
  key: CareSettingKey,
  before: CareSetting | undefined,
  after: CareSetting | undefined,
  reversal: boolean,
): Step[] {
  const opening = OPENING[key];
  if (opening === undefined) return [];
  const step = (kind: StepKind, at: string | undefined, extra: Partial<Step> = {}): Step => ({
    setting: key,
    kind,
    ...(at === undefined ? {} : { at }),
    detail: {},
    ...extra,
  });
  if (!happened(before)) {
    if (!happened(after)) return [];
    const opened =
      after.implied && after.status === 'finished' ? [] : [step(opening, after.start?.instant, ward(after))];
    const left = hasLeft(after) ? [step('discharged', after.end?.instant, ward(after))] : [];
    return [...opened, ...left];
  }
  if (!happened(after)) return [step('cancelled', undefined, { retracts: opening })];
  const steps: Step[] = [];
  if (hasLeft(after) && !hasLeft(before)) steps.push(step('discharged', after.end?.instant, ward(after)));
  if (hasLeft(before) && !hasLeft(after))
    steps.push(step('cancelled', undefined, { retracts: 'discharged' }));
  if (after.status !== 'finished') {
    steps.push(...moves(before, after, reversal, step), ...expectations(before, after, step));
  }
  if (steps.length === 0 && corrected(before, after)) steps.push(step('corrected', undefined, ward(after)));
  return steps;
}

function moves(
  before: CareSetting,
  after: CareSetting,
  reversal: boolean,
  step: (kind: StepKind, at: string | undefined, extra?: Partial<Step>) => Step,
): Step[] {
  const from = wardOf(before);
  const to = wardOf(after);
  if (from === undefined || to === undefined || from === to) return [];
  const detail = { fromWard: from, ward: to };
  return reversal
    ? [step('cancelled', undefined, { retracts: 'transferred', detail })]
    : [step('transferred', after.stays.at(-1)?.start?.instant, { detail })];
}

function expectations(
  before: CareSetting,
  after: CareSetting,
  step: (kind: StepKind, at: string | undefined, extra?: Partial<Step>) => Step,
): Step[] {
  const was = before.data.expectedDischarge;
  const is = after.data.expectedDischarge;
  if (was === is) return [];
  if (is == null) return [step('cancelled', undefined, { retracts: 'expected-discharge' })];
  return [step('expected-discharge', undefined, { detail: { expected: is } })];
}

/** Something that was told has another time or place now. */
function corrected(before: CareSetting, after: CareSetting): boolean {
  return (
    !same(before.start, after.start) ||
    (before.end !== undefined && !same(before.end, after.end)) ||
    !same(before.stays.map(wardSpan), after.stays.map(wardSpan))
  );
}

function wardSpan(stay: CareSetting['stays'][number]): unknown {
  return [stay.location.site, stay.location.ward, stay.start?.instant];
}

/** The patient was or is here. */
function happened(setting: CareSetting | undefined): setting is CareSetting {
  return (
    setting !== undefined &&
    (setting.status === 'arrived' || setting.status === 'in-progress' || setting.status === 'finished')
  );
}

/** The patient left; being admitted from A&E is not leaving. */
function hasLeft(setting: CareSetting): boolean {
  return setting.status === 'finished' && setting.endedBy === 'discharge';
}

function wardOf(setting: CareSetting): string | undefined {
  const location = setting.stays.at(-1)?.location;
  return location === undefined ? undefined : `${location.site}/${location.ward ?? location.room ?? ''}`;
}

function ward(setting: CareSetting): { detail: Record<string, string> } {
  const code = wardOf(setting);
  return { detail: code === undefined ? {} : { ward: code } };
}
