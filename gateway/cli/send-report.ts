/** What `rother send` says: a line or a JSON object for each message, the faults of a file, progress, and the sum. */
import type { BatchFault } from '../../adapters/hl7v2/batch-wrapper.ts';
import type { MessagePlace } from '../../adapters/hl7v2/batch.ts';
import type { CliIo } from './io.ts';
import { jsonLine } from './json-line.ts';
import { printable } from './printable.ts';
import type { Outcome } from './send-one.ts';
import type { Tally } from './send-state.ts';

/** From so many messages on, a terminal is shown how far it is. */
const MANY = 20;
const SHOW_EVERY_MS = 200;
const CLEAR_LINE = '\r\u001b[2K';

/** `file#n`, with the place in its batch where it has one. */
export function labelOf(file: string, { position, batch, inBatch }: MessagePlace): string {
  return `${file}#${position}${batch === undefined ? '' : ` (batch ${batch}, message ${inBatch})`}`;
}

/** One line: label, control id, code, time, and why it was not accepted. `--` stands for no answer. */
export function receiptLine(
  file: string,
  place: MessagePlace,
  { controlId, code, ms, text }: Outcome,
): string {
  const parts = [
    labelOf(file, place),
    controlId === '' ? '-' : controlId,
    code ?? '--',
    `${ms.toFixed(1)} ms`,
    text,
  ];
  return `${printable(parts.join('  ').trimEnd())}\n`;
}

/** The same as a JSON object on one line; `code` is null where there is no answer. */
export function receiptJson(
  file: string,
  place: MessagePlace,
  { controlId, code, ms, text }: Outcome,
): string {
  const { position, line, fileId, batch, batchId, inBatch } = place;
  return jsonLine({
    file,
    position,
    line,
    ...(fileId === '' ? {} : { fileId }),
    ...(batch === undefined ? {} : { batch, batchId, inBatch }),
    controlId,
    code: code ?? null,
    ms: Math.round(ms * 10) / 10,
    ...(text === '' ? {} : { text }),
  });
}

/** A fault of the file around its messages. */
export function faultLine(file: string, { line, text }: BatchFault): string {
  return `${printable(`${file}: line ${line}: ${text}`)}\n`;
}

/** What became of all of them. */
export function sumLine(tally: Tally, unanswered: number, all: number): string {
  const { accepted, refused, unsendable, faults } = tally;
  const others = [
    [refused, 'refused'],
    [unanswered, 'without an answer'],
    [unsendable, 'not sent'],
    [faults, faults === 1 ? 'fault of the file' : 'faults of the file'],
  ] as const;
  const told = others.flatMap(([count, what]) => (count === 0 ? [] : [`, ${count} ${what}`]));
  return `${accepted} of ${all} accepted${told.join('')}`;
}

export interface Progress {
  /** @param done messages that are done with, those of earlier runs included. */
  show(done: number): void;
  clear(): void;
}

/** On standard error where that is a terminal and standard output is none: there, the lines themselves are the progress. */
export function createProgress(
  { stderr, stdout, now }: CliIo,
  all: number | undefined,
  doneBefore: number,
): Progress {
  const silent = (all !== undefined && all < MANY) || stderr.isTTY !== true || stdout.isTTY === true;
  if (silent) return { show: () => undefined, clear: () => undefined };
  const started = now();
  let shown = started;
  return {
    show(done) {
      const time = now();
      if (time - shown < SHOW_EVERY_MS) return;
      shown = time;
      const rate = ((done - doneBefore) * 1000) / (time - started);
      const left = all === undefined || rate === 0 ? '' : `, ${duration((all - done) / rate)} left`;
      stderr.write(
        `${CLEAR_LINE}${done}${all === undefined ? '' : ` of ${all}`}, ${Math.round(rate)}/s${left}`,
      );
    },
    clear() {
      stderr.write(CLEAR_LINE);
    },
  };
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
