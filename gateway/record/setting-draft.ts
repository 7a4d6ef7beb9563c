/** One care setting in the making: the moves of the fold, each noting which message last changed it. */
import type { PatientLocation, VisitFact } from '../../mappings/adt/fact.ts';
import type { CareSetting, CareSettingStatus, Stay, Timed } from '../../mappings/adt/resources/states.ts';
import type { Hl7Time } from '../../mappings/adt/datatypes/time.ts';
import { DISCHARGE_TOLERANCE_MS } from '../../mappings/adt/segments/pv1-times.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import { described, describedEarlier, told, withoutEnd, type Description } from './description.ts';
import { same } from './fold-person.ts';

export class SettingDraft {
  readonly key: CareSettingKey;
  status: CareSettingStatus | undefined;
  #class: string | undefined;
  #start: Timed | undefined;
  #end: Timed | undefined;
  #endedBy: CareSetting['endedBy'];
  #implied = false;
  #since: Timed | undefined;
  #planned: PatientLocation | undefined;
  readonly #earlier: CareSetting['earlier'][number][] = [];
  readonly #stays: Stay[] = [];
  #data: Description = {};
  #source: VisitFact;

  constructor(key: CareSettingKey, fact: VisitFact) {
    this.key = key;
    this.#source = fact;
  }

  /** A05: expected, not here. */
  plan(fact: VisitFact): void {
    this.#become('planned', timeOf(fact), fact);
    if (fact.data.class !== undefined) this.#class = fact.data.class;
    if (fact.data.location !== undefined) this.#planned = fact.data.location ?? undefined;
    this.describe(fact);
  }

  /** A01, A04, A06, A07: the patient is here. `first`: no other setting of the visit came before. */
  open(fact: VisitFact, status: 'arrived' | 'in-progress', first: boolean): void {
    const fresh = this.status === undefined || this.status === 'planned' || this.#implied;
    const at = fresh && first ? this.#startOf(fact) : timeOf(fact);
    // Registration after admission within a setting says nothing new of the status.
    const next = this.status === 'in-progress' ? 'in-progress' : status;
    if (this.status === 'finished') this.#data = withoutEnd(this.#data);
    if (this.status === 'planned') this.#start = undefined;
    this.#start ??= at;
    if (this.#implied) {
      this.#implied = false;
      this.#note(fact);
    }
    this.#become(next, at, fact);
    this.#end = undefined;
    this.#endedBy = undefined;
    this.#planned = undefined;
    if (fact.data.class !== undefined) this.#class = fact.data.class;
    this.#moveTo(fact.data.location ?? undefined, fresh ? at : timeOf(fact), fact);
    this.describe(fact);
  }

  /** Something that only happens to a patient who is here (or was), without the message that opened the visit. */
  imply(fact: VisitFact, status: 'in-progress' | 'unknown'): void {
    const admitted = fact.data.admitTime;
    const known = admitted !== undefined && timed(admitted) && admitted.instant <= fact.effective;
    this.#implied = true;
    this.#planned = undefined;
    this.#start = known ? pick(admitted) : undefined;
    this.#become(status, this.#start, fact);
    if (fact.data.class !== undefined) this.#class = fact.data.class;
    this.describe(fact);
  }

  /** A02. */
  move(fact: VisitFact): void {
    this.#moveTo(fact.data.location ?? undefined, timeOf(fact), fact);
  }

  /** A03. PV1-45 is when the patient left, if it fits between the last move and the event. */
  discharge(fact: VisitFact): void {
    const stated = fact.data.dischargeTime;
    const floor = this.#stays.at(-1)?.start?.instant ?? this.#start?.instant ?? '';
    const fits =
      stated !== undefined &&
      timed(stated) &&
      stated.instant >= floor &&
      Date.parse(stated.instant) <= Date.parse(fact.effective) + DISCHARGE_TOLERANCE_MS;
    const at = fits ? pick(stated) : timeOf(fact);
    if (this.#stays.length === 0) this.#stayWithoutStart(fact);
    const goesOn = this.key === 'emergency' && fact.data.admittedFromHere === true;
    this.#close(at, goesOn ? 'next-setting' : 'discharge', fact);
    this.describe(fact);
  }

  /** Care goes on in another setting: this one ends, or, where it was only planned, never happened. */
  giveWay(fact: VisitFact): void {
    if (this.status === 'planned') {
      this.status = 'cancelled';
      this.#planned = undefined;
      this.#note(fact);
    } else if (this.status !== 'finished' && this.status !== 'cancelled') {
      this.#close(timeOf(fact), 'next-setting', fact);
    }
  }

  /** A11 left nothing of this setting. Where the patient was to be is not kept: they may never have been there. */
  cancel(opened: VisitFact, by: VisitFact): void {
    this.status = 'cancelled';
    this.#start = this.#startOf(opened);
    if (opened.data.class !== undefined) this.#class = opened.data.class;
    this.describe(opened);
    this.#note(by);
  }

  /** Names a message as the cause of this state, if it is the last in the order of facts. */
  attribute(fact: VisitFact): void {
    this.#note(fact);
  }

  describe(fact: VisitFact): void {
    const after = described(this.#data, fact.data, this.status === 'finished');
    if (after === this.#data) return;
    this.#data = after;
    this.#note(fact);
  }

  /** A description older than what the setting already has: it fills gaps only. */
  describeEarlier(fact: VisitFact): void {
    this.#data = describedEarlier(this.#data, fact.data);
  }

  finish(): CareSetting {
    return {
      key: this.key,
      status: this.status ?? 'unknown',
      ...(this.#class === undefined ? {} : { class: this.#class }),
      ...(this.#start === undefined ? {} : { start: this.#start }),
      ...(this.#end === undefined ? {} : { end: this.#end }),
      ...(this.#endedBy === undefined ? {} : { endedBy: this.#endedBy }),
      implied: this.#implied,
      earlier: this.#earlier,
      stays: this.#stays,
      ...(this.#planned === undefined ? {} : { plannedLocation: this.#planned }),
      data: told(this.#data, this.#start),
      sourceMessageId: this.#source.sourceMessageId,
      sourceStamp: this.#source.stamp,
    };
  }

  #become(status: CareSettingStatus, at: Timed | undefined, fact: VisitFact): void {
    if (this.status === status) return;
    if (this.status !== undefined && at !== undefined) {
      this.#earlier.push({
        status: this.status,
        ...(this.#since === undefined ? {} : { start: this.#since }),
        end: at,
      });
    }
    this.status = status;
    this.#since = at;
    this.#note(fact);
  }

  #close(at: Timed, by: NonNullable<CareSetting['endedBy']>, fact: VisitFact): void {
    if (this.#end?.instant !== at.instant) this.#note(fact);
    this.#become('finished', at, fact);
    this.#end = at;
    this.#endedBy = by;
    const last = this.#stays.at(-1);
    if (last !== undefined) this.#stays[this.#stays.length - 1] = { ...last, end: at };
  }

  #moveTo(location: PatientLocation | undefined, at: Timed, fact: VisitFact): void {
    if (location === undefined) return;
    const last = this.#stays.at(-1);
    if (last !== undefined && same(last.location, location)) {
      if (last.end === undefined) return;
      if (last.end.instant === at.instant) {
        this.#stays[this.#stays.length - 1] = {
          location,
          ...(last.start === undefined ? {} : { start: last.start }),
        };
        this.#note(fact);
        return;
      }
    }
    if (last !== undefined && last.end === undefined) {
      // Replaced in the moment in which it began: the patient was never there.
      if (last.start?.instant === at.instant) this.#stays.pop();
      else this.#stays[this.#stays.length - 1] = { ...last, end: at };
    }
    const before = this.#stays.at(-1);
    if (before?.end?.instant === at.instant && same(before.location, location)) {
      this.#stays[this.#stays.length - 1] = {
        location,
        ...(before.start === undefined ? {} : { start: before.start }),
      };
    } else {
      this.#stays.push({ location, start: at });
    }
    this.#note(fact);
  }

  /** A lone discharge tells where from, not since when. */
  #stayWithoutStart(fact: VisitFact): void {
    const location = fact.data.location;
    if (location == null) return;
    this.#stays.push({ location, ...(this.#start === undefined ? {} : { start: this.#start }) });
  }

  /** PV1-44 when it has a time of day and is not after the event (senders re-date it), else the event's own time. */
  #startOf(fact: VisitFact): Timed {
    const admitted = fact.data.admitTime;
    return admitted !== undefined && timed(admitted) && admitted.instant <= fact.effective
      ? pick(admitted)
      : timeOf(fact);
  }

  #note(fact: VisitFact): void {
    if (fact.stamp >= this.#source.stamp) this.#source = fact;
  }
}

function timeOf(fact: VisitFact): Timed {
  return { instant: fact.effective, dateTime: fact.dateTime };
}

function pick(time: Hl7Time): Timed {
  return { instant: time.instant, dateTime: time.dateTime };
}

function timed(time: Hl7Time): boolean {
  return time.precision === 'minute' || time.precision === 'second';
}
