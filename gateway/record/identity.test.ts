import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IdentityFact, IdentityFactKind } from '../../mappings/fact.ts';
import { identityGraph } from './identity.ts';

let count = 0;

function said(kind: IdentityFactKind, from: string, into: string, time = '08:00'): IdentityFact {
  count += 1;
  const effective = `2026-11-21T${time}:00.000Z`;
  const stamp = `${effective}|${String(count).padStart(4, '0')}`;
  return {
    kind,
    of: 'person',
    from,
    into,
    effective,
    dateTime: effective,
    stamp,
    sourceMessageId: `m${count}`,
  };
}

const merge = (from: string, into: string, time?: string): IdentityFact => said('merge', from, into, time);

describe('numbers', () => {
  it('stand for themselves where nothing was said', () => {
    const graph = identityGraph([]);
    expect([graph.rootOf('9'), graph.membersOf('9'), graph.retirementOf('9')]).toEqual([
      '9',
      ['9'],
      undefined,
    ]);
  });

  it('follow a chain of merges to the one that survives', () => {
    const graph = identityGraph([merge('9', '12'), merge('12', '15')]);
    expect(['9', '12', '15'].map((k) => graph.rootOf(k))).toEqual(['15', '15', '15']);
    expect(graph.membersOf('15')).toEqual(['15', '12', '9']);
  });

  it('are merged once, however often it is told, by the first telling', () => {
    const first = merge('9', '12', '08:00');
    const graph = identityGraph([merge('9', '12', '09:00'), first, first]);
    expect(graph.retirementOf('9')).toEqual({
      into: '12',
      stamp: first.stamp,
      sourceMessageId: first.sourceMessageId,
    });
    expect(graph.setAside).toEqual([]);
  });

  it('merged elsewhere later belong there', () => {
    const graph = identityGraph([merge('9', '12', '08:00'), merge('9', '15', '09:00')]);
    expect([graph.rootOf('9'), graph.membersOf('12')]).toEqual(['15', ['12']]);
  });

  it('never become their own survivor: the merge that closes the circle is set aside, whenever it comes', () => {
    const there = merge('9', '12', '08:00');
    const on = merge('12', '15', '09:00');
    const back = merge('15', '9', '10:00');
    for (const order of [
      [there, on, back],
      [back, on, there],
      [on, back, there],
    ]) {
      const graph = identityGraph(order);
      expect(graph.setAside.map(({ fact, quarantine }) => [fact, quarantine.reason])).toEqual([
        [back, 'circular-merge'],
      ]);
      expect(graph.rootOf('9')).toBe('15');
    }
  });

  it('are two again after their merge is undone, whichever of them the message names first', () => {
    for (const [a, b] of [
      ['9', '12'],
      ['12', '9'],
    ] as const) {
      const graph = identityGraph([merge('9', '12', '08:00'), said('unlink', a, b, '09:00')]);
      expect([graph.rootOf('9'), graph.membersOf('12')]).toEqual(['9', ['12']]);
    }
  });

  it('may be merged the other way once the first merge is undone', () => {
    const graph = identityGraph([
      merge('9', '12', '08:00'),
      said('unlink', '9', '12', '09:00'),
      merge('12', '9', '10:00'),
    ]);
    expect([graph.rootOf('12'), graph.setAside]).toEqual(['9', []]);
  });

  it('linked stay two and know of each other, until unlinked', () => {
    const linked = identityGraph([said('link', '9', '12', '08:00')]);
    expect([linked.rootOf('9'), linked.linkedTo('9'), linked.linkedTo('12')]).toEqual(['9', ['12'], ['9']]);
    const apart = identityGraph([said('link', '9', '12', '08:00'), said('unlink', '12', '9', '09:00')]);
    expect(apart.linkedTo('9')).toEqual([]);
  });

  it('are the same for any order and repetition of what was said, and never run in a circle', () => {
    const key = fc.constantFrom('1', '2', '3', '4', '5');
    const statement = fc
      .record({
        kind: fc.constantFrom<IdentityFactKind>('merge', 'merge', 'change-number', 'unlink', 'link'),
        from: key,
        into: key,
        minute: fc.integer({ min: 0, max: 9 }),
      })
      .filter(({ from, into }) => from !== into)
      .map(({ kind, from, into, minute }) => said(kind, from, into, `08:0${minute}`));
    fc.assert(
      fc.property(
        fc.array(statement, { maxLength: 12 }).chain((facts) =>
          fc.record({
            facts: fc.constant(facts),
            order: fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2 }),
          }),
        ),
        ({ facts, order }) => {
          const [straight, shuffled] = [identityGraph(facts), identityGraph(order)];
          for (const k of ['1', '2', '3', '4', '5']) {
            expect(shuffled.rootOf(k)).toBe(straight.rootOf(k));
            expect(shuffled.retirementOf(k)).toEqual(straight.retirementOf(k));
            expect(straight.rootOf(straight.rootOf(k))).toBe(straight.rootOf(k));
            expect(straight.membersOf(straight.rootOf(k))).toContain(k);
          }
          expect(new Set(shuffled.setAside.map((s) => s.fact))).toEqual(
            new Set(straight.setAside.map((s) => s.fact)),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
