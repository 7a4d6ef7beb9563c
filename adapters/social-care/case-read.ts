/**
 * A body of case events -> events, each read alone: a bad one never takes its neighbours. docs/social-care-events.md.
 * Refusals and warnings name places, never values.
 */
import type { CaseEvent } from '../../mappings/social-care/case-event.ts';
import { CASE_EVENT_TYPES, caseEvent } from './case-event.ts';
import { below, withoutKeyCodes } from './case-key-codes.ts';
import { splitCaseEvents } from './case-split.ts';

export interface CaseWarning {
  /** `unknown-field`: kept with the bytes and ignored. `key-code`: looked like a code of a door or key safe, and dropped. */
  readonly code: 'unknown-field' | 'key-code';
  /** `payload.note` */
  readonly path: string;
}

export type CaseRefusalReason =
  | 'empty'
  | 'too-large'
  | 'too-many'
  | 'not-json'
  | 'too-deep'
  /** A type of no version of the schema: to be set aside until it is known. */
  | 'unknown-type'
  | 'unknown-version'
  | 'invalid';

interface Place {
  /** From 0, in the order of the body. */
  readonly index: number;
  /** The event's own bytes. */
  readonly raw: Uint8Array;
}

export type ReadCaseEvent =
  | (Place & { readonly kind: 'event'; readonly event: CaseEvent; readonly warnings: readonly CaseWarning[] })
  | (Place & {
      readonly kind: 'refused';
      readonly reason: CaseRefusalReason;
      /** '' where it is the event as a whole. */
      readonly path: string;
      readonly text: string;
      /** Where it could be read. */
      readonly eventId?: string;
    });

export interface CaseReadLimits {
  readonly events: number;
  readonly eventBytes: number;
}

const LIMITS: CaseReadLimits = { events: 10_000, eventBytes: 65_536 };

/** Of one event; what is beyond is not told. */
const MOST_WARNINGS = 50;

/** @param body bounded by the caller; read as it is asked for. */
export function* readCaseEvents(
  body: Uint8Array,
  limits: CaseReadLimits = LIMITS,
): Generator<ReadCaseEvent, void, void> {
  let index = 0;
  for (const piece of splitCaseEvents(body)) {
    const place = { index, raw: piece.raw };
    if (index >= limits.events) {
      const text = `only the first ${limits.events} events of a body are read: send the others in another`;
      yield refused({ index, raw: new Uint8Array() }, 'too-many', '', text);
      return;
    }
    yield piece.kind === 'broken' ? refused(place, 'not-json', '', piece.text) : read(place, limits);
    index++;
  }
  if (index === 0) yield refused({ index, raw: body }, 'empty', '', 'the body holds no event');
}

function read(place: Place, limits: CaseReadLimits): ReadCaseEvent {
  if (place.raw.length > limits.eventBytes) {
    return refused(place, 'too-large', '', `an event has at most ${limits.eventBytes} bytes`);
  }
  const json = parse(place.raw);
  if (json === undefined) return refused(place, 'not-json', '', 'expected a JSON object in UTF-8');
  const clean = withoutKeyCodes(json);
  if (clean.kind === 'too-deep') return refused(place, 'too-deep', '', 'objects are nested too deep');
  // Safe: a copy of the object that parse() returned.
  const value = clean.value as Readonly<Record<string, unknown>>;
  const eventId = idOf(value);
  const known = typeOrVersion(value);
  if (known !== undefined) return refused(place, known.reason, known.path, known.text, eventId);
  const result = caseEvent.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    const path = (issue?.path ?? []).reduce<string>(step, '');
    return refused(place, 'invalid', path, issue?.message ?? 'is not as the schema has it', eventId);
  }
  const warnings: CaseWarning[] = [
    ...clean.dropped.map((path) => ({ code: 'key-code' as const, path })),
    ...unknownFields(value, result.data, '').map((path) => ({ code: 'unknown-field' as const, path })),
  ];
  return { kind: 'event', ...place, event: result.data, warnings: warnings.slice(0, MOST_WARNINGS) };
}

const TYPES: readonly string[] = CASE_EVENT_TYPES;

function typeOrVersion(
  value: Readonly<Record<string, unknown>>,
): { reason: CaseRefusalReason; path: string; text: string } | undefined {
  const { type, schemaVersion } = value;
  if (schemaVersion !== 1) {
    const text = 'expected schemaVersion 1, the only one that is read here';
    return {
      reason: schemaVersion === undefined ? 'invalid' : 'unknown-version',
      path: 'schemaVersion',
      text,
    };
  }
  if (typeof type === 'string' && !TYPES.includes(type)) {
    return { reason: 'unknown-type', path: 'type', text: `expected one of ${TYPES.join(', ')}` };
  }
  return undefined;
}

/** Undefined for what is no JSON object in UTF-8. */
function parse(raw: Uint8Array): object | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function idOf({ eventId }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof eventId === 'string' && /^[!-~]{1,64}$/.test(eventId) ? eventId : undefined;
}

/** Paths of what was sent and the schema does not know: it takes out what it does not know, the input has it still. */
function unknownFields(sent: unknown, known: unknown, path: string): string[] {
  if (Array.isArray(sent) && Array.isArray(known)) {
    const items: readonly unknown[] = sent;
    return items.flatMap((item, i) => unknownFields(item, known[i], `${path}[${i}]`));
  }
  if (!isObject(sent) || !isObject(known)) return [];
  return Object.keys(sent).flatMap((name) => {
    const at = below(path, name);
    return Object.hasOwn(known, name) ? unknownFields(sent[name], known[name], at) : [at];
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function step(path: string, part: PropertyKey): string {
  return typeof part === 'number' ? `${path}[${part}]` : below(path, String(part));
}

function refused(
  place: Place,
  reason: CaseRefusalReason,
  path: string,
  text: string,
  eventId?: string,
): ReadCaseEvent {
  return { kind: 'refused', ...place, reason, path, text, ...(eventId === undefined ? {} : { eventId }) };
}
