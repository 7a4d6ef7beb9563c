/** What facts that do not stand leave behind: that something was opened, and which reversal made the state what it is. */
import type { VisitFact, VisitFactKind } from '../../mappings/adt/visit-fact.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import type { Removal } from './consequences.ts';
import { isPlan } from './setting-draft.ts';
import { causeOf, type Cause } from './setting-state.ts';

/** As much as the end of the fold needs, however many reversals there were: plain data. */
export interface Traces {
  /** Openings and plans that were taken back, one for each care setting that they name; plans last. */
  readonly openings: readonly { readonly opening: VisitFact; readonly by: Cause }[];
  /** The last reversal that took anything back, at all and by care setting. */
  readonly last?: Cause;
  readonly lastOf: Partial<Record<CareSettingKey, Cause>>;
  /** Stamp of the first opening that was cancelled; absent where none was. */
  readonly cancelled?: string;
}

const OPENS = new Set<VisitFactKind>(['register', 'admit', 'change-class']);
const PLANS = new Set<VisitFactKind>(['pre-admit', 'pending-admit']);

/** @param removed in the order in which it was taken back. */
export function tracesOf(removed: readonly Removal[]): Traces {
  const lastOf: Traces['lastOf'] = {};
  for (const { fact, by } of removed) {
    const { setting } = fact.data;
    if (setting !== undefined) lastOf[setting] = later(lastOf[setting], by);
  }
  const opened = removed.filter(({ fact }) => OPENS.has(fact.kind));
  const [cancelled] = opened.map(({ fact }) => fact.stamp).toSorted();
  const last = removed.reduce<Cause | undefined>((before, { by }) => later(before, by), undefined);
  return {
    openings: onePerSetting(removed),
    ...(last === undefined ? {} : { last }),
    lastOf,
    ...(cancelled === undefined ? {} : { cancelled }),
  };
}

function onePerSetting(removed: readonly Removal[]): Traces['openings'] {
  const openings = removed.filter(({ fact }) => OPENS.has(fact.kind) || PLANS.has(fact.kind));
  const plans = openings
    .filter(({ fact }) => isPlan(fact))
    .toSorted((a, b) => (a.fact.stamp < b.fact.stamp ? -1 : 1));
  const inTurn = [...openings.filter(({ fact }) => !isPlan(fact)), ...plans];
  const first = new Map<string, Removal>();
  for (const removal of inTurn) {
    const key = removal.fact.data.setting ?? '';
    if (!first.has(key)) first.set(key, removal);
  }
  return [...first.values()].map(({ fact, by }) => ({ opening: fact, by: causeOf(by) }));
}

function later(before: Cause | undefined, by: VisitFact): Cause {
  return before !== undefined && before.stamp > by.stamp ? before : causeOf(by);
}
