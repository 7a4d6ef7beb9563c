/**
 * The fold of a person's facts of the council's returns. Facts come by the end of the derived period, then by file, then
 * by chunk: so the chunks of a file stand together, and each file is settled when the next one begins.
 */
import type { SetFact } from '../fact.ts';
import type { SetContext, SetFold, StandingSet } from '../source-set.ts';
import { returnResources } from './return-resources.ts';
import { returnEvidence } from './return-evidence.ts';
import { settle, type FileEvent, type FileRows, type StandingEvent } from './return-settle.ts';
import { contentOf } from './cld-event-key.ts';
import { latestOf } from './circumstances.ts';
import type { CouncilReturnData } from './return.ts';
import type { ReturnState, ToldCircumstances } from './return-state.ts';

/** Rows of a person in one file, and events that stand: no council has near as many; what is beyond is the oldest. */
const MOST_ROWS = 1_000;
const MOST_EVENTS = 3_000;

export const returnFold: SetFold<ReturnState> = {
  step(state, fact) {
    const data = dataOf(fact);
    if (state?.latest.file === data.file) {
      return { ...state, latest: withChunk(state.latest, data, fact.sourceMessageId) };
    }
    const told = state === undefined ? undefined : toldBy(state);
    return {
      set: fact.set,
      person: fact.person,
      council: data.council,
      system: data.system,
      before:
        state === undefined ? [] : settle(state.before, state.latest).toSorted(byAge).slice(0, MOST_EVENTS),
      ...(told === undefined ? {} : { told }),
      latest: withChunk(
        {
          file: data.file,
          period: data.period,
          source: fact.sourceMessageId,
          events: [],
          caresFor: [],
          circumstances: {},
        },
        data,
        fact.sourceMessageId,
      ),
    };
  },

  standing(state, context: SetContext): StandingSet {
    const events = settle(state.before, state.latest);
    return {
      resources: returnResources(state, events, toldBy(state), context),
      evidence: returnEvidence(state, events, toldBy(state)),
    };
  },
};

/** What is said of the person by the last file that says anything of them. */
function toldBy({ latest, told }: ReturnState): ToldCircumstances | undefined {
  if (Object.keys(latest.circumstances).length === 0) return told;
  return { circumstances: latest.circumstances, period: latest.period, source: latest.source };
}

function withChunk(rows: FileRows, data: CouncilReturnData, source: string): FileRows {
  return {
    ...rows,
    events: withRows(rows.events, data, source),
    caresFor: [...new Set([...rows.caresFor, ...data.caresFor])].toSorted(),
    circumstances: latestOf(rows.circumstances, data.circumstances),
  };
}

/** Equal rows of several chunks are one, with their count. */
function withRows(known: readonly FileEvent[], { events }: CouncilReturnData, source: string): FileEvent[] {
  const rows = new Map(known.map((row) => [rowContent(row), row]));
  for (const event of events) {
    const content = rowContent(event);
    const same = rows.get(content);
    rows.set(content, same === undefined ? { ...event, source } : { ...same, rows: same.rows + event.rows });
  }
  return [...rows]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_ROWS)
    .map(([, row]) => row);
}

function rowContent(row: CouncilReturnData['events'][number]): string {
  // Of a kept row, `source` is no part of what the council said.
  const { rows: _, ...event } = { ...row, source: undefined };
  return contentOf(event);
}

function byAge(a: StandingEvent, b: StandingEvent): number {
  if (a.event.start !== b.event.start) return a.event.start > b.event.start ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

function dataOf(fact: SetFact): CouncilReturnData {
  if (fact.kind !== 'council-return') throw new TypeError(`a fact of form ${fact.kind} is no council return`);
  // Safe: facts of this form are written by return-facts.ts alone.
  return fact.data as CouncilReturnData;
}
