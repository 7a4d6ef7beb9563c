/**
 * The wrappers of a file of messages, FHS { BHS { MSH ... } BTS } FTS: which batch a message is in, and whether the
 * counts hold. HL7 v2.4 2.15 (batch protocol), 2.16.2 BHS, 2.16.3 BTS, 2.16.6 FHS, 2.16.7 FTS.
 */
import { canDelimit } from './delimiters.ts';

export type WrapperName = 'FHS' | 'BHS' | 'BTS' | 'FTS';

/** What is wrong with a file around its messages. */
export type BatchFaultKind =
  /** FHS or BHS without usable delimiters, or longer than a message may be. */
  | 'unreadable-wrapper'
  /** A wrapper with segments of one message before and after it: it is left in that message. */
  | 'misplaced-wrapper'
  | 'unclosed-file'
  | 'unclosed-batch'
  /** FTS without FHS. */
  | 'unopened-file'
  /** BTS without BHS. */
  | 'unopened-batch'
  /** BTS-1 or FTS-1 is not what was there. */
  | 'count-mismatch'
  | 'count-unreadable'
  /** Text that belongs to no message. */
  | 'stray-text'
  /** A frame whose end is missing: what there is of its message is not given, lest it pass for a whole one. */
  | 'cut-frame';

/** One fault. Neither field nor text holds anything of a message. */
export interface BatchFault {
  readonly kind: 'fault';
  readonly fault: BatchFaultKind;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** The wrappers that a message stands in. */
export interface BatchPlace {
  /** FHS-11 of its file, '' where there is none. */
  readonly fileId: string;
  /** Number of its batch among those of the input, from 1; undefined outside any batch. */
  readonly batch: number | undefined;
  /** BHS-11 of its batch, '' where there is none. */
  readonly batchId: string;
  /** Its number in the batch, from 1. */
  readonly inBatch: number;
}

export interface WrapperCount {
  /** Takes a wrapper, given as its line, and tells what is wrong with it or with those before it. */
  wrapper(name: WrapperName, text: string, line: number): BatchFault[];
  /** Counts one message. */
  message(): BatchPlace;
  /** The input is over. */
  end(): BatchFault[];
}

interface Opened {
  readonly id: string;
  readonly line: number;
}
interface Batch extends Opened {
  /** Undefined for messages that follow each other outside any BHS. */
  readonly number: number | undefined;
  messages: number;
}

/** Faults are told, and nothing is stopped by them: after a wrapper that was forgotten, the next one counts anew. */
export function createWrapperCount(): WrapperCount {
  let file: Opened | undefined;
  let batch: Batch | undefined;
  let numbered = 0;
  let batchesInFile = 0;
  let runsOutsideBatches = 0;

  function unclosedBatch(): BatchFault[] {
    const open = batch;
    batch = undefined;
    if (open?.number === undefined) return [];
    return [fault('unclosed-batch', open.line, 'the batch that this BHS opens has no BTS')];
  }

  function unclosedFile(): BatchFault[] {
    const faults = unclosedBatch();
    if (file !== undefined) {
      faults.push(fault('unclosed-file', file.line, 'the file that this FHS opens has no FTS'));
    }
    file = undefined;
    batchesInFile = 0;
    runsOutsideBatches = 0;
    return faults;
  }

  function closeBatch(said: string, line: number): BatchFault[] {
    const faults: BatchFault[] = [];
    if (batch?.number === undefined)
      faults.push(fault('unopened-batch', line, 'BTS without a BHS before it'));
    faults.push(...checkCount('BTS-1', said, [batch?.messages ?? 0], 'message', line));
    batch = undefined;
    return faults;
  }

  function closeFile(said: string, line: number): BatchFault[] {
    const faults = unclosedBatch();
    if (file === undefined) faults.push(fault('unopened-file', line, 'FTS without an FHS before it'));
    // BHS and BTS are optional around the messages of a file, and senders differ in whether such a run is a batch.
    const counts = [batchesInFile, batchesInFile + runsOutsideBatches];
    faults.push(...checkCount('FTS-1', said, counts, 'batch', line));
    file = undefined;
    unclosedFile();
    return faults;
  }

  return {
    wrapper(name, text, line) {
      const separator = text.charAt(3);
      const fields = separator === '' ? [text] : text.split(separator);
      if (name === 'BTS') return closeBatch(fields[1] ?? '', line);
      if (name === 'FTS') return closeFile(fields[1] ?? '', line);
      const faults = name === 'FHS' ? unclosedFile() : unclosedBatch();
      const readable = canDelimit(separator, fields[1] ?? '');
      if (!readable)
        faults.push(fault('unreadable-wrapper', line, `${name}-1 and ${name}-2 delimit nothing`));
      const opened = { id: readable ? (fields[10] ?? '').trim() : '', line };
      if (name === 'FHS') file = opened;
      else {
        batch = { ...opened, number: ++numbered, messages: 0 };
        batchesInFile += 1;
      }
      return faults;
    },
    message() {
      if (batch === undefined) {
        batch = { id: '', line: 0, number: undefined, messages: 0 };
        runsOutsideBatches += 1;
      }
      batch.messages += 1;
      return { fileId: file?.id ?? '', batch: batch.number, batchId: batch.id, inBatch: batch.messages };
    },
    end: unclosedFile,
  };
}

/** @param counts any of these is right; the last is told. */
function checkCount(
  field: string,
  said: string,
  counts: readonly number[],
  unit: 'message' | 'batch',
  line: number,
): BatchFault[] {
  const text = said.trim();
  if (text === '') return [];
  if (!/^\d{1,15}$/.test(text)) return [fault('count-unreadable', line, `${field} is not a whole number`)];
  if (counts.includes(Number(text))) return [];
  const found = counts.at(-1) ?? 0;
  const units = found === 1 ? unit : unit === 'batch' ? 'batches' : 'messages';
  const verb = found === 1 ? 'was' : 'were';
  return [
    fault('count-mismatch', line, `${field} says ${Number(text)}, and ${found} ${units} ${verb} there`),
  ];
}

/** A fault, with its sentence. */
export function fault(kind: BatchFaultKind, line: number, text: string): BatchFault {
  return { kind: 'fault', fault: kind, line, text };
}
