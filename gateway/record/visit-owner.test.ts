import { describe, expect, it } from 'vitest';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import { permutations, visitFact } from '../../test-data/adt/facts.ts';
import { foldVisit } from './fold-visit.ts';

const by = (person: string, time: string): VisitFact => ({ ...visitFact('update', time), person });
const move = (from: string | undefined, to: string, time: string): VisitFact => ({
  ...visitFact('move', time, 'I', '', from === undefined ? {} : { movedFrom: from }),
  person: to,
});
const admission = { ...visitFact('admit', '08:00', 'I', 'AMU'), person: 'A' };

/** Whose visit it is, after seeing that no order of the facts gives another person. */
function owner(...facts: readonly VisitFact[]): string | undefined {
  const person = foldVisit(facts)?.person;
  for (const order of permutations(facts)) expect(foldVisit(order)?.person).toBe(person);
  return person;
}

describe('a visit is', () => {
  it.each<[string, readonly VisitFact[], string]>([
    ['that of the person whom the last fact names', [admission, by('B', '09:00')], 'B'],
    ['the right person’s from the move on', [admission, move('A', 'B', '09:00')], 'B'],
    [
      'still the right person’s where later messages name the wrong one',
      [admission, move('A', 'B', '09:00'), by('A', '10:00')],
      'B',
    ],
    [
      'still the right person’s where the move does not say whose it was',
      [admission, move(undefined, 'B', '09:00'), by('A', '10:00')],
      'B',
    ],
    [
      'a third person’s where later messages name one',
      [admission, move('A', 'B', '09:00'), by('C', '10:00')],
      'C',
    ],
    [
      'not the wrong person’s even then',
      [admission, move('A', 'B', '09:00'), by('C', '10:00'), by('A', '11:00')],
      'C',
    ],
    [
      'moved back by another move',
      [admission, move('A', 'B', '09:00'), move('B', 'A', '10:00'), by('A', '11:00')],
      'A',
    ],
    [
      'no longer the second person’s then',
      [admission, move('A', 'B', '09:00'), move('B', 'A', '10:00'), by('B', '11:00')],
      'A',
    ],
    [
      'the last one’s of a chain',
      [admission, move('A', 'B', '09:00'), move('B', 'C', '10:00'), by('A', '11:00'), by('B', '12:00')],
      'C',
    ],
    ['moved where the move is all that is known', [move('A', 'B', '09:00')], 'B'],
  ])('%s', (_, facts, expected) => {
    expect(owner(...facts)).toBe(expected);
  });

  it('told by the message that moved it, and describes nobody by it', () => {
    const state = foldVisit([admission, move('A', 'B', '09:00'), by('A', '10:00')]);
    expect(state?.settings[0]?.sourceMessageId).toContain('09:00');
    expect(state?.settings[0]?.data).toEqual({});
  });

  it('told by its own messages where it never changed hands', () => {
    expect(foldVisit([admission, by('A', '10:00')])?.settings[0]?.sourceMessageId).toBe(
      admission.sourceMessageId,
    );
  });
});
