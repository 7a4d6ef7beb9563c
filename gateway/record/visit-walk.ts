/**
 * The walk along the standing facts of one visit, in their order. What it knows is plain data, so that it can be kept
 * at any point and gone on with (visit-checkpoint.ts).
 */
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import type { CareSetting } from '../../mappings/adt/resources/states.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import type { Description } from './description.ts';
import { saidEarly, type Early } from './early.ts';
import { followUp, impliedStatus } from './follow-up.ts';
import { isPlan, SettingDraft } from './setting-draft.ts';
import { newSetting, type Cause, type SettingState } from './setting-state.ts';
import type { Traces } from './traces.ts';

export interface WalkState {
  /** In the order in which they were opened. */
  readonly settings: readonly SettingState[];
  /** Settings that were entered in error (A23). */
  readonly erased: readonly SettingState[];
  readonly current?: CareSettingKey;
  /** Stamp of what first said that the patient is here. */
  readonly here?: string;
  readonly early?: Early;
  /** The last message that took the whole visit back. */
  readonly erasure?: VisitFact;
}

export class VisitWalk {
  readonly #drafts: Map<CareSettingKey, SettingDraft>;
  readonly #erased: Map<CareSettingKey, SettingDraft>;
  #current: SettingDraft | undefined;
  #here: string | undefined;
  #early: Early | undefined;
  #erasure: VisitFact | undefined;
  readonly #traces: Traces;

  constructor(traces: Traces, from: WalkState = { settings: [], erased: [] }) {
    this.#traces = traces;
    this.#drafts = drafts(from.settings);
    this.#erased = drafts(from.erased);
    this.#current = from.current === undefined ? undefined : this.#drafts.get(from.current);
    this.#here = from.here;
    this.#early = from.early;
    this.#erasure = from.erasure;
  }

  /** @param fact the next that stands; a reversal is none. */
  apply(fact: VisitFact): void {
    switch (fact.kind) {
      case 'pre-admit':
      case 'pending-admit':
        this.#plan(fact);
        break;
      case 'register':
        this.#open(fact, 'arrived');
        break;
      case 'admit':
      case 'change-class':
        this.#open(fact, 'in-progress');
        break;
      case 'transfer':
        this.#transfer(fact);
        break;
      case 'discharge':
        this.#discharge(fact);
        break;
      case 'delete-visit':
        this.#erase(fact);
        break;
      default:
        this.#within(fact);
        break;
    }
  }

  save(): WalkState {
    return {
      settings: [...this.#drafts.values()].map((draft) => draft.save()),
      erased: [...this.#erased.values()].map((draft) => draft.save()),
      ...(this.#current === undefined ? {} : { current: this.#current.key }),
      ...(this.#here === undefined ? {} : { here: this.#here }),
      ...(this.#early === undefined ? {} : { early: this.#early }),
      ...(this.#erasure === undefined ? {} : { erasure: this.#erasure }),
    };
  }

  /**
   * What reversals and lone updates leave behind once all standing facts are applied. Nothing may be applied after it.
   * @param reversals all of them, in order: where there is nothing else, they say that there was something.
   * @param moved the message by which the visit became another person's.
   */
  conclude(reversals: readonly VisitFact[], moved: Cause | undefined): readonly CareSetting[] {
    for (const { opening, by } of this.#traces.openings) this.#cancelled(opening, by);
    if (this.#isEmpty && this.#erasure !== undefined) this.#eraseNothing(this.#erasure);
    for (const reversal of this.#isEmpty ? reversals : []) this.#impliedBy(reversal);
    if (this.#isEmpty && this.#early !== undefined) this.#describedOnly(this.#early);
    for (const reversal of this.#isEmpty ? reversals : []) this.#named(reversal).imply(reversal, 'unknown');
    const settings = [...this.#erased, ...this.#drafts];
    // What stands now is what the reversal made of it, also where it looks as it did before.
    const { last, lastOf } = this.#traces;
    if (last !== undefined) this.#current?.attribute(last);
    for (const [key, draft] of settings) {
      const cause = lastOf[key];
      if (cause !== undefined) draft.attribute(cause);
      if (moved !== undefined) draft.attribute(moved);
    }
    return settings.map(([, draft]) => draft.finish());
  }

  get #isEmpty(): boolean {
    return this.#drafts.size + this.#erased.size === 0;
  }

  #within(fact: VisitFact): void {
    if (this.#current === undefined) this.#early = saidEarly(this.#early, fact);
    else followUp(this.#current, fact);
  }

  #plan(fact: VisitFact): void {
    if (this.#current !== undefined && this.#current.status !== 'planned') {
      this.#current.describe(fact);
      return;
    }
    const draft = this.#begun(fact);
    draft.plan(fact);
    this.#current = draft;
  }

  #open(fact: VisitFact, status: 'arrived' | 'in-progress'): void {
    if (isPlan(fact)) {
      this.#plan(fact);
      return;
    }
    const draft = this.#begun(fact);
    const previous = this.#current;
    if (previous !== undefined && previous !== draft) previous.giveWay(fact);
    draft.open(fact, status, previous === undefined || previous === draft);
    this.#enter(draft, fact);
  }

  #transfer(fact: VisitFact): void {
    const draft = this.#current;
    if (draft === undefined || draft.status === 'planned') {
      const implied = draft ?? this.#begun(fact);
      // After the admission was cancelled, a move says that something is wrong, not that the patient is here.
      implied.imply(fact, this.#wasTakenBack(fact) ? 'unknown' : 'in-progress');
      implied.move(fact);
      this.#enter(implied, fact);
      return;
    }
    draft.describe(fact);
    if (draft.status !== 'finished') draft.move(fact);
  }

  /** The end of an earlier setting, such as an A&E attendance already admitted, does not end the later one. */
  #discharge(fact: VisitFact): void {
    const named = fact.data.setting === undefined ? undefined : this.#drafts.get(fact.data.setting);
    if (named !== undefined && named !== this.#current && named.status === 'finished') {
      named.describe(fact);
      return;
    }
    // A system that closes what was cancelled: nobody left.
    if (this.#current === undefined && this.#wasTakenBack(fact)) return;
    const draft = this.#current ?? this.#begun(fact);
    if (draft.status === undefined || draft.status === 'planned') draft.imply(fact, 'in-progress');
    draft.discharge(fact);
    this.#enter(draft, fact);
  }

  #erase(fact: VisitFact): void {
    for (const [key, draft] of this.#drafts) {
      draft.erase(fact);
      this.#erased.set(key, draft);
    }
    const setting = fact.data.setting ?? this.#early?.first.data.setting;
    this.#erasure = setting === undefined ? fact : { ...fact, data: { ...fact.data, setting } };
    this.#drafts.clear();
    this.#current = undefined;
    this.#here = undefined;
    this.#early = undefined;
  }

  #enter(draft: SettingDraft, fact: VisitFact): void {
    this.#current = draft;
    this.#here ??= fact.stamp;
  }

  /** Whether all openings before it were taken back. */
  #wasTakenBack(fact: VisitFact): boolean {
    const { cancelled } = this.#traces;
    return this.#erasure !== undefined || (cancelled !== undefined && cancelled < fact.stamp);
  }

  /** The setting that a fact opens or goes on with: what was said before belongs to it. */
  #begun(fact: VisitFact): SettingDraft {
    const draft = this.#named(fact, this.#early?.data);
    this.#early = undefined;
    return draft;
  }

  #named(fact: VisitFact, data?: Description): SettingDraft {
    const key = fact.data.setting ?? this.#current?.key ?? 'unknown';
    const known = this.#drafts.get(key);
    if (known !== undefined) return known;
    const draft = new SettingDraft(newSetting(key, fact, data));
    this.#drafts.set(key, draft);
    // It is the same Encounter, and it happened after all.
    this.#erased.delete(key);
    return draft;
  }

  #cancelled(opening: VisitFact, by: Cause): void {
    const key = opening.data.setting ?? this.#current?.key ?? 'unknown';
    if (this.#drafts.has(key) || this.#erased.has(key)) return;
    // Planned while the patient was here already: that was no setting of its own.
    if (isPlan(opening) && this.#here !== undefined && this.#here < opening.stamp) return;
    const draft = this.#named(opening);
    draft.cancel(opening, by);
    if (this.#erasure !== undefined && opening.stamp < this.#erasure.stamp) draft.erase(this.#erasure);
  }

  #eraseNothing(erasure: VisitFact): void {
    const draft = this.#named(erasure);
    draft.imply(erasure, 'unknown');
    draft.erase(erasure);
  }

  /** A reversal without its event says that there was one. */
  #impliedBy(reversal: VisitFact): void {
    const status = impliedStatus(reversal);
    if (status === 'cancelled') this.#named(reversal).cancel(reversal, reversal);
    else if (status !== undefined) this.#named(reversal).imply(reversal, status);
  }

  #describedOnly({ first, data, source }: Early): void {
    const draft = this.#named(first);
    draft.imply(first, 'unknown');
    draft.restate(data, source);
  }
}

function drafts(states: readonly SettingState[]): Map<CareSettingKey, SettingDraft> {
  return new Map(states.map((state) => [state.key, new SettingDraft(state)]));
}
