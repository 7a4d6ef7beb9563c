/** `rother inspect FILE`: a message with the standard's names for its parts, what is odd about it, and what it becomes. */
import { createDictionarySource, type DictionarySource } from '../../adapters/hl7v2/dictionary-source.ts';
import { readAgain } from '../intake/trace/read-again.ts';
import { ConfigurationError, loadPlace, type Place } from '../place.ts';
import type { Inspection } from './inspection.ts';
import { inspectionText } from './inspect-text.ts';
import { feedOf, identityOf } from './inspect-mapping.ts';
import { CliError, type CliIo } from './io.ts';
import { printable, printableJson } from './printable.ts';
import { readInput, splitMessages } from './message-file.ts';

export interface InspectOptions {
  readonly json: boolean;
  /** Path of the place's configuration, whose feeds say how to read the message. */
  readonly config: string;
  /** Only this message of the file, from 1. */
  readonly message?: number;
}

/** @returns 0 where every message could be read and would be taken, else 1. */
export async function inspect(file: string, options: InspectOptions, io: CliIo): Promise<number> {
  const place = placeOf(options.config);
  const messages = splitMessages(await readInput(file, io), file);
  if (options.message !== undefined && options.message > messages.length) {
    throw new CliError(`${file} has ${messages.length} messages; there is no message ${options.message}`);
  }
  const dictionaries = io.dictionaries ?? createDictionarySource();
  const inspections: Inspection[] = [];
  for (const [i, raw] of messages.entries()) {
    if (options.message !== undefined && options.message !== i + 1) continue;
    inspections.push(await inspectOne(raw, `${file}#${i + 1}`, place, dictionaries));
  }
  const text = options.json
    ? printableJson(inspections)
    : printable(inspections.map(inspectionText).join('\n'), { lines: true });
  io.stdout.write(text);
  return inspections.every(({ mapping }) => mapping !== undefined && 'mapped' in mapping) ? 0 : 1;
}

async function inspectOne(
  raw: Uint8Array,
  label: string,
  place: Place,
  dictionaries: DictionarySource,
): Promise<Inspection> {
  let found: string | undefined;
  const read = await readAgain(
    raw,
    (header) => {
      const feed = feedOf(place, header);
      found = feed?.id;
      return feed && { feed, identity: identityOf(raw, header, feed) };
    },
    dictionaries,
  );
  return { label, ...read, ...(found === undefined ? {} : { feed: found }) };
}

function placeOf(config: string): Place {
  try {
    return loadPlace(config);
  } catch (error) {
    throw error instanceof ConfigurationError ? new CliError(error.message) : error;
  }
}
