import { describe, expect, it } from 'vitest';
import { loadPlace } from '../../gateway/place.ts';
import { DAY_SECONDS, simulateDay, type DayMessage } from './day.ts';
import { generatePeople } from './people.ts';

const place = loadPlace('place.json');
const day = '2026-03-10';
const people = generatePeople(place, { people: 5000, seed: 1, day });
const simulated = simulateDay(place, people, { seed: 1, day });
const all = [...simulated.opening, ...simulated.messages];

const fieldsOf = (message: DayMessage, name: string): readonly string[] =>
  message.text
    .split('\r')
    .find((line) => line.startsWith(name))
    ?.split('|') ?? [];

/** EVN-6, by which the events of a visit are ordered. */
const occurred = (message: DayMessage): string => fieldsOf(message, 'EVN')[6] ?? '';

const once = all.filter((m) => m.disturbance !== 'repeat');
const byVisit = Map.groupBy(
  once.filter((m) => m.visitNumber !== undefined),
  (m) => m.visitNumber,
);

function historyOf(visitNumber: string | undefined): DayMessage[] {
  return (byVisit.get(visitNumber) ?? []).toSorted((a, b) => (occurred(a) < occurred(b) ? -1 : 1));
}

describe('simulateDay', () => {
  it('gives the same messages for the same seed, and others for another', () => {
    expect(simulateDay(place, people, { seed: 1, day })).toEqual(simulated);
    expect(simulateDay(place, people, { seed: 2, day }).messages).not.toEqual(simulated.messages);
  });

  it('has about 300 attendances and 150 admissions', () => {
    const first = (trigger: string): number =>
      new Set(simulated.messages.filter((m) => m.trigger === trigger).map((m) => m.visitNumber)).size;
    expect(first('A04')).toBeGreaterThan(285);
    expect(first('A04')).toBeLessThanOrEqual(300);
    expect(first('A01')).toBeGreaterThan(125);
    expect(first('A01')).toBeLessThan(170);
  });

  it('uses every trigger and every kind of disturbance', () => {
    expect([...new Set(all.map((m) => m.trigger))].sort()).toEqual([
      'A01',
      'A02',
      'A03',
      'A04',
      'A05',
      'A08',
      'A11',
      'A12',
      'A13',
      'A28',
      'A31',
    ]);
    const kinds = Map.groupBy(simulated.messages, (m) => m.disturbance);
    for (const kind of ['late', 'overtaken', 'repeat', 'correction'] as const) {
      expect(kinds.get(kind)?.length ?? 0, kind).toBeGreaterThan(5);
    }
  });

  it('delivers in order of arrival, within the day', () => {
    for (let i = 1; i < simulated.messages.length; i++) {
      expect(simulated.messages[i]?.at).toBeGreaterThanOrEqual(simulated.messages[i - 1]?.at ?? 0);
    }
    for (const message of simulated.messages) {
      expect(message.at).toBeGreaterThanOrEqual(0);
      expect(message.at).toBeLessThan(DAY_SECONDS);
    }
    for (const message of simulated.opening) expect(message.at).toBeLessThan(60);
  });

  it('gives every message the fields that its event needs', () => {
    for (const message of all) {
      const msh = fieldsOf(message, 'MSH');
      expect(msh[3]).toBe('RFR');
      expect(msh[8]).toMatch(new RegExp(`^ADT\\^${message.trigger}\\^ADT_A\\d\\d$`));
      expect(msh[9]).toBe(message.controlId);
      expect(message.controlId.length).toBeLessThanOrEqual(20);
      const evn = fieldsOf(message, 'EVN');
      expect(evn[2]).toMatch(/^\d{14}$/);
      expect(evn[6]).toMatch(/^\d{14}$/);
      expect(fieldsOf(message, 'PID')[3]).toContain(`${message.localNumber}^^^RFR^MR`);
      const pv1 = fieldsOf(message, 'PV1');
      if (message.visitNumber === undefined) {
        expect(pv1).toEqual([]);
        continue;
      }
      expect(pv1[2]).toMatch(/^[EIP]$/);
      expect(pv1[3]).toMatch(/^[^^]+\^[A-Z0-9]+\^[^^]+\^RFRPA$/);
      expect(pv1[19]).toBe(`${message.visitNumber}^^^RFR^VN`);
      if (message.trigger === 'A05') expect(fieldsOf(message, 'PV2')[8]).toMatch(/^\d{14}$/);
      if (message.trigger === 'A03') expect(pv1[45]).toMatch(/^\d{14}$/);
      if (message.trigger === 'A13') expect(pv1[45] ?? '').toBe('');
    }
  });

  it('never gives two messages the same control id, and repeats are the same bytes under the same id', () => {
    const ids = once.map((m) => m.controlId);
    expect(new Set(ids).size).toBe(ids.length);
    const text = new Map(once.map((m) => [m.controlId, m.text]));
    for (const again of all.filter((m) => m.disturbance === 'repeat')) {
      expect(text.get(again.controlId)).toBe(again.text);
    }
  });

  it('has late entries whose event lies well before they were recorded', () => {
    for (const late of all.filter((m) => m.disturbance === 'late')) {
      const evn = fieldsOf(late, 'EVN');
      expect(Number(evn[2]) - Number(evn[6])).toBeGreaterThan(2000);
    }
  });

  it('lets overtaken messages arrive after a later event of the same visit', () => {
    for (const overtaken of all.filter((m) => m.disturbance === 'overtaken')) {
      const earlier = once.filter((m) => m.visitNumber === overtaken.visitNumber && m.at < overtaken.at);
      expect(earlier.some((m) => occurred(m) > occurred(overtaken))).toBe(true);
    }
  });

  it('never has two events of one person in the same second', () => {
    for (const [, messages] of Map.groupBy(once, (m) => m.localNumber)) {
      expect(new Set(messages.map(occurred)).size).toBe(messages.length);
    }
  });

  it('says of every visit what its last event left standing', () => {
    expect(simulated.visits).toHaveLength(byVisit.size);
    const expected = {
      A03: 'finished',
      A13: 'in-progress',
      A12: 'in-progress',
      A05: 'planned',
      A02: 'in-progress',
    };
    for (const truth of simulated.visits) {
      const history = historyOf(truth.visitNumber).filter((m) => m.trigger !== 'A08');
      const last = history.at(-1);
      const acts = history.map((m) => m.trigger).join(' ');
      if (last === undefined) throw new Error('a visit without messages');
      if (last.trigger in expected) {
        expect(truth.status, acts).toBe(expected[last.trigger as keyof typeof expected]);
      }
      if (acts === 'A04 A11' || acts === 'A01 A11') expect(truth.status).toBe('cancelled');
      if (acts === 'A05 A01 A11') expect(truth.status).toBe('planned');
      if (acts === 'A04 A01 A11') expect([truth.status, truth.patientClass]).toEqual(['arrived', 'E']);
      if (truth.status !== 'cancelled') {
        expect(fieldsOf(last, 'PV1')[3]?.split('^')[1], acts).toBe(truth.ward);
      }
    }
    const statuses = new Set(simulated.visits.map((v) => v.status));
    expect(statuses).toEqual(new Set(['planned', 'arrived', 'in-progress', 'finished', 'cancelled']));
  });

  it('sends changed names and practices in every later message about the person', () => {
    const corrections = all.filter((m) => m.disturbance === 'correction');
    expect(corrections.length).toBeGreaterThan(15);
    for (const correction of corrections) {
      const later = once.filter(
        (m) => m.localNumber === correction.localNumber && occurred(m) > occurred(correction),
      );
      for (const message of later) {
        expect(fieldsOf(message, 'PID')[5]).toBe(fieldsOf(correction, 'PID')[5]);
        expect(fieldsOf(message, 'PD1')[3]).toBe(fieldsOf(correction, 'PD1')[3]);
      }
      const known = simulated.people.find((p) => p.localNumber === correction.localNumber);
      expect(fieldsOf(correction, 'PID')[5]?.split('^')[0]).toBe(known?.family);
    }
  });

  it('is smaller for a small borough, and refuses one that is too small', () => {
    const small = simulateDay(place, people.slice(0, 200), { seed: 1, day });
    expect(small.messages.length).toBeLessThan(simulated.messages.length / 3);
    expect(() => simulateDay(place, people.slice(0, 10), { seed: 1, day })).toThrow(/at least \d+ people/);
  });
});
