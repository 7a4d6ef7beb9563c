/** A GP summary of the journal, or just come -> what it states. adapters/gp-summary reads, mappings/gp-summary maps. */
import type { Envelope } from '../../adapters/feed.ts';
import { readSummary } from '../../adapters/gp-summary/read-summary.ts';
import { mapSummary } from '../../mappings/gp-summary/map-summary.ts';
import { resourceIds } from '../../mappings/resource-ids.ts';
import { uuidV5 } from '../record/uuid.ts';
import { messageId } from './journal.ts';
import type { DocumentReader, DocumentReading } from './read-document.ts';

export function gpSummaryReader(feed: string): DocumentReader {
  const ids = resourceIds(uuidV5);
  const read = (envelope: Envelope): DocumentReading => {
    const summary = readSummary(envelope.raw);
    if (summary.kind === 'refused') return { trigger: null, issues: [], refused: summary };
    const mapped = mapSummary(summary, {
      sourceMessageId: messageId(envelope),
      receivedAt: envelope.receivedAt,
      hash: envelope.hash,
      ids,
      idOf: uuidV5,
    });
    if ('refused' in mapped) return { trigger: summary.format, issues: [], refused: mapped.refused };
    const { statements, dropped, issues } = mapped;
    return { trigger: statements.trigger, issues: [...issues, ...dropped], statements };
  };
  return { feed, read };
}
