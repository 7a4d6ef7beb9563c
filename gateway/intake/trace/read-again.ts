/** A message read from its bytes once more, as intake reads it, for people who look at it. Reads only, and stores nothing. */
import { decode } from '../../../adapters/hl7v2/decode.ts';
import {
  describeMessage,
  NO_DICTIONARY,
  type MessageDescription,
} from '../../../adapters/hl7v2/dictionary.ts';
import type { DictionarySource } from '../../../adapters/hl7v2/dictionary-source.ts';
import { readHeader, type Header } from '../../../adapters/hl7v2/header.ts';
import { parseMessage, type ParsedMessage } from '../../../adapters/hl7v2/message.ts';
import type { FeedProfile } from '../../../mappings/adt/feed-profile.ts';
import { mapMessage, type MappingResult, type MessageIdentity } from '../../../mappings/adt/map-message.ts';
import { errorFields } from '../../logging.ts';

/** What of a feed decides how its messages are read. */
export type ReadingFeed = FeedProfile & { readonly charsetFallback: string };

export interface ReadAgain {
  /** Undefined where MSH cannot be read. */
  readonly header: Header | undefined;
  /** Why the bytes are not read any further, or what of ours failed on them. Holds no value of a person. */
  readonly fault?: string;
  readonly charset?: string;
  readonly flags: readonly string[];
  /** As decoded: segments end with CR. */
  readonly text?: string;
  readonly description?: MessageDescription;
  /** Absent where there is no feed to say how to map it, or the mapping fails on it. */
  readonly mapping?: MappingResult;
}

/** How a message is known, given its header; undefined where no feed is configured for it. */
export type Identify = (
  header: Header,
) => { readonly feed: ReadingFeed; readonly identity: MessageIdentity } | undefined;

/** Never rejects: a message that cannot be read says so, and one whose dictionary cannot be had is shown without names. */
export async function readAgain(
  raw: Uint8Array,
  identify: Identify,
  dictionaries: DictionarySource,
): Promise<ReadAgain> {
  const head = readHeader(raw);
  const { header } = head;
  if (head.kind === 'unreadable') return { header, fault: head.rejection.text, flags: [] };
  const known = identify(head.header);
  const decoded = decode(raw, head.header.charset, known?.feed.charsetFallback);
  if (decoded.kind === 'refused') return { header, fault: decoded.rejection.text, flags: [] };
  const { message, flags } = parseMessage(decoded.text, decoded.charset);
  const dictionary = await dictionaries.of(head.header.version).catch(() => NO_DICTIONARY);
  return {
    header,
    charset: decoded.charset,
    flags: [...decoded.flags, ...flags],
    text: decoded.text,
    description: describeMessage(message, dictionary),
    ...(known === undefined ? {} : mapped(message, known)),
  };
}

/** A message that our mapping fails on is the one that somebody will look at. */
function mapped(
  message: ParsedMessage,
  { feed, identity }: NonNullable<ReturnType<Identify>>,
): Pick<ReadAgain, 'mapping' | 'fault'> {
  try {
    return { mapping: mapMessage(message, identity, feed) };
  } catch (error) {
    return { fault: `the mapping fails on this message: ${errorFields(error).errorName}` };
  }
}
