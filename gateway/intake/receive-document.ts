/** One document of a configured feed other than ADT: a GP summary, a case event, a part of a return. Promise 1. */
import { hash } from 'node:crypto';
import type { Envelope } from '../../adapters/feed.ts';
import { readDocument, type DocumentDependencies } from './read-document.ts';
import { take, type Taken, type TakeDependencies } from './take.ts';

export interface DocumentDeps extends DocumentDependencies, TakeDependencies {
  readonly newId: () => string;
}

export interface DocumentOrigin {
  /** Id of the configured feed. */
  readonly feed: string;
  /** `http:` and the sender's address. */
  readonly peer: string;
  /** By which the sender knows it; '' where it has no such thing. At most 200 characters. */
  readonly controlId: string;
}

/** Never throws for what comes from outside. @throws Error where the feed is not configured. */
export async function receiveDocument(
  raw: Uint8Array,
  { feed, peer, controlId }: DocumentOrigin,
  deps: DocumentDeps,
): Promise<Taken> {
  const envelope: Envelope = {
    feed,
    sender: { application: '', facility: '' },
    controlId: controlId.slice(0, 200),
    hash: hash('sha256', raw, 'hex'),
    raw,
    receivedAt: deps.clock.now().toISOString(),
    correlationId: deps.newId(),
    peer,
  };
  const read = readDocument(envelope, deps);
  if (read === undefined) throw new Error(`no reader for the feed ${feed}`);
  return take(read, deps);
}
