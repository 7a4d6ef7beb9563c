/** One care setting in the making: the moves of the fold, each noting which message last changed it. */
import type { PatientLocation, VisitFact, VisitFactKind } from '../../mappings/adt/visit-fact.ts';
import type { CareSetting, CareSettingStatus, Timed } from '../../mappings/adt/resources/states.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import { described, withoutEnd, withoutLeave, type Description } from './description.ts';
import { leftAt, statedStart, timeOf } from './fact-time.ts';
import { same } from './fold-person.ts';
import { careSetting, causeOf, type Cause, type SettingState } from './setting-state.ts';
import { endedAt, movedTo } from './stays.ts';

export class SettingDraft {
  readonly #is: SettingState;

  constructor(state: SettingState) {
    this.#is = { ...state };
  }

  get key(): CareSettingKey {
    return this.#is.key;
  }

  get status(): CareSettingStatus | undefined {
    return this.#is.status;
  }

  /** The stay goes on: the patient is here, or is expected back. */
  get goesOn(): boolean {
    return this.status === 'onleave' || this.#isHere;
  }

  get #isHere(): boolean {
    return this.status === 'arrived' || this.status === 'in-progress';
  }

  /** A05, A14: expected, not here. */
  plan(fact: VisitFact): void {
    this.#become('planned', timeOf(fact), fact);
    this.#classify(fact);
    if (fact.data.location !== undefined) this.#is.planned = fact.data.location ?? undefined;
    this.describe(fact);
  }

  /** A01, A04, A06, A07: the patient is here. `first`: no other setting of the visit came before. */
  open(fact: VisitFact, status: 'arrived' | 'in-progress', first: boolean): void {
    const is = this.#is;
    const fresh = is.status === undefined || is.status === 'planned' || is.implied;
    const at = fresh && first ? (statedStart(fact) ?? timeOf(fact)) : timeOf(fact);
    // Registration after admission within a setting says nothing new of the status.
    const next = is.status === 'in-progress' || is.status === 'onleave' ? 'in-progress' : status;
    if (is.status === 'finished') is.data = withoutEnd(is.data);
    if (is.status === 'planned') is.start = undefined;
    // Seen here before the message that says since when: then the patient was here by then.
    const seen = is.stays[0]?.start ?? is.end;
    is.start ??= seen !== undefined && seen.instant < at.instant ? seen : at;
    if (is.implied) {
      is.implied = false;
      this.#note(fact);
    }
    this.#become(next, at, fact);
    is.end = undefined;
    is.endedBy = undefined;
    is.planned = undefined;
    this.#classify(fact);
    this.#moveTo(fact.data.location, fresh ? at : timeOf(fact), fact);
    this.describe(fact);
  }

  /** Something that only happens to a patient who is here (or was), without the message that opened the visit. */
  imply(fact: VisitFact, status: 'in-progress' | 'unknown'): void {
    this.#is.implied = true;
    this.#is.planned = undefined;
    this.#is.start = statedStart(fact);
    this.#become(status, this.#is.start, fact);
    this.#classify(fact);
    this.describe(fact);
  }

  /** A02. */
  move(fact: VisitFact): void {
    this.#moveTo(fact.data.location, timeOf(fact), fact);
  }

  /** A15: where a patient who is here is about to go. */
  expectMove(fact: VisitFact): void {
    this.describe(fact);
    const { pendingLocation } = fact.data;
    if (!this.goesOn || pendingLocation === undefined) return;
    const isHere = same(this.#is.stays.at(-1)?.location, pendingLocation);
    const planned = isHere ? undefined : (pendingLocation ?? undefined);
    if (same(this.#is.planned, planned)) return;
    this.#is.planned = planned;
    this.#note(fact);
  }

  /** A21: the bed is kept, and the stay goes on. */
  leave(fact: VisitFact): void {
    if (this.#isHere) this.#become('onleave', timeOf(fact), fact);
    this.describe(fact);
  }

  /** A22. */
  comeBack(fact: VisitFact): void {
    if (this.status === 'onleave') this.#become('in-progress', timeOf(fact), fact);
    this.describe(fact);
  }

  /** A54, A61: who is responsible from now on; those who no longer are, until now. */
  handOver(role: 'attending' | 'consulting', fact: VisitFact): void {
    const before = this.#is.data[role] ?? [];
    this.describe(fact);
    const after = this.#is.data[role] ?? [];
    const clinicians = before.filter((one) => !after.some((other) => same(one, other)));
    if (!this.goesOn || clinicians.length === 0) return;
    this.#is.former = [...this.#is.former, { role, clinicians, end: timeOf(fact) }];
    this.#note(fact);
  }

  /** A03. */
  discharge(fact: VisitFact): void {
    const at = leftAt(fact, this.#lastKnown);
    if (this.#is.stays.length === 0) this.#stayWithoutStart(fact);
    const goesOn = this.key === 'emergency' && fact.data.admittedFromHere === true;
    this.#close(at, goesOn ? 'next-setting' : 'discharge', fact);
    this.describe(fact);
  }

  /** Care goes on in another setting: this one ends, or, where it was only planned, never happened. */
  giveWay(fact: VisitFact): void {
    if (this.status === 'planned') {
      this.#is.status = 'cancelled';
      this.#is.planned = undefined;
      this.#note(fact);
    } else if (this.status !== 'finished' && this.status !== 'cancelled') {
      this.#close(timeOf(fact), 'next-setting', fact);
    }
  }

  /** A11, A27, A38 left nothing of this setting. Where the patient was to be is not kept: they may never have been there. */
  cancel(opened: VisitFact, by: Cause): void {
    this.#is.status = 'cancelled';
    if (!isPlan(opened)) this.#is.start = statedStart(opened) ?? timeOf(opened);
    this.#classify(opened);
    this.describe(opened);
    this.#note(by);
  }

  /** A23: nothing of it was so. What it was is kept, where it was is not. */
  erase(by: Cause): void {
    const is = this.#is;
    is.status = 'entered-in-error';
    is.planned = undefined;
    is.stays = [];
    is.earlier = [];
    is.former = [];
    is.data = withoutLeave(is.data);
    this.#note(by);
  }

  /** Names a message as the cause of this state, if it is the last in the order of facts. */
  attribute(cause: Cause): void {
    this.#note(cause);
  }

  describe(fact: VisitFact): void {
    const after = described(this.#is.data, fact.data, this.status);
    if (after !== this.#is.data) this.restate(after, fact);
  }

  /** What describes it, all at once. */
  restate(data: Description, by: Cause): void {
    this.#is.data = data;
    this.#note(by);
  }

  save(): SettingState {
    return { ...this.#is };
  }

  finish(): CareSetting {
    return careSetting(this.#is);
  }

  /** Instant of the last that is known to have happened in this setting; '' where nothing is. */
  get #lastKnown(): string {
    const { start, since, stays, former } = this.#is;
    const known = [start, since, stays.at(-1)?.start, former.at(-1)?.end];
    return known.flatMap((time) => time?.instant ?? []).reduce((a, b) => (a > b ? a : b), '');
  }

  #classify(fact: VisitFact): void {
    if (fact.data.class !== undefined) this.#is.class = fact.data.class;
  }

  #become(status: CareSettingStatus, at: Timed | undefined, fact: VisitFact): void {
    const is = this.#is;
    if (is.status === status) return;
    if (is.status !== undefined && at !== undefined) {
      const start = is.since === undefined ? {} : { start: is.since };
      is.earlier = [...is.earlier, { status: is.status, ...start, end: at }];
    }
    is.status = status;
    is.since = at;
    if (status !== 'onleave') is.data = withoutLeave(is.data);
    this.#note(fact);
  }

  #close(at: Timed, by: NonNullable<CareSetting['endedBy']>, fact: VisitFact): void {
    const is = this.#is;
    if (is.end?.instant !== at.instant) this.#note(fact);
    this.#become('finished', at, fact);
    is.end = at;
    is.endedBy = by;
    is.planned = undefined;
    is.stays = endedAt(is.stays, at);
  }

  #moveTo(location: PatientLocation | null | undefined, at: Timed, fact: VisitFact): void {
    if (location == null) return;
    const after = movedTo(this.#is.stays, location, at);
    if (after === this.#is.stays) return;
    this.#is.stays = after;
    this.#is.planned = undefined;
    this.#note(fact);
  }

  /** A lone discharge tells where from, not since when. */
  #stayWithoutStart(fact: VisitFact): void {
    const { location } = fact.data;
    if (location == null) return;
    const { start } = this.#is;
    this.#is.stays = [{ location, ...(start === undefined ? {} : { start }) }];
  }

  #note(cause: Cause): void {
    if (cause.stamp >= this.#is.source.stamp) this.#is.source = causeOf(cause);
  }
}

const PLANS = new Set<VisitFactKind>([
  'pre-admit',
  'pending-admit',
  'cancel-pre-admit',
  'cancel-pending-admit',
]);

/** Expected, not here: also whoever is "admitted" to a waiting list, or to come. */
export function isPlan({ kind, data }: VisitFact): boolean {
  return PLANS.has(kind) || data.class === 'P' || data.class === 'W';
}
