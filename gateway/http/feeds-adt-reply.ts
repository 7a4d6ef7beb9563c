/**
 * What a batch is told, message by message: as NDJSON, or as a batch of acknowledgements. HL7 v2.4 2.15.1 (the answer to
 * a batch is a batch), 2.16.2 BHS, 2.16.3 BTS, 2.16.6 FHS, 2.16.7 FTS.
 */
import type { MessagePlace } from '../../adapters/hl7v2/batch.ts';
import type { BatchFault } from '../../adapters/hl7v2/batch-wrapper.ts';
import type { AdtAnswer, AdtTold } from './adt-answer.ts';

export interface BatchTotals {
  /** Messages that were taken in, accepted or refused. */
  readonly messages: number;
  readonly accepted: number;
  readonly refused: number;
  /** Messages before `?from=`. */
  readonly skipped: number;
  readonly faults: number;
}

/** Why nothing more of a batch was processed. */
export interface BatchStop {
  readonly reason: 'unavailable' | 'message-too-large' | 'body-too-large' | 'unreadable-wrapper';
  /** The first message that was not taken in. */
  readonly position: number;
  /** What to send as `?from=` to go on. */
  readonly from: number;
  /** In ASCII, without HL7 delimiters. */
  readonly text: string;
}

/** One form of the answer; each function gives the bytes that come next. */
export interface BatchReply {
  readonly contentType: string;
  /** @param first where the first message stands that is answered, where there is one. */
  head(first: MessagePlace | undefined): string;
  message(place: MessagePlace, told: AdtTold, answer: AdtAnswer): string | Uint8Array;
  fault(fault: BatchFault): string;
  foot(totals: BatchTotals, stop: BatchStop | undefined): string;
}

/** A JSON object a line: one for each message, one for each fault of the wrappers, and the totals. */
export function ndjsonReply(): BatchReply {
  return {
    contentType: 'application/x-ndjson',
    head: () => '',
    message: ({ position, batch, inBatch }, { controlId, code, messageId, text }) =>
      line({ position, batch: batch ?? null, inBatch, controlId, code, messageId, text }),
    fault: ({ fault, line: where, text }) => line({ fault, line: where, text }),
    foot: (totals, stop) =>
      line(
        stop === undefined
          ? { totals }
          : { error: stop.reason, position: stop.position, text: stop.text, from: stop.from, totals },
      ),
  };
}

/** @param id becomes FHS-11 and BHS-11 of the answer. */
export function hl7Reply(id: string): BatchReply {
  let firstFault: BatchFault | undefined;
  let acknowledgements = 0;
  return {
    contentType: 'application/hl7-v2; charset=utf-8',
    // Field 11 is the control id of the answer, and 12 that of what is answered.
    head: (first) =>
      `FHS|^~\\&|||||||||${id}|${plain(first?.fileId ?? '')}\r` +
      `BHS|^~\\&|||||||||${id}|${plain(first?.batchId ?? '')}\r`,
    message: (_place, told, { contentType, body }) => {
      acknowledgements += 1;
      if (typeof body !== 'string' && contentType.startsWith('application/hl7-v2')) return body;
      // A header too broken to be answered by its own delimiters.
      const controlId = `${id}.${acknowledgements}`;
      return `MSH|^~\\&|||||||ACK|${controlId}|P|2.4\rMSA|${told.code}|${plain(told.controlId)}|${plain(told.text ?? '')}\r`;
    },
    fault: (fault) => {
      firstFault ??= fault;
      return '';
    },
    foot: ({ faults }, stop) => {
      const comments = [
        ...(stop === undefined ? [] : [`stopped at message ${stop.position}: ${stop.text}`]),
        ...(firstFault === undefined
          ? []
          : [`faults of the wrappers: ${faults}, first at line ${firstFault.line}: ${firstFault.text}`]),
      ];
      const comment = comments.length === 0 ? '' : `|${plain(comments.join('; '))}`;
      return `BTS|${acknowledgements}${comment}\rFTS|1\r`;
    },
  };
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** Printable ASCII without the delimiters that the wrappers declare. */
function plain(text: string): string {
  return text.replaceAll(/[^ -~]|[|^~\\&]/g, '?').slice(0, 200);
}
