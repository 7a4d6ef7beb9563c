/**
 * What the standard calls the parts of a message, for people who look at one. HL7 v2.1 to v2.8 chapters 2 and 3.
 * Bounded, whatever the message: so much of it is described, and it is said where there is more.
 */
import type { SourceField } from '../../mappings/adt/source-message.ts';
import type { ParsedMessage, ParsedSegment } from './message.ts';

export interface FieldDefinition {
  readonly name: string;
  /** Data type, e.g. `CX`. */
  readonly datatype: string;
  /** HL7 table, e.g. `0004`. */
  readonly table?: string;
  readonly required?: true;
}

/** One version of the standard. Names from messages are looked up as own keys only. */
export interface Dictionary {
  readonly version: string;
  /** By segment name; the fields by position. */
  readonly segments: Readonly<
    Record<string, { readonly title: string; readonly fields: Readonly<Record<string, FieldDefinition>> }>
  >;
  /** Names of components, by data type and position. */
  readonly components: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Segments that a message must have, by type and event, e.g. `ADT_A01`. */
  readonly required: Readonly<Record<string, readonly string[]>>;
}

export interface ComponentDescription {
  readonly position: number;
  /** '' where the standard has none. */
  readonly name: string;
  /** Unescaped; `""` where the sender wrote null. */
  readonly text: string;
}

export interface FieldDescription {
  readonly position: number;
  readonly name: string;
  /** '' where the standard has none. */
  readonly datatype: string;
  readonly table?: string;
  /** As sent, escapes and separators included. */
  readonly text: string;
  /** Components that are present, a list for each repetition. */
  readonly repetitions: readonly (readonly ComponentDescription[])[];
  /** There is more of it than is shown. */
  readonly truncated?: true;
}

export interface SegmentDescription {
  readonly name: string;
  /** The standard's title; '' for local and unknown segments. */
  readonly title: string;
  /** `local`: a Z segment. `unknown`: no segment of this version. */
  readonly kind: 'standard' | 'local' | 'unknown';
  /** Fields that are present. */
  readonly fields: readonly FieldDescription[];
}

export interface MessageDescription {
  /** The version whose dictionary was used; '' where none could be read. */
  readonly version: string;
  readonly segments: readonly SegmentDescription[];
  /** What the standard requires and the message lacks; positions and names only, no values. */
  readonly warnings: readonly string[];
  /** There are more segments, fields, repetitions or warnings, or longer ones, than are shown. */
  readonly truncated: boolean;
}

/** What is shown of one message at most: far more than any real one has, and little enough to answer with. */
const LIMITS = {
  segments: 500,
  positions: 20_000,
  fields: 2000,
  repetitions: 50,
  components: 10_000,
  warnings: 200,
};
/** Shown of one field or component, and of all fields and components together. */
const CHARACTERS = { each: 10_000, all: 1_000_000 };
/** Far above the standard's longest data type (XCN, 23 in v2.8). */
const MAX_COMPONENTS = 40;

/** A standard that knows nothing: a message can be shown without its names. */
export const NO_DICTIONARY: Dictionary = { version: '', segments: {}, components: {}, required: {} };

interface Budget {
  /** Fields that are looked at, empty ones too. */
  positions: number;
  fields: number;
  components: number;
  characters: number;
  exceeded: boolean;
}

/** Describes the segments and fields that are present. */
export function describeMessage(message: ParsedMessage, dictionary: Dictionary): MessageDescription {
  const { positions, fields, components } = LIMITS;
  const budget: Budget = { positions, fields, components, characters: CHARACTERS.all, exceeded: false };
  const segments: SegmentDescription[] = [];
  const warnings = missingSegments(message, dictionary);
  for (const segment of message.segments) {
    if (budget.fields === 0 || segments.length === LIMITS.segments) {
      budget.exceeded = true;
      break;
    }
    segments.push(describeSegment(segment, dictionary, budget));
    if (warnings.length <= LIMITS.warnings) warnings.push(...missingFields(segment, dictionary));
  }
  return {
    version: dictionary.version,
    segments,
    warnings: warnings.slice(0, LIMITS.warnings),
    truncated: budget.exceeded || warnings.length > LIMITS.warnings,
  };
}

function describeSegment(segment: ParsedSegment, dictionary: Dictionary, budget: Budget): SegmentDescription {
  const definition = own(dictionary.segments, segment.name);
  const fields: FieldDescription[] = [];
  const { fieldCount } = segment;
  for (let position = 1; position <= fieldCount; position++) {
    if (budget.positions === 0) {
      budget.exceeded = true;
      break;
    }
    budget.positions--;
    const text = segment.rawText(position);
    if (text === '') continue;
    if (budget.fields === 0) {
      budget.exceeded = true;
      break;
    }
    budget.fields--;
    fields.push(describeField(segment, position, text, definition?.fields[position], dictionary, budget));
  }
  const kind = segment.name.startsWith('Z') ? 'local' : definition === undefined ? 'unknown' : 'standard';
  return { name: segment.name, title: kind === 'standard' ? (definition?.title ?? '') : '', kind, fields };
}

function describeField(
  segment: ParsedSegment,
  position: number,
  text: string,
  field: FieldDefinition | undefined,
  dictionary: Dictionary,
  budget: Budget,
): FieldDescription {
  const datatype = field?.datatype ?? '';
  const names = own(dictionary.components, datatype) ?? {};
  const all = segment.repetitions(position);
  const shown = cutText(text, budget);
  let cut = shown.length < text.length || all.length > LIMITS.repetitions;
  const repetitions = all.slice(0, LIMITS.repetitions).map((repetition) => {
    const components = componentsOf(repetition, names).slice(0, budget.components);
    budget.components -= components.length;
    return components.map((component) => {
      const part = cutText(component.text, budget);
      if (part.length === component.text.length) return component;
      cut = true;
      return { ...component, text: part };
    });
  });
  if (budget.components === 0) cut = true;
  if (cut) budget.exceeded = true;
  return {
    position,
    name: field?.name ?? '',
    datatype,
    ...(field?.table === undefined ? {} : { table: field.table }),
    text: shown,
    repetitions,
    ...(cut ? { truncated: true } : {}),
  };
}

/** As much of it as may still be shown. */
function cutText(text: string, budget: Budget): string {
  const shown = text.slice(0, Math.min(CHARACTERS.each, budget.characters));
  budget.characters -= shown.length;
  return shown;
}

function componentsOf(
  repetition: SourceField,
  names: Readonly<Record<string, string>>,
): readonly ComponentDescription[] {
  if (repetition.isNull) return [{ position: 1, name: '', text: '""' }];
  const components: ComponentDescription[] = [];
  for (let position = 1; position <= MAX_COMPONENTS; position++) {
    const value = repetition.value(position);
    if (value === undefined) continue;
    components.push({ position, name: names[position] ?? '', text: value ?? '""' });
  }
  return components;
}

function missingSegments(message: ParsedMessage, dictionary: Dictionary): string[] {
  const header = message.first('MSH');
  const structure = `${header?.value(9, 1) ?? ''}_${header?.value(9, 2) ?? ''}`;
  return (own(dictionary.required, structure) ?? []).flatMap((name) =>
    message.first(name) === undefined ? [`${name} is required in ${structure} and absent`] : [],
  );
}

function missingFields(segment: ParsedSegment, dictionary: Dictionary): readonly string[] {
  const fields = own(dictionary.segments, segment.name)?.fields ?? {};
  return Object.entries(fields).flatMap(([position, { required, name }]) =>
    required === true && segment.rawText(Number(position)) === ''
      ? [`${segment.name}-${position} ${name} is required and absent`]
      : [],
  );
}

/** Names come from the message: only the dictionary's own entries count, never what objects inherit. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
