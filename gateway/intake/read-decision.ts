/**
 * An operator's word on whether two entries are of one person -> what it states. It is journaled like any message, so that
 * the journal holds who decided and why, and a rebuilt record has it too.
 */
import { z } from 'zod';
import type { Envelope } from '../../adapters/feed.ts';
import { IDENTITY_RANK, stampOf } from '../../mappings/fact.ts';
import { messageId } from './journal.ts';
import type { DocumentReader, DocumentReading } from './read-document.ts';

/** The feed of what operators state; no configured feed has this id. */
export const OPERATOR_FEED = 'operator';

const person = z.string().min(3).max(500);

export const matchDecision = z.strictObject({
  matchDecision: z.literal(1),
  person,
  other: person,
  decision: z.enum(['same', 'different']),
  reason: z.string().trim().min(3).max(500),
  by: z.string().trim().min(1).max(100),
  /** ISO UTC. */
  at: z.iso.datetime(),
});

export type MatchDecision = z.infer<typeof matchDecision>;

export function decisionReader(): DocumentReader {
  return { feed: OPERATOR_FEED, read };
}

/** Undefined for bytes that are no decision of this form. */
export function decisionIn(raw: Uint8Array): MatchDecision | undefined {
  try {
    return matchDecision.safeParse(JSON.parse(Buffer.from(raw).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

function read(envelope: Envelope): DocumentReading {
  const known = { trigger: 'match-decision', issues: [] };
  const decision = decisionIn(envelope.raw);
  if (decision === undefined)
    return { ...known, refused: { path: 'body', text: 'is not a decision on a match' } };
  const { at, person: from, other: into } = decision;
  if (from === into) return { ...known, refused: { path: 'other', text: 'is the same entry' } };
  const sourceMessageId = messageId(envelope);
  return {
    ...known,
    statements: {
      trigger: 'match-decision',
      sourceMessageId,
      effective: at,
      people: [],
      visits: [],
      identity: [
        {
          kind: decision.decision === 'same' ? 'decided-same' : 'decided-different',
          of: 'person',
          from,
          into,
          effective: at,
          dateTime: at,
          sourceMessageId,
          stamp: stampOf({
            effective: at,
            recorded: at,
            sequence: 0,
            messageTime: at,
            rank: IDENTITY_RANK,
            controlId: envelope.controlId,
            hash: envelope.hash,
          }),
        },
      ],
    },
  };
}
