import { describe, expect, it } from 'vitest';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import { permutations, visitFact } from '../../test-data/adt/facts.ts';
import { inOrder } from './fact-order.ts';

/** Names of the facts in their order, after seeing that no arrival gives another. */
function order(facts: Readonly<Record<string, VisitFact>>): string[] {
  const names = new Map(Object.entries(facts).map(([name, fact]) => [fact, name]));
  const result = inOrder(Object.values(facts)).map((fact) => names.get(fact) ?? '');
  for (const arrival of permutations(Object.values(facts))) {
    expect(inOrder(arrival).map((fact) => names.get(fact))).toEqual(result);
  }
  return result;
}

describe('the order of facts', () => {
  it('is within one minute that in which events can happen, then by control id, as numbers where it has them', () => {
    expect(
      order({
        back: visitFact('cancel-admit', '09:00', 'I', 'B6', {}, { controlId: '1' }),
        left: visitFact('discharge', '09:00', 'I', 'B6', {}, { controlId: '2' }),
        tenth: visitFact('admit', '09:00', 'I', 'B6', {}, { controlId: 'A10' }),
        ninth: visitFact('admit', '09:00', 'I', 'B6', {}, { controlId: 'A9' }),
      }),
    ).toEqual(['ninth', 'tenth', 'left', 'back']);
  });

  it('is by effective time, then by when they were entered, then by control id', () => {
    expect(
      order({
        d: visitFact('admit', '10:00', 'I', 'B6'),
        c: visitFact('admit', '09:00', 'I', 'B6', {}, { recorded: '09:10' }),
        b: visitFact('admit', '09:00', 'I', 'B6', {}, { recorded: '09:05', controlId: '2' }),
        a: visitFact('admit', '09:00', 'I', 'B6', {}, { recorded: '09:05', controlId: '1' }),
      }),
    ).toEqual(['a', 'b', 'c', 'd']);
  });

  it.each([
    ['a', 'z'],
    ['z', 'a'],
  ])(
    'where all words tie, the place that the rest speaks of prevails, whatever the hashes (%s, %s)',
    (one, two) => {
      expect(
        order({
          stale: visitFact('admit', '09:00', 'I', 'AMU', {}, { hash: one }),
          right: visitFact('admit', '09:00', 'I', 'B6', {}, { hash: two }),
          later: visitFact('discharge', '11:00', 'I', 'B6'),
        }),
      ).toEqual(['stale', 'right', 'later']);
    },
  );

  it('where nothing speaks for either, the hash decides, everywhere alike', () => {
    expect(
      order({
        z: visitFact('admit', '09:00', 'I', 'AMU', {}, { hash: 'z' }),
        a: visitFact('admit', '09:00', 'I', 'B6', {}, { hash: 'a' }),
      }),
    ).toEqual(['a', 'z']);
  });

  it('does not count those that tie as witnesses of each other', () => {
    expect(
      order({
        one: visitFact('admit', '09:00', 'I', 'AMU', {}, { hash: 'a' }),
        two: visitFact('admit', '09:00', 'I', 'AMU', {}, { hash: 'b' }),
        three: visitFact('admit', '09:00', 'I', 'B6', {}, { hash: 'c' }),
      }),
    ).toEqual(['one', 'two', 'three']);
  });
});
