import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  exampleOf,
  standingOf,
  documentedExamples,
  readOne,
} from '../../test-data/social-care/case-examples.ts';
import type { CaseEvent, ThingEvent } from './case-event.ts';

const ALERT = exampleOf('alert');
const SET = 'case-event|rmbc-asc|AT-7';

type AlertEvent = typeof ALERT;

let made = 0;
/** A further version of the documented alert; recorded later, unless it says otherwise. */
function version(number: number, payload: AlertEvent['payload'], more: Partial<AlertEvent> = {}): AlertEvent {
  made++;
  const recordedAt = `2026-03-${String(number + 2).padStart(2, '0')}T10:00:00Z`;
  return { ...ALERT, eventId: `v-${made}`, version: number, recordedAt, payload, ...more };
}

function alertOf(events: readonly CaseEvent[]): unknown {
  return standingOf(events).get(SET)?.resources[0];
}

describe('the versions of a thing', () => {
  it('keep what a later one does not state, clear what it clears, take what it says', () => {
    const events = [
      version(1, { kind: 'NVU', text: 'Two workers', from: '2026-01-15', audience: 'all' }),
      version(2, { text: 'Three workers', from: null }),
    ];
    const flag = alertOf(events);
    expect(flag).toMatchObject({ code: { coding: [{ code: 'NVU' }], text: 'Three workers' } });
    expect(flag).not.toHaveProperty('period');
    expect(JSON.stringify(flag)).toContain('"valueString":"all"');
  });

  it('count by their number: a lower one never overwrites a higher, whenever it was recorded or comes', () => {
    const late = version(1, { kind: 'COMM', text: 'old' }, { recordedAt: '2026-12-01T00:00:00Z' });
    const events = [version(2, { kind: 'NVU', text: 'new' }), late];
    expect(alertOf(events)).toMatchObject({ code: { text: 'new' } });
    expect(alertOf(events.toReversed())).toEqual(alertOf(events));
  });

  it('with the same number count by recording', () => {
    const events = [
      version(1, { text: 'second' }, { recordedAt: '2026-03-05T00:00:00Z' }),
      version(1, { text: 'first' }, { recordedAt: '2026-03-04T00:00:00Z' }),
    ];
    expect(alertOf(events)).toMatchObject({ code: { text: 'second' } });
  });

  it('that say nothing new leave the resource as it was, source and all', () => {
    const first = version(1, { kind: 'NVU', text: 'x' });
    expect(alertOf([first, version(2, { kind: 'NVU', text: 'x' }), version(3, {})])).toEqual(
      alertOf([first]),
    );
  });

  it('move it to the person whom the latest names', () => {
    const moved = version(2, {}, { person: { councilPersonId: '700124' } });
    const subject = (events: readonly CaseEvent[]) =>
      JSON.stringify(alertOf(events)).match(/Patient\/[^"]+/)?.[0];
    expect(subject([version(1, {}), moved])).toBe(subject([moved]));
    expect(subject([version(1, {})])).not.toBe(subject([moved]));
  });

  it('of another type than before start anew', () => {
    const legal = {
      ...exampleOf('legal'),
      key: 'AT-7',
      version: 2,
      payload: { status: 'in-force' as const },
    };
    const set = standingOf([version(1, { kind: 'NVU', text: 'Two workers' }), legal]).get(SET);
    expect(JSON.stringify(set)).not.toContain('Two workers');
  });

  it('tell when it was first entered and when last changed', () => {
    const review = exampleOf('review');
    const later = {
      ...review,
      eventId: 'x',
      version: 2,
      recordedAt: '2026-04-01T00:00:00Z',
      payload: { kind: 'unplanned' },
    };
    expect(standingOf([later, review]).get('case-event|rmbc-asc|R-301')?.resources).toMatchObject([
      { authoredOn: '2026-03-02T09:41:07.000Z', lastModified: '2026-04-01T00:00:00.000Z' },
    ]);
  });
});

describe('a withdrawal', () => {
  const withdrawal = { ...exampleOf('withdrawal'), eventId: 'w-1', version: 5 };

  const TYPES = documentedExamples()
    .map(readOne)
    .filter(
      (event): event is ThingEvent =>
        event.type !== 'heartbeat' && !event.type.startsWith('person') && event.type !== 'withdrawal',
    );

  it.each(TYPES.map((event) => [event.type, event] as const))('of %s hides what it said', (_, event) => {
    const gone = { ...withdrawal, key: event.key, person: event.person, payload: { key: event.key } };
    const set = `case-event|rmbc-asc|${event.key}`;
    const before = standingOf([event]).get(set);
    const after = standingOf([gone, event]).get(set);
    expect(after?.evidence).toEqual([]);
    expect(after?.resources).toHaveLength(1);
    const [resource] = after?.resources ?? [];
    expect(JSON.stringify(resource)).toContain('"entered-in-error"');
    expect(before?.resources.map(({ id }) => id)).toContain(resource?.id);
    // Nothing that the event said is left: neither its texts nor its dates nor those whom it named.
    const texts = textsOf(event.payload).filter((text) => text.length > 3);
    expect(texts).not.toEqual([]);
    for (const text of texts) expect(JSON.stringify(resource)).not.toContain(text);
  });

  it('of what nobody told leaves nothing', () => {
    expect(standingOf([withdrawal]).get(SET)).toEqual({ resources: [], evidence: [] });
  });

  it('does not hide a higher version, which starts anew', () => {
    const events = [version(1, { kind: 'NVU', audience: 'old' }), withdrawal, version(6, { text: 'again' })];
    expect(alertOf(events)).toMatchObject({ status: 'active', code: { text: 'again' } });
    expect(JSON.stringify(alertOf(events))).not.toContain('old');
  });

  it('told twice says the same', () => {
    const again = { ...withdrawal, eventId: 'w-2', version: 6, recordedAt: '2026-05-01T00:00:00Z' };
    expect(alertOf([ALERT, withdrawal, again])).toEqual(alertOf([ALERT, withdrawal]));
  });
});

describe('events in any order, with any repeats', () => {
  const service = exampleOf('service');
  const key = service.key;
  const day = (n: number): string => `2026-03-${String(n).padStart(2, '0')}`;
  const payload = fc.oneof(
    fc.record(
      {
        status: fc.constantFrom('active' as const, 'suspended' as const, 'ended' as const, null),
        frequency: fc.constantFrom('one visit', 'two visits', null),
        start: fc.constantFrom('2026-01-01', '2026-02-01', null),
        end: fc.constantFrom('2026-03-30', null),
        suspendedFrom: fc.integer({ min: 1, max: 28 }).map(day),
        resumedFrom: fc.oneof(fc.integer({ min: 1, max: 28 }).map(day), fc.constant(null)),
        component: fc.constantFrom('Reablement', 'Meals'),
      },
      { requiredKeys: [] },
    ),
    fc.constant('withdrawal' as const),
  );
  const told = fc.record({
    payload,
    version: fc.integer({ min: 0, max: 6 }),
    recorded: fc.integer({ min: 1, max: 28 }),
  });

  it('give the same things', () => {
    const cases = fc
      .array(told, { minLength: 1, maxLength: 12 })
      .map((all) =>
        all.map(({ payload: stated, version: number, recorded }, i): CaseEvent => {
          const at = `${day(recorded)}T10:00:00Z`;
          const envelope = {
            eventId: `p-${i}`,
            sequence: i,
            recordedAt: at,
            occurredAt: at,
            version: number,
          };
          return stated === 'withdrawal'
            ? { ...exampleOf('withdrawal'), ...envelope, key, payload: { key } }
            : { ...service, ...envelope, payload: stated };
        }),
      )
      .chain((events) =>
        fc.tuple(
          fc.constant(events),
          fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length }),
        ),
      );
    fc.assert(
      fc.property(cases, ([events, shuffled]) => {
        expect([...standingOf(shuffled)]).toEqual([...standingOf(events)]);
      }),
      { numRuns: 60 },
    );
  });
});

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
