/**
 * Text of a message -> segments, fields, repetitions, components. HL7 v2.4 2.3 to 2.10; ITK ADT 1.0.15 3.3.3.
 *
 * @medplum/core splits (fast, and its raw text is exact); absent, null, escapes, positions and the names of
 * segments are ours. The whole of a message is only split as far as it is read.
 */
import { Hl7Context, Hl7Message, type Hl7Segment } from '@medplum/core';
import type { SourceField, SourceMessage, SourceSegment, Value } from '../../mappings/adt/source-message.ts';
import { delimitersOf, type Delimiters } from './delimiters.ts';
import { hasVerbatimSequence, unescapeText } from './escapes.ts';

export type MessageFlag =
  /** A line without a segment name: a carriage return stood inside a field. It is a segment of its own, named ''. */
  | 'line-without-segment-name'
  /** An escape sequence of another character set, or a local one, was kept as it stands. */
  | 'verbatim-escape'
  /** The text does not begin with MSH: the message has no segments. */
  | 'no-msh';

/** A segment that also knows how far it goes, for showing it. */
export interface ParsedSegment extends SourceSegment {
  /** Position of the last field that is written, empty or not. */
  readonly fieldCount: number;
}

export interface ParsedMessage extends SourceMessage {
  readonly segments: readonly ParsedSegment[];
}

/**
 * @param text as `decode` gives it: from MSH on, segments ending with CR.
 * @param charset the character set that it was decoded from, for `\X..\` escapes.
 * @returns the message, and what was odd about it. Never throws: what makes no sense is kept and flagged.
 */
export function parseMessage(
  text: string,
  charset = 'utf-8',
): { message: ParsedMessage; flags: readonly MessageFlag[] } {
  const fieldSeparator = text.charAt(3);
  if (!text.startsWith('MSH') || fieldSeparator === '' || fieldSeparator === '\r') {
    return { message: new SplitMessage([], undefined, charset), flags: ['no-msh'] };
  }
  const lines = text.split('\r').filter((line) => line !== '');
  const headerLine = lines[0] ?? '';
  const encodingCharacters = headerLine.slice(4).split(fieldSeparator, 1)[0] ?? '';
  const delimiters = delimitersOf(fieldSeparator, encodingCharacters);
  const flags: MessageFlag[] = [];
  const names = lines.map((line) => segmentName(line, fieldSeparator));
  if (names.includes('')) flags.push('line-without-segment-name');
  const rest = text.slice(4 + encodingCharacters.length);
  if (rest.includes(delimiters.escape) && hasVerbatimSequence(rest, delimiters.escape))
    flags.push('verbatim-escape');
  // A nameless line becomes the fields of a segment without a name, so that its text stands from field 1 on.
  const named = lines.map((line, index) => (names[index] === '' ? fieldSeparator + line : line));
  const source = { hl7: new Hl7Message(named, contextOf(delimiters)), delimiters };
  return { message: new SplitMessage(names, source, charset), flags };
}

interface Source {
  readonly hl7: Hl7Message;
  readonly delimiters: Delimiters;
}

/** Where a message names no delimiter, a CR stands for it, which no segment holds. */
function contextOf(delimiters: Delimiters): Hl7Context {
  const { field, component, repetition, escape, subcomponent } = delimiters;
  return new Hl7Context(
    '\r',
    field,
    component || '\r',
    repetition || '\r',
    escape || '\r',
    subcomponent || '\r',
  );
}

function segmentName(line: string, fieldSeparator: string): string {
  const proper = /^[A-Z][A-Z0-9]{2}/.test(line) && (line.length === 3 || line[3] === fieldSeparator);
  return proper ? line.slice(0, 3) : '';
}

class SplitMessage implements ParsedMessage {
  readonly #names: readonly string[];
  readonly #source: Source | undefined;
  readonly #charset: string;
  readonly #split: (ParsedSegment | undefined)[] = [];

  constructor(names: readonly string[], source: Source | undefined, charset: string) {
    this.#names = names;
    this.#source = source;
    this.#charset = charset;
  }

  get segments(): readonly ParsedSegment[] {
    return this.#names.flatMap((_, index) => this.#at(index));
  }

  first(name: string): ParsedSegment | undefined {
    const index = this.#names.indexOf(name);
    return index < 0 ? undefined : this.#at(index)[0];
  }

  all(name: string): readonly ParsedSegment[] {
    return this.#names.flatMap((found, index) => (found === name ? this.#at(index) : []));
  }

  #at(index: number): readonly ParsedSegment[] {
    const known = this.#split[index];
    if (known !== undefined) return [known];
    const segment = this.#source?.hl7.getSegment(index);
    if (this.#source === undefined || segment === undefined) return [];
    const split = new SplitSegment(this.#names[index] ?? '', segment, this.#source.delimiters, this.#charset);
    this.#split[index] = split;
    return [split];
  }
}

class SplitSegment implements ParsedSegment {
  readonly name: string;
  readonly #hl7: Hl7Segment;
  readonly #delimiters: Delimiters;
  readonly #charset: string;
  #fieldCount: number | undefined;

  constructor(name: string, hl7: Hl7Segment, delimiters: Delimiters, charset: string) {
    this.name = name;
    this.#hl7 = hl7;
    this.#delimiters = delimiters;
    this.#charset = charset;
  }

  get fieldCount(): number {
    return (this.#fieldCount ??= this.#countFields());
  }

  repetitions(field: number): readonly SourceField[] {
    const declared = this.#delimiterField(field);
    if (declared !== undefined) return declared === '' ? [] : [verbatim(declared)];
    return this.#components(field)
      .filter((components) => components.some((component) => component !== ''))
      .map((components) => this.#repetition(components));
  }

  value(field: number, component?: number, sub?: number): Value {
    return this.repetitions(field)[0]?.value(component, sub);
  }

  rawText(field: number): string {
    return this.#delimiterField(field) ?? (isPosition(field) ? this.#fieldText(field) : '');
  }

  /** MSH-1 and MSH-2 declare the delimiters and are not split by them. */
  #delimiterField(field: number): string | undefined {
    if (this.name !== 'MSH' || (field !== 1 && field !== 2)) return undefined;
    const declared = this.#pieces()[1];
    if (declared === undefined) return '';
    return field === 1 ? this.#delimiters.field : declared;
  }

  /** Splits the whole segment: once, as a loop may ask for it at each of half a million fields. */
  #countFields(): number {
    const pieces = this.#pieces().length;
    return this.name === 'MSH' && pieces > 1 ? pieces : pieces - 1;
  }

  #pieces(): readonly string[] {
    return this.#hl7.toString().split(this.#delimiters.field);
  }

  // The library's types promise a field at every position; there is none behind the last.
  #field(field: number): ReturnType<Hl7Segment['getField']> | undefined {
    return this.#hl7.getField(field);
  }

  #fieldText(field: number): string {
    return this.#field(field)?.toString() ?? '';
  }

  #components(field: number): readonly (readonly string[])[] {
    return isPosition(field) ? (this.#field(field)?.components ?? []) : [];
  }

  #repetition(components: readonly string[]): SourceField {
    const delimiters = this.#delimiters;
    const charset = this.#charset;
    const isNull = components.length === 1 && components[0] === NULL;
    return {
      isNull,
      value(component = 1, sub) {
        if (isNull) return null;
        const raw = components[component - 1];
        if (raw === undefined || raw === '' || raw === NULL) return raw === NULL ? null : undefined;
        const part = sub === undefined ? raw : subcomponent(raw, sub, delimiters);
        if (part === NULL) return null;
        return unescapeText(part, delimiters, charset) || undefined;
      },
    };
  }
}

const NULL = '""';

function isPosition(field: number): boolean {
  return Number.isInteger(field) && field >= 1;
}

/** A component that its sender did not divide is its own first sub-component. */
function subcomponent(raw: string, sub: number, delimiters: Delimiters): string {
  if (delimiters.subcomponent === '') return sub === 1 ? raw : '';
  return raw.split(delimiters.subcomponent)[sub - 1] ?? '';
}

function verbatim(text: string): SourceField {
  return {
    isNull: false,
    value: (component = 1, sub = 1) => (component === 1 && sub === 1 ? text : undefined),
  };
}
