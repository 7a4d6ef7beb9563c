/** One message over an MLLP connection, and what became of it. HL7 MLLP release 1; HL7 v2.4 2.9.2; table 0008. */
import {
  parseAcknowledgement,
  type Acknowledgement,
  type AcknowledgementCode,
} from '../../adapters/hl7v2/acknowledgement.ts';
import { readHeader } from '../../adapters/hl7v2/header.ts';
import { MllpSendError, type MllpClient, type SendFailure } from '../../adapters/mllp/client.ts';
import { FS, VT } from '../../adapters/mllp/frame.ts';
import { wireForm } from './message-file.ts';

export interface Outcome {
  /** MSH-10 as sent, '' where it cannot be read. */
  readonly controlId: string;
  /** Undefined where there is no acknowledgement. */
  readonly code: AcknowledgementCode | undefined;
  /** Why it was not accepted, else ''. */
  readonly text: string;
  readonly ms: number;
  readonly kind: 'accepted' | 'refused' | 'unanswered' | 'unsendable';
  /**
   * `closed` by the client itself: a late answer must not be taken for the next message's. `absent`: it was closed before,
   * and nothing was sent.
   */
  readonly connection: 'kept' | 'closed' | 'absent';
  /** Why there is no acknowledgement, where the connection says so. */
  readonly failure?: SendFailure;
}

/** What stands for a message that was not sent. */
export function unsendable(text: string, controlId = ''): Outcome {
  return {
    controlId,
    code: undefined,
    text: `not sent: ${text}`,
    ms: 0,
    kind: 'unsendable',
    connection: 'kept',
  };
}

/** Sends it and waits for its acknowledgement. Never rejects for what the receiver does. */
export async function sendOne(client: MllpClient, message: Uint8Array, now: () => number): Promise<Outcome> {
  const bytes = wireForm(message);
  const controlId = readHeader(bytes).header?.controlId ?? '';
  if (bytes.includes(VT) || bytes.includes(FS)) {
    return unsendable('it holds a byte that MLLP keeps for the envelope (VT or FS)', controlId);
  }
  const started = now();
  const ended = (rest: Omit<Outcome, 'controlId' | 'ms'>): Outcome => ({
    controlId,
    ms: now() - started,
    ...rest,
  });
  try {
    const answer = parseAcknowledgement(await client.send(bytes));
    if (answer === undefined) {
      const text = 'the answer is no acknowledgement';
      return ended({ code: undefined, text, kind: 'unanswered', connection: 'kept' });
    }
    const accepted = answer.code === 'AA' || answer.code === 'CA';
    return ended({
      code: answer.code,
      text: accepted ? '' : errorText(answer),
      kind: accepted ? 'accepted' : 'refused',
      connection: 'kept',
    });
  } catch (error) {
    if (!(error instanceof MllpSendError)) throw error;
    const connection = error.reason === 'not-connected' ? 'absent' : 'closed';
    const { message: text, reason: failure } = error;
    return ended({ code: undefined, text, kind: 'unanswered', connection, failure });
  }
}

function errorText({ text, error }: Acknowledgement): string {
  if (error === undefined) return text;
  const where =
    error.segment === '' ? '' : `${error.segment}${error.field === '' ? '' : `-${error.field}`}: `;
  const condition = error.condition === '' ? '' : ` (${error.condition})`;
  return `${where}${error.text === '' ? text : error.text}${condition}`;
}
