/**
 * A visit's care settings as a pure function of its facts in their total order. Design section 3; Interweave
 * Encounter rules: a ward move is a location, a change of care setting is a new Encounter.
 */
import type { VisitFact } from '../../mappings/adt/fact.ts';
import type { CareSetting, VisitState } from '../../mappings/adt/resources/states.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import { inOrder } from './fact-order.ts';
import { SettingDraft } from './setting-draft.ts';
import { standingFacts, type Standing } from './reversals.ts';

/** @param facts all facts of one visit, in any order. @returns undefined for none. */
export function foldVisit(facts: readonly VisitFact[]): VisitState | undefined {
  const ordered = inOrder(facts);
  const last = ordered.at(-1);
  if (last === undefined) return undefined;
  const resolved = standingFacts(ordered);
  const walk = new Walk(resolved);
  for (const fact of resolved.standing) walk.apply(fact);
  walk.conclude();
  return {
    visit: last.visit,
    person: last.person,
    visitNumber: last.data.visitNumber,
    settings: walk.settings(),
  };
}

const OPENS: ReadonlySet<VisitFact['kind']> = new Set(['register', 'admit', 'change-class']);

/** The walk along the standing facts of one visit. */
class Walk {
  readonly #drafts = new Map<CareSettingKey, SettingDraft>();
  #current: SettingDraft | undefined;
  /** Updates from before anything was opened: they describe the setting that opens next. */
  #early: VisitFact[] = [];
  readonly #resolved: Standing;

  constructor(resolved: Standing) {
    this.#resolved = resolved;
  }

  apply(fact: VisitFact): void {
    switch (fact.kind) {
      case 'pre-admit':
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
      case 'update':
        if (this.#current === undefined) this.#early.push(fact);
        else this.#current.describe(fact);
        break;
      case 'cancel-admit':
      case 'cancel-transfer':
      case 'cancel-discharge':
        break;
    }
  }

  /** What reversals and lone updates leave behind once all standing facts are applied. */
  conclude(): void {
    const { removed, reversals } = this.#resolved;
    for (const { fact, by } of removed) {
      // What stands now is what the reversal made of it, also where it looks as it did before.
      this.#current?.attribute(by);
      if (fact.data.setting !== undefined) this.#drafts.get(fact.data.setting)?.attribute(by);
      if (by.kind !== 'cancel-admit' || !OPENS.has(fact.kind)) continue;
      const draft = this.#draft(fact);
      if (draft.status === undefined) draft.cancel(fact, by);
    }
    if (this.#drafts.size > 0) return;
    for (const reversal of reversals) {
      const draft = this.#draft(reversal);
      if (reversal.kind === 'cancel-admit') draft.cancel(reversal, reversal);
      else draft.imply(reversal, 'in-progress');
    }
    if (this.#drafts.size > 0) return;
    for (const fact of this.#early) {
      const draft = [...this.#drafts.values()][0] ?? this.#draft(fact);
      if (draft.status === undefined) draft.imply(fact, 'unknown');
      else draft.describe(fact);
    }
  }

  settings(): readonly CareSetting[] {
    return [...this.#drafts.values()].map((draft) => draft.finish());
  }

  #plan(fact: VisitFact): void {
    if (this.#current !== undefined && this.#current.status !== 'planned') {
      this.#current.describe(fact);
      return;
    }
    const draft = this.#draft(fact);
    draft.plan(fact);
    this.#enter(draft);
  }

  #open(fact: VisitFact, status: 'arrived' | 'in-progress'): void {
    // "Admitted" to a waiting list or to come is not here.
    if (fact.data.class === 'P' || fact.data.class === 'W') {
      this.#plan(fact);
      return;
    }
    const draft = this.#draft(fact);
    const previous = this.#current;
    if (previous !== undefined && previous !== draft) previous.giveWay(fact);
    draft.open(fact, status, previous === undefined || previous === draft);
    this.#enter(draft);
  }

  #transfer(fact: VisitFact): void {
    const draft = this.#current;
    if (draft === undefined || draft.status === 'planned') {
      const implied = draft ?? this.#draft(fact);
      // After the admission was cancelled, a move says that something is wrong, not that the patient is here.
      implied.imply(fact, this.#wasCancelled(fact) ? 'unknown' : 'in-progress');
      implied.move(fact);
      this.#enter(implied);
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
    if (this.#current === undefined && this.#wasCancelled(fact)) return;
    const draft = this.#current ?? this.#draft(fact);
    if (draft.status === undefined || draft.status === 'planned') draft.imply(fact, 'in-progress');
    draft.discharge(fact);
    this.#enter(draft);
  }

  /** Whether all openings before it were taken back. */
  #wasCancelled(fact: VisitFact): boolean {
    return this.#resolved.removed.some(
      ({ fact: opening, by }) =>
        by.kind === 'cancel-admit' && OPENS.has(opening.kind) && opening.stamp < fact.stamp,
    );
  }

  #enter(draft: SettingDraft): void {
    this.#current = draft;
    for (const fact of this.#early.splice(0).reverse()) draft.describeEarlier(fact);
  }

  #draft(fact: VisitFact): SettingDraft {
    const key = fact.data.setting ?? this.#current?.key ?? 'unknown';
    let draft = this.#drafts.get(key);
    if (draft === undefined) {
      draft = new SettingDraft(key, fact);
      this.#drafts.set(key, draft);
    }
    return draft;
  }
}
