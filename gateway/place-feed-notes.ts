/** How silent the place's feeds are, as who reads a view is told. */
import type { FeedNote } from '../mappings/views/view-context.ts';
import type { FeedHealth } from './intake/feed-health.ts';
import type { Place } from './place.ts';

export function placeFeedNotes(
  { feeds, gpSummaries, councils }: Pick<Place, 'feeds' | 'gpSummaries' | 'councils'>,
  health: readonly FeedHealth[],
): readonly FeedNote[] {
  const kinds = new Map<string, FeedNote['kind']>([
    ...feeds.map(({ id }) => [id, 'hospital'] as const),
    ...(gpSummaries === undefined ? [] : [[gpSummaries.id, 'gp'] as const]),
    ...councils.map(({ id }) => [id, 'council'] as const),
  ]);
  return health.flatMap(({ id, name, silent, lastMessageAt }) => {
    const kind = kinds.get(id);
    if (kind === undefined) return [];
    return { kind, name, silent, ...(lastMessageAt === null ? {} : { lastHeard: lastMessageAt }) };
  });
}
