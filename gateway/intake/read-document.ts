/** What came by a feed other than ADT -> what it states. Shared with replay: the same bytes are read the same way. */
import type { Envelope, Rejection } from '../../adapters/feed.ts';
import type { ApplyContext } from '../record/apply-message.ts';
import type { Reading } from './journal.ts';
import type { IntakeFeed } from './read-message.ts';
import type { FeedContext, Taking } from './take.ts';

/** Reads what one feed brings. */
export interface DocumentReader {
  /** Id of the configured feed. */
  readonly feed: string;
  /** Never throws for what comes from outside: a refusal names the element. */
  readonly read: (envelope: Envelope) => DocumentReading;
}

/** What is known of it, and what it states or why it is refused. */
export type DocumentReading = Pick<Reading, 'trigger' | 'issues'> &
  (
    | { readonly statements: Extract<Taking, { statements: unknown }>['statements'] }
    | { readonly refused: { readonly path: string; readonly text: string } }
  );

export interface DocumentDependencies {
  readonly documents: readonly DocumentReader[];
  readonly place: Pick<ApplyContext, 'names' | 'localities' | 'precedence' | 'folds'>;
  /** Of ADT: what a document says of a person may touch the visits that these brought, and they stay the hospital's. */
  readonly feeds: readonly Pick<IntakeFeed, 'visitNumberSystem' | 'organisation'>[];
}

/** Undefined where the feed is none of documents. */
export function readDocument(
  envelope: Envelope,
  { documents, place, feeds }: DocumentDependencies,
): Taking | undefined {
  const reader = documents.find(({ feed }) => feed === envelope.feed);
  if (reader === undefined) return undefined;
  const context: FeedContext = {
    ...place,
    organisation: '',
    organisationOf: (system) => feeds.find((feed) => feed.visitNumberSystem === system)?.organisation,
    localBase: '',
  };
  const reading = (known: Pick<Reading, 'trigger' | 'issues'>): Reading => ({
    charset: 'utf-8',
    trigger: known.trigger,
    issues: known.issues,
    skewMs: null,
  });
  const ofFeed = { envelope, context, quarantineAnswer: 'AE' as const };
  try {
    const read = reader.read(envelope);
    return 'refused' in read
      ? { envelope, reading: reading(read), context, rejection: rejectionOf(read.refused) }
      : { ...ofFeed, reading: reading(read), statements: read.statements };
  } catch (failure) {
    return { ...ofFeed, reading: reading({ trigger: null, issues: [] }), failure };
  }
}

/** HL7 table 0357, 207 application error, as the journal has one form for all refusals; the text names the element. */
function rejectionOf({ path, text }: { readonly path: string; readonly text: string }): Rejection {
  return { code: 'AE', condition: 207, text: `${path}: ${text}` };
}
