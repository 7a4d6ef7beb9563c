/** `rother inspect FILE`: a message with the standard's names for its parts, what is odd about it, and what it becomes. */
import { decode } from '../../adapters/hl7v2/decode.ts';
import { describeMessage } from '../../adapters/hl7v2/dictionary.ts';
import { readHeader } from '../../adapters/hl7v2/header.ts';
import { parseMessage } from '../../adapters/hl7v2/message.ts';
import { ConfigurationError, loadPlace, type Place } from '../place.ts';
import type { Inspection } from './inspection.ts';
import { inspectionText } from './inspect-text.ts';
import { feedOf, mappingOf } from './inspect-mapping.ts';
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
  const inspections: Inspection[] = [];
  for (const [i, raw] of messages.entries()) {
    if (options.message !== undefined && options.message !== i + 1) continue;
    inspections.push(await inspectOne(raw, `${file}#${i + 1}`, place));
  }
  const text = options.json
    ? printableJson(inspections)
    : printable(inspections.map(inspectionText).join('\n'), { lines: true });
  io.stdout.write(text);
  return inspections.every(({ mapping }) => mapping !== undefined && 'mapped' in mapping) ? 0 : 1;
}

async function inspectOne(raw: Uint8Array, label: string, place: Place): Promise<Inspection> {
  const head = readHeader(raw);
  const { header } = head;
  if (head.kind === 'unreadable') return { label, header, fault: head.rejection.text, flags: [] };
  const feed = feedOf(place, head.header);
  const decoded = decode(raw, head.header.charset, feed?.charsetFallback);
  if (decoded.kind === 'refused') return { label, header, fault: decoded.rejection.text, flags: [] };
  const { message, flags } = parseMessage(decoded.text, decoded.charset);
  return {
    label,
    header,
    charset: decoded.charset,
    flags: [...decoded.flags, ...flags],
    description: await describeMessage(message, head.header.version),
    ...(feed === undefined ? {} : { feed: feed.id, mapping: mappingOf(message, head.header, raw, feed) }),
  };
}

function placeOf(config: string): Place {
  try {
    return loadPlace(config);
  } catch (error) {
    throw error instanceof ConfigurationError ? new CliError(error.message) : error;
  }
}
