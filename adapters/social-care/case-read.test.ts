import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentedExamples } from '../../test-data/social-care/case-examples.ts';
import { readCaseEvents, type ReadCaseEvent } from './case-read.ts';

/** Any valid event; parts of it are replaced. */
function event(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schemaVersion: 1,
    eventId: 'e-1',
    source: 'rmbc-asc',
    sequence: 1,
    occurredAt: '2026-03-02T09:30:00+00:00',
    recordedAt: '2026-03-02T09:30:00Z',
    type: 'alert',
    key: 'AT-1',
    version: 1,
    person: { councilPersonId: '700123' },
    payload: { kind: 'NVU' },
    ...changes,
  };
}

function read(body: string | Uint8Array): ReadCaseEvent[] {
  return [...readCaseEvents(typeof body === 'string' ? Buffer.from(body) : body)];
}

/** `event e-1`, or why not and where. */
function fates(body: string | Uint8Array): string[] {
  return read(body).map((one) =>
    one.kind === 'event' ? `event ${one.event.eventId}` : `${one.reason} ${one.path}`.trim(),
  );
}

const a = JSON.stringify(event({ eventId: 'a' }));
const b = JSON.stringify(event({ eventId: 'b', payload: { text: 'brackets ]}, and "quotes" \\ in text' } }));

describe('a body', () => {
  it('may be one object, over lines or not, with a byte order mark or not', () => {
    expect(fates(a)).toEqual(['event a']);
    expect(fates(`\ufeff${JSON.stringify(event({ eventId: 'a' }), null, 2)}\n`)).toEqual(['event a']);
  });

  it('may be an array', () => {
    expect(fates(`[${a}, ${b}]`)).toEqual(['event a', 'event b']);
    expect(fates(` [\n${a}\n,\n${b}\n]\n`)).toEqual(['event a', 'event b']);
  });

  it('may have one event a line, with LF or CRLF and blank lines', () => {
    expect(fates(`${a}\n${b}`)).toEqual(['event a', 'event b']);
    expect(fates(`${a}\r\n\r\n${b}\r\n`)).toEqual(['event a', 'event b']);
  });

  it('without an event is refused', () => {
    expect(fates('')).toEqual(['empty']);
    expect(fates(' \n')).toEqual(['empty']);
    expect(fates('[]')).toEqual(['empty']);
  });

  it('gives each event the bytes that were sent', () => {
    const raws = (body: string): string[] => read(body).map(({ raw }) => Buffer.from(raw).toString());
    expect(raws(`[ ${a} ,${b}]`)).toEqual([a, b]);
    expect(raws(`${a}\n${b}\n`)).toEqual([a, b]);
  });

  it('reads the same events whichever way they are sent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ text: fc.string({ minLength: 1, maxLength: 20 }) }), {
          minLength: 1,
          maxLength: 8,
        }),
        (all) => {
          const texts = all.map((payload, i) => JSON.stringify(event({ eventId: `e-${i}`, payload })));
          const strip = (found: ReadCaseEvent[]): unknown[] =>
            found.map((one) => (one.kind === 'event' ? one.event : [one.reason, one.path]));
          const lines = strip(read(texts.join('\n')));
          expect(strip(read(`[${texts.join(',')}]`))).toEqual(lines);
          expect(lines).toHaveLength(all.length);
        },
      ),
    );
  });
});

describe('a bad event never takes its neighbours', () => {
  it.each([
    ['no JSON', 'tru', 'not-json'],
    ['no object', '7', 'not-json'],
    ['a list', '[]', 'not-json'],
    ['another version', JSON.stringify(event({ schemaVersion: 2 })), 'unknown-version schemaVersion'],
    ['no version', JSON.stringify(event({ schemaVersion: undefined })), 'invalid schemaVersion'],
    ['an unknown type', JSON.stringify(event({ type: 'parking-permit' })), 'unknown-type type'],
    ['no person', JSON.stringify(event({ person: {} })), 'invalid person.councilPersonId'],
    ['no offset', JSON.stringify(event({ occurredAt: '2026-03-02T09:30:00' })), 'invalid occurredAt'],
    ['no such day', JSON.stringify(event({ payload: { from: '2026-02-30' } })), 'invalid payload.from'],
    [
      'a status of no list',
      JSON.stringify(event({ payload: { status: 'maybe' } })),
      'invalid payload.status',
    ],
    [
      'a text without end',
      JSON.stringify(event({ payload: { text: 'x'.repeat(2000) } })),
      'invalid payload.text',
    ],
    ['a key with a bar', JSON.stringify(event({ key: 'a|b' })), 'invalid key'],
    ['a version that is no whole number', JSON.stringify(event({ version: 1.5 })), 'invalid version'],
    ['too many bytes', JSON.stringify(event({ more: 'x'.repeat(70_000) })), 'too-large'],
    ['nested too deep', JSON.stringify(event({ more: nested(20) })), 'too-deep'],
    [
      'a withdrawal of something else',
      JSON.stringify(event({ type: 'withdrawal', payload: { key: 'AT-2' } })),
      'invalid payload.key',
    ],
  ])('%s', (_, bad, fate) => {
    expect(fates(`[${a},${bad},${b}]`)).toEqual(['event a', fate, 'event b']);
    expect(fates(`${a}\n${bad}\n${b}`)).toEqual(['event a', fate, 'event b']);
  });

  it('but for what follows an open quote or bracket in an array, which no reader can tell apart', () => {
    expect(fates(`[${a},{"eventId": "x},{}]`)).toEqual(['event a', 'not-json']);
    expect(fates(`[${a},{${b}]`)).toEqual(['event a', 'not-json']);
    expect(fates(`[${a}] ${b}`)).toEqual(['event a', 'not-json']);
  });

  it('nor does a line with an open quote or bracket, or bytes that are no UTF-8', () => {
    expect(fates(`${a}\n{"eventId": "x\n${b}`)).toEqual(['event a', 'not-json', 'event b']);
    const latin = Buffer.concat([
      Buffer.from(`${a}\n{"eventId":"`),
      Buffer.from([0xe9]),
      Buffer.from(`"}\n${b}`),
    ]);
    expect(fates(latin)).toEqual(['event a', 'not-json', 'event b']);
  });

  it('and one broken object over many lines is one refusal', () => {
    expect(fates(JSON.stringify(event(), null, 2).slice(0, -3))).toEqual(['not-json']);
  });

  it('and names the event where it can, and never a value', () => {
    const [refused] = read(JSON.stringify(event({ person: { councilPersonId: '1', birthDate: 'SECRET' } })));
    expect(refused).toMatchObject({ kind: 'refused', eventId: 'e-1', index: 0, path: 'person.birthDate' });
    expect(JSON.stringify({ ...refused, raw: undefined })).not.toContain('SECRET');
  });

  it('and beyond the limit says that the rest is not read', () => {
    const found = [...readCaseEvents(Buffer.from(`[${a},${b},${a}]`), { events: 2, eventBytes: 65_536 })];
    expect(found.map((one) => (one.kind === 'event' ? 'event' : one.reason))).toEqual([
      'event',
      'event',
      'too-many',
    ]);
  });
});

describe('fields of no meaning here', () => {
  it('are ignored and named, wherever they stand', () => {
    const [found] = read(
      JSON.stringify(
        event({
          colour: 'scarlet',
          person: { councilPersonId: '1', name: { family: 'X', clan: 'Y' } },
          payload: { kind: 'NVU', 'odd name!': 1 },
        }),
      ),
    );
    expect(found).toMatchObject({
      kind: 'event',
      warnings: [
        { code: 'unknown-field', path: 'person.name.clan' },
        { code: 'unknown-field', path: 'payload.(a field)' },
        { code: 'unknown-field', path: 'colour' },
      ],
    });
    expect(JSON.stringify(found?.kind === 'event' && found.event)).not.toMatch(/scarlet|clan|odd/);
  });

  it('are in none of the documented examples', () => {
    for (const example of documentedExamples())
      expect(read(example)).toMatchObject([{ kind: 'event', warnings: [] }]);
  });

  it('called __proto__ change nothing', () => {
    const [found] = read(JSON.stringify(event()).replace('"kind"', '"__proto__":{"status":"ended"},"kind"'));
    expect(found?.kind === 'event' && found.event).toMatchObject({ payload: { kind: 'NVU' } });
    expect(found?.kind === 'event' && 'payload' in found.event && 'status' in found.event.payload).toBe(
      false,
    );
  });
});

describe('the three states', () => {
  it('are kept apart: absent, null, a value', () => {
    const [found] = read(JSON.stringify(event({ payload: { kind: 'NVU', to: null } })));
    const payload = found?.kind === 'event' && 'payload' in found.event ? found.event.payload : {};
    expect(payload).toEqual({ kind: 'NVU', to: null });
    expect('from' in payload).toBe(false);
  });
});

function nested(depth: number): unknown {
  return depth === 0 ? 'x' : { inner: nested(depth - 1) };
}
