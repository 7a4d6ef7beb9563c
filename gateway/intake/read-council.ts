/**
 * What came by a council's feed, just now or from the journal -> what it states: a case event as it was sent, or a part
 * of a return as council-upload.ts wrote it. adapters/social-care reads, mappings/social-care maps.
 */
import type { Envelope } from '../../adapters/feed.ts';
import { readCaseEvents } from '../../adapters/social-care/case-read.ts';
import { resourceIds, type ResourceIds } from '../../mappings/resource-ids.ts';
import { mapCaseEvent } from '../../mappings/social-care/case-map.ts';
import { uuidV5 } from '../record/uuid.ts';
import { messageId } from './journal.ts';
import type { DocumentReader, DocumentReading } from './read-document.ts';
import { isReturnMessage, readReturnMessage, type CouncilSource } from './read-return-part.ts';

export function councilReader(source: CouncilSource): DocumentReader {
  const ids = resourceIds(uuidV5);
  return {
    feed: source.id,
    read: (envelope) =>
      isReturnMessage(envelope) ? readReturnMessage(envelope, source) : readCase(envelope, source, ids),
  };
}

function readCase(envelope: Envelope, source: CouncilSource, ids: ResourceIds): DocumentReading {
  const [read] = readCaseEvents(envelope.raw);
  if (read === undefined)
    return { trigger: null, issues: [], refused: { path: '', text: 'there is no event' } };
  if (read.kind === 'refused') return { trigger: null, issues: [], refused: read };
  const { event, warnings } = read;
  const trigger = `case-event:${event.type}`;
  const mapping = mapCaseEvent(event, {
    sourceMessageId: messageId(envelope),
    hash: envelope.hash,
    source: { ...source, name: `${source.name}: case events` },
    receivedAt: envelope.receivedAt,
    ids,
    idOf: uuidV5,
  });
  if (mapping.kind === 'refused') return { trigger, issues: warnings, refused: mapping.refusal };
  return { trigger, issues: [...warnings, ...mapping.issues], statements: mapping.statements };
}
