/** What POST /feeds/adt answers to one message: the acknowledgement, and by the receipt the HTTP status that says the same. */
import type { Received } from '../intake/receive.ts';

/** What became of one message. */
export interface AdtAnswer {
  readonly status: number;
  readonly contentType: string;
  /** The acknowledgement as bytes, or a sentence where none can be made. */
  readonly body: string | Uint8Array;
  /** The same in parts; absent where the message could not be stored and its sender must be left to resend. */
  readonly told?: AdtTold;
}

export interface AdtTold {
  readonly code: 'AA' | 'AE' | 'AR';
  /** MSH-10 as sent, '' where it could not be read. */
  readonly controlId: string;
  readonly messageId: string;
  /** Why it was refused or set aside, or that it was here before. Holds no value of a person. */
  readonly text?: string;
}

/** @param ack bytes of the acknowledgement; undefined where none may be given. */
export function adtAnswer({ receipt, header }: Received, ack: Uint8Array | undefined): AdtAnswer {
  const told = toldOf(receipt, header?.controlId ?? '');
  const parts = { status: statusOf(receipt), ...(told === undefined ? {} : { told }) };
  if (ack !== undefined) {
    return { ...parts, contentType: 'application/hl7-v2; charset=utf-8', body: ack };
  }
  const text =
    receipt.kind === 'rejected' ? receipt.rejection.text : 'The message could not be stored; send it again.';
  return { ...parts, contentType: 'text/plain; charset=utf-8', body: `${text}\n` };
}

function toldOf(receipt: Received['receipt'], controlId: string): AdtTold | undefined {
  switch (receipt.kind) {
    case 'committed':
      return { code: 'AA', controlId, messageId: receipt.messageId };
    case 'duplicate':
      return { code: 'AA', controlId, messageId: receipt.messageId, text: 'Stored before' };
    case 'quarantined':
      return { code: receipt.answer, controlId, messageId: receipt.messageId, text: receipt.quarantine.text };
    case 'rejected':
      return {
        code: receipt.rejection.code,
        controlId,
        messageId: receipt.messageId,
        text: receipt.rejection.text,
      };
    case 'unavailable':
      return undefined;
  }
}

function statusOf(receipt: Received['receipt']): number {
  switch (receipt.kind) {
    case 'committed':
    case 'duplicate':
      return 200;
    case 'quarantined':
      return receipt.answer === 'AA' ? 200 : 422;
    case 'rejected':
      return receipt.rejection.code === 'AE' ? 422 : 403;
    case 'unavailable':
      return 503;
  }
}
