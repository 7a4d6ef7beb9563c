/** The work list of pairs that may be one person, and the decisions on it. What operators decide is journaled like any message. */
import { joinedTo, type JoinedMatch } from '../record/matching/joined.ts';
import type { Db } from '../store/engine.ts';
import { pairId } from '../record/matching/match-rows.ts';
import {
  listMatches,
  matchById,
  type ListedMatch,
  type ListQuery,
  type Pair,
} from '../record/matching/work-list.ts';
import { decisionIn, OPERATOR_FEED, type MatchDecision } from './read-decision.ts';
import { receiveDocument, type DocumentDeps } from './receive-document.ts';
import type { Taken } from './take.ts';

export interface DecidedMatch extends Pick<MatchDecision, 'decision' | 'reason' | 'by' | 'at'> {
  readonly id: string;
}

export interface Matches {
  readonly list: (query: ListQuery) => Promise<readonly ListedMatch[]>;
  /** Who was found to be one with the person of a Patient. */
  readonly joined: (patient: string) => Promise<readonly JoinedMatch[]>;
  readonly get: (id: string) => Promise<ListedMatch | DecidedMatch | undefined>;
  /** The last decisions, the newest first. */
  readonly decided: (limit: number) => Promise<readonly DecidedMatch[]>;
  /**
   * @param patient id of the Patient of a pair that was joined: nothing lists those.
   * @returns undefined where no such pair is listed, was decided or is joined in that Patient.
   */
  readonly decide: (
    id: string,
    decision: Pick<MatchDecision, 'decision' | 'reason' | 'by'>,
    peer: string,
    patient?: string,
  ) => Promise<Taken | undefined>;
}

/** Decisions that are looked through for a pair that is no longer listed. */
const MOST_DECISIONS = 10_000;

export function createMatches(deps: DocumentDeps): Matches {
  const db = deps.engine.reader;
  const { sourceOf } = deps.place.precedence;
  const pairOf = async (id: string, patient: string | undefined): Promise<Pair | undefined> =>
    (await matchById(db, id, sourceOf))?.pair ??
    (patient === undefined ? [] : await joinedTo(db, patient, sourceOf)).find(({ match }) => match.id === id)
      ?.pair ??
    (await decisions(db, MOST_DECISIONS)).find((one) => idOf(one) === id);
  return {
    list: (query) => listMatches(db, query, sourceOf),
    get: async (id) =>
      (await matchById(db, id, sourceOf))?.match ??
      (await decisions(db, MOST_DECISIONS)).filter((one) => idOf(one) === id).map(shown)[0],
    joined: async (patient) => (await joinedTo(db, patient, sourceOf)).map(({ match }) => match),
    decided: async (limit) => (await decisions(db, limit)).map(shown),
    decide: async (id, decision, peer, patient) => {
      const pair = await pairOf(id, patient);
      if (pair === undefined) return undefined;
      const { person, other } = pair;
      const at = deps.clock.now().toISOString();
      const body: MatchDecision = { matchDecision: 1, person, other, ...decision, at };
      const raw = Buffer.from(JSON.stringify(body));
      return receiveDocument(raw, { feed: OPERATOR_FEED, peer, controlId: deps.newId() }, deps);
    },
  };
}

async function decisions(db: Db, limit: number): Promise<readonly MatchDecision[]> {
  const rows = await db
    .selectFrom('source_message')
    .select('raw')
    .where('feed', '=', OPERATOR_FEED)
    .where('outcome', '=', 'committed')
    .orderBy('received_at', 'desc')
    .limit(limit)
    .execute();
  return rows.flatMap(({ raw }) => decisionIn(raw) ?? []);
}

function idOf({ person, other }: Pair): string {
  return pairId(person, other);
}

function shown(one: MatchDecision): DecidedMatch {
  const { decision, reason, by, at } = one;
  return { id: idOf(one), decision, reason, by, at };
}
