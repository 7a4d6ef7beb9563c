/** What POST /feeds/adt answers: the acknowledgement, and by the receipt the HTTP status that says the same. */
import type { Received } from '../intake/receive.ts';
import type { AdtAnswer } from './feeds-adt.ts';

/** @param ack bytes of the acknowledgement; undefined where none may be given. */
export function adtAnswer({ receipt }: Received, ack: Uint8Array | undefined): AdtAnswer {
  if (ack !== undefined) {
    return { status: statusOf(receipt), contentType: 'application/hl7-v2; charset=utf-8', body: ack };
  }
  const text =
    receipt.kind === 'rejected' ? receipt.rejection.text : 'The message could not be stored; send it again.';
  return { status: statusOf(receipt), contentType: 'text/plain; charset=utf-8', body: `${text}\n` };
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
