/** What the sections of a view are made of, and what is said of the feeds that fill them. */
import { dateWords } from '../gp-summary/summary-text.ts';
import type { GpArea } from './gp-areas.ts';
import type { PersonRecord } from './person-record.ts';
import { timeWords } from './view-words.ts';

/** A configured feed, as far as its silence concerns who reads a view. */
export interface FeedNote {
  readonly kind: 'hospital' | 'gp' | 'council';
  readonly name: string;
  /** ISO UTC of its last message; absent where none ever came. */
  readonly lastHeard?: string;
  /** It has been silent for longer than its configuration allows. */
  readonly silent: boolean;
}

export interface ViewContext {
  readonly record: PersonRecord;
  readonly areas: readonly GpArea[];
  readonly feeds: readonly FeedNote[];
  /** ISO UTC. */
  readonly now: string;
}

/** @returns a sentence for each feed of the kind that is silent. */
export function silenceWords(feeds: readonly FeedNote[], kind: FeedNote['kind']): readonly string[] {
  return feeds.flatMap(({ kind: of, name, silent, lastHeard }) => {
    if (of !== kind || !silent) return [];
    return lastHeard === undefined
      ? `Feed silent: nothing has come from ${name} yet`
      : `Feed silent: nothing has come from ${name} since ${timeWords(lastHeard)}`;
  });
}

/**
 * @param nothing what to say where the feeds work and tell nothing, without a full stop.
 * @returns why nothing is told: no feed, a silent one, or one that tells nothing of it.
 */
export function unheardWords(feeds: readonly FeedNote[], kind: FeedNote['kind'], nothing: string): string {
  const own = feeds.filter((feed) => feed.kind === kind);
  if (own.length === 0) return `${nothing}: no feed is configured that would tell it (${KINDS[kind]})`;
  const silences = silenceWords(feeds, kind);
  if (silences.length > 0) return `${nothing}. ${silences.join('. ')}`;
  const heard = own.flatMap(({ name, lastHeard }) =>
    lastHeard === undefined
      ? `nothing has come from ${name} yet`
      : `${name} last heard on ${dateWords(lastHeard)}`,
  );
  return `${nothing} (${heard.join('; ')})`;
}

const KINDS = { hospital: 'hospital', gp: 'GP summaries', council: 'council' } as const;
