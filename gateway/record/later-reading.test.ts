import { describe, expect, it } from 'vitest';
import type { VisitFact, VisitFactKind } from '../../mappings/adt/visit-fact.ts';
import { at, permutations, visitFact } from '../../test-data/adt/facts.ts';
import { inOrder } from './fact-order.ts';
import { foldVisit } from './fold-visit.ts';
import { asRead } from './later-reading.ts';

/** A fact of 01:20 that may as well be of 02:20. */
const doubtful = (kind: VisitFactKind, cls = 'I', where = 'B6'): VisitFact =>
  visitFact(kind, '01:20', cls, where, {}, { orAt: '02:20', controlId: kind });
const admission = visitFact('admit', '01:30', 'I', 'AMU');
const arrival = visitFact('register', '01:00', 'E', 'AED');

/** Effective times of day in the order of facts, after seeing that no arrival gives another. */
function order(...facts: readonly VisitFact[]): string[] {
  const lines = (ordered: readonly VisitFact[]): string[] =>
    ordered.map((fact) => `${fact.kind} ${fact.effective.slice(11, 16)}`);
  const expected = lines(inOrder(facts));
  for (const arrivalOrder of permutations(facts)) {
    expect(lines(inOrder(arrivalOrder))).toEqual(expected);
    expect(foldVisit(arrivalOrder)).toEqual(foldVisit(facts));
  }
  return expected;
}

describe('a time in the hour that October repeats', () => {
  it.each<[string, readonly VisitFact[], readonly string[]]>([
    [
      'is the later one of a discharge before the only admission',
      [admission, doubtful('discharge')],
      ['admit 01:30', 'discharge 02:20'],
    ],
    [
      'is the later one of a transfer before it',
      [admission, doubtful('transfer')],
      ['admit 01:30', 'transfer 02:20'],
    ],
    [
      'is the later one of a reversal before it',
      [admission, doubtful('cancel-admit')],
      ['admit 01:30', 'cancel-admit 02:20'],
    ],
    [
      'is the earlier one where something was opened before that',
      [arrival, admission, doubtful('discharge')],
      ['register 01:00', 'discharge 01:20', 'admit 01:30'],
    ],
    [
      'is the earlier one where the later one would make no more sense',
      [visitFact('admit', '03:00', 'I', 'AMU'), doubtful('discharge')],
      ['discharge 01:20', 'admit 03:00'],
    ],
    [
      'is the earlier one of a plan',
      [admission, doubtful('pre-admit', 'P')],
      ['pre-admit 01:20', 'admit 01:30'],
    ],
    ['is the earlier one of an update', [admission, doubtful('update')], ['update 01:20', 'admit 01:30']],
    [
      'is the earlier one of an opening',
      [admission, doubtful('register', 'E')],
      ['register 01:20', 'admit 01:30'],
    ],
    ['is the earlier one where nothing opens the visit', [doubtful('discharge')], ['discharge 01:20']],
    [
      'is decided for each fact alone',
      [admission, doubtful('transfer'), doubtful('discharge')],
      ['admit 01:30', 'transfer 02:20', 'discharge 02:20'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(order(...facts)).toEqual(expected);
  });

  it('makes of a stay of ten minutes one of fifty, told by the true message', () => {
    const left = doubtful('discharge', 'I', 'AMU');
    const setting = foldVisit([left, admission])?.settings[0];
    expect(setting).toMatchObject({
      status: 'finished',
      start: at('01:30'),
      end: at('02:20'),
      sourceMessageId: left.sourceMessageId,
    });
  });

  it('leaves all but the times of the fact as they are', () => {
    const left = doubtful('discharge');
    const { laterReading: _later, ...rest } = left;
    const [, read] = asRead([admission, left]);
    expect(read).toEqual({
      ...rest,
      effective: at('02:20').instant,
      dateTime: at('02:20').dateTime,
      stamp: left.stamp.replace(left.effective, at('02:20').instant),
    });
    expect(read?.stamp.length).toBe(left.stamp.length);
  });

  it('costs nothing where no time has two readings', () => {
    const facts = [admission];
    expect(asRead(facts)).toBe(facts);
  });
});
