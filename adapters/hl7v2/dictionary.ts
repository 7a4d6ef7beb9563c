/**
 * What the standard calls the parts of a message, for people who look at one. HL7 v2.1 to v2.8 chapters 2 and 3,
 * from the data of hl7v2-dictionary, which takes seconds and hundreds of megabytes to load: so only on demand, and
 * never on the way of a message.
 */
import type { HL7Dictionary } from 'hl7v2-dictionary';
import type { SourceField } from '../../mappings/adt/source-message.ts';
import type { ParsedMessage, ParsedSegment } from './message.ts';

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
  /** Data type, e.g. `CX`; '' where the standard has none. */
  readonly type: string;
  /** As sent, escapes and separators included. */
  readonly text: string;
  /** Components that are present, a list for each repetition. */
  readonly repetitions: readonly (readonly ComponentDescription[])[];
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
  /** The version whose dictionary was used. */
  readonly version: string;
  readonly segments: readonly SegmentDescription[];
  /** What the standard requires and the message lacks; positions and names only, no values. */
  readonly warnings: readonly string[];
}

/** Far above the standard's longest data type (XCN, 23 in v2.8). */
const MAX_COMPONENTS = 40;
/** Where a message names no version: that of the English specifications. */
const USUAL_VERSION = '2.4';

/**
 * Describes every segment and field that is present.
 * @param version MSH-12.1; the nearest older version that is known is used, 2.4 where it is blank.
 */
export async function describeMessage(message: ParsedMessage, version: string): Promise<MessageDescription> {
  const { dictionaries } = await import('hl7v2-dictionary');
  const known = Object.values(dictionaries);
  const dictionary = nearest(known, version === '' ? USUAL_VERSION : version);
  if (dictionary === undefined) throw new Error('hl7v2-dictionary holds no version');
  return {
    version: dictionary.version,
    segments: message.segments.map((segment) => describeSegment(segment, dictionary)),
    warnings: [
      ...missingSegments(message, dictionary),
      ...message.segments.flatMap((segment) => missingFields(segment, dictionary)),
    ],
  };
}

function nearest(known: readonly HL7Dictionary[], version: string): HL7Dictionary | undefined {
  const wanted = ordinal(version);
  const sorted = known.toSorted((a, b) => ordinal(a.version) - ordinal(b.version));
  return sorted.findLast((dictionary) => ordinal(dictionary.version) <= wanted) ?? sorted[0];
}

/** 2.5.1 -> 20501, so that versions compare as numbers. */
function ordinal(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return major * 10_000 + minor * 100 + patch;
}

function describeSegment(segment: ParsedSegment, dictionary: HL7Dictionary): SegmentDescription {
  const definition = definitionOf(segment.name, dictionary);
  const fields: FieldDescription[] = [];
  for (let position = 1; position <= segment.fieldCount; position++) {
    const text = segment.rawText(position);
    if (text === '') continue;
    const field = definition?.fields[String(position)];
    fields.push({
      position,
      name: field?.desc ?? '',
      type: field?.type ?? '',
      text,
      repetitions: segment
        .repetitions(position)
        .map((repetition) => describeComponents(repetition, field?.type ?? '', dictionary)),
    });
  }
  const kind = segment.name.startsWith('Z') ? 'local' : definition === undefined ? 'unknown' : 'standard';
  return { name: segment.name, title: kind === 'standard' ? (definition?.desc ?? '') : '', kind, fields };
}

function describeComponents(
  repetition: SourceField,
  type: string,
  dictionary: HL7Dictionary,
): readonly ComponentDescription[] {
  const parts = Object.hasOwn(dictionary.types, type) ? dictionary.types[type]?.fields : undefined;
  if (repetition.isNull) return [{ position: 1, name: '', text: '""' }];
  const components: ComponentDescription[] = [];
  for (let position = 1; position <= MAX_COMPONENTS; position++) {
    const value = repetition.value(position);
    if (value === undefined) continue;
    components.push({ position, name: parts?.[String(position)]?.desc ?? '', text: value ?? '""' });
  }
  return components;
}

function missingSegments(message: ParsedMessage, dictionary: HL7Dictionary): readonly string[] {
  const header = message.first('MSH');
  const structure = `${header?.value(9, 1) ?? ''}_${header?.value(9, 2) ?? ''}`;
  const segments = Object.hasOwn(dictionary.messages, structure)
    ? dictionary.messages[structure]?.segments
    : {};
  return Object.entries(segments ?? {}).flatMap(([name, { min, segments: group }]) =>
    (min ?? 0) > 0 && group === undefined && message.first(name) === undefined
      ? [`${name} is required in ${structure} and absent`]
      : [],
  );
}

function missingFields(segment: ParsedSegment, dictionary: HL7Dictionary): readonly string[] {
  const definition = definitionOf(segment.name, dictionary);
  return Object.entries(definition?.fields ?? {}).flatMap(([position, { opt, desc }]) =>
    opt === 'R' && segment.rawText(Number(position)) === ''
      ? [`${segment.name}-${position} ${desc ?? ''} is required and absent`]
      : [],
  );
}

/** Names come from the message: only the dictionary's own entries count, never what objects inherit. */
function definitionOf(
  name: string,
  dictionary: HL7Dictionary,
): HL7Dictionary['segments'][string] | undefined {
  return Object.hasOwn(dictionary.segments, name) ? dictionary.segments[name] : undefined;
}
