import { describe, expect, it } from 'vitest';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import { visitFact } from '../../test-data/adt/facts.ts';
import { inOrder } from './fact-order.ts';
import { standingFacts } from './reversals.ts';

/** `admit 08:00`, or with the time of entry `admit 08:00/09:00`; the place last. */
function parse(text: string): VisitFact {
  const [kind = '', time = '', where = ''] = text.split(' ');
  const [effective = '', recorded = effective] = time.split('/');
  // The tables below name kinds of facts.
  return visitFact(kind as VisitFact['kind'], effective, 'I', where, {}, { recorded, controlId: text });
}

/** What is left standing of a story, in order. */
function standing(...story: readonly string[]): string[] {
  const names = new Map(story.map((text) => [parse(text).stamp, text]));
  return standingFacts(inOrder(story.map(parse))).standing.map((fact) => names.get(fact.stamp) ?? '');
}

describe('a reversal', () => {
  it.each([
    ['of an admission takes it back', ['admit 08:00', 'cancel-admit 08:00'], []],
    ['by the time of the reversal does so too', ['admit 08:00', 'cancel-admit 09:00'], []],
    ['of a registration takes it back', ['register 08:00', 'cancel-admit 08:10'], []],
    ['takes back the latest', ['register 08:00', 'admit 10:00', 'cancel-admit 11:00'], ['register 08:00']],
    ['leaves what came after it', ['admit 08:00', 'cancel-admit 08:30', 'admit 09:00'], ['admit 09:00']],
    ['leaves what happened later than it says', ['admit 09:00', 'cancel-admit 08:00'], ['admit 09:00']],
    [
      'leaves what was entered again at the same time',
      ['admit 08:00', 'cancel-admit 08:00/08:30', 'admit 08:00/08:40'],
      ['admit 08:00/08:40'],
    ],
    [
      'finds an event that was entered after it, where there is no other',
      ['cancel-admit 08:00/08:30', 'admit 08:00/08:40'],
      [],
    ],
    [
      'sent twice is one',
      ['register 08:00', 'admit 10:00', 'cancel-admit 10:00', 'cancel-admit 10:00/10:05'],
      ['register 08:00'],
    ],
    [
      'takes back an event with its repeats',
      ['admit 08:00', 'admit 08:00/08:05', 'cancel-admit 08:00/08:30'],
      [],
    ],
    [
      'takes back a repeat in another place too, as a correction of the same admission',
      ['admit 08:00 AMU', 'admit 08:00/08:05 B6', 'cancel-admit 08:00/08:30'],
      [],
    ],
    [
      'takes back the earlier versions of an amended admission',
      ['admit 08:00', 'admit 08:10', 'cancel-admit 09:00'],
      [],
    ],
    [
      'leaves an earlier one that something lies between',
      ['admit 08:00', 'discharge 08:05', 'admit 08:10', 'cancel-admit 09:00'],
      ['admit 08:00', 'discharge 08:05'],
    ],
    [
      'of a change of class takes it back',
      ['register 08:00', 'change-class 10:00', 'cancel-admit 10:30'],
      ['register 08:00'],
    ],
    [
      'of a transfer takes it back',
      ['admit 08:00', 'transfer 09:00 B6', 'cancel-transfer 09:00'],
      ['admit 08:00'],
    ],
    [
      'of a transfer takes back the later of two in one minute',
      ['transfer 09:00/09:01 B6', 'transfer 09:00/09:02 B10', 'cancel-transfer 09:00/09:30'],
      ['transfer 09:00/09:01 B6'],
    ],
    [
      'of a transfer takes back its repeat',
      ['transfer 09:00/09:01 B6', 'transfer 09:00/09:02 B6', 'cancel-transfer 09:00/09:30'],
      [],
    ],
    [
      'of a discharge takes it back',
      ['admit 08:00', 'discharge 12:00', 'cancel-discharge 12:30'],
      ['admit 08:00'],
    ],
    [
      'of a discharge leaves the next one',
      ['discharge 12:00', 'cancel-discharge 12:00/12:30', 'discharge 13:00'],
      ['discharge 13:00'],
    ],
    [
      'of one kind leaves the others',
      ['admit 08:00', 'transfer 09:00', 'cancel-discharge 10:00'],
      ['admit 08:00', 'transfer 09:00'],
    ],
    ['of nothing leaves everything', ['pre-admit 08:00', 'cancel-admit 09:00'], ['pre-admit 08:00']],
    ['of a plan takes it back', ['pre-admit 08:00', 'cancel-pre-admit 09:00'], []],
    [
      'of a plan leaves the other kind of plan',
      ['pre-admit 08:00', 'pending-admit 08:30', 'cancel-pending-admit 09:00'],
      ['pre-admit 08:00'],
    ],
    [
      'of a leave takes back the latest',
      ['leave 08:00', 'return 09:00', 'leave 10:00', 'cancel-leave 11:00'],
      ['leave 08:00', 'return 09:00'],
    ],
    ['of a return takes it back', ['leave 08:00', 'return 09:00', 'cancel-return 09:30'], ['leave 08:00']],
    [
      'of an admission finds its earlier version beside plans, updates and doctors',
      [
        'admit 08:00',
        'pending-discharge 08:05',
        'relocate 08:06',
        'change-attending 08:07',
        'admit 08:10',
        'cancel-admit 08:10/09:00',
      ],
      ['relocate 08:06'],
    ],
    [
      'of a pending discharge takes back those that it renewed, also over a move',
      [
        'pending-discharge 08:00',
        'transfer 09:00 B6',
        'pending-discharge 10:00',
        'cancel-pending-discharge 11:00',
      ],
      ['transfer 09:00 B6'],
    ],
    [
      'of a pending discharge leaves those before the visit was opened again',
      [
        'pending-discharge 08:00',
        'discharge 09:00',
        'pending-discharge 10:00',
        'cancel-pending-discharge 11:00',
      ],
      ['pending-discharge 08:00', 'discharge 09:00'],
    ],
  ])('%s', (_, story, expected) => {
    expect(standing(...story)).toEqual(expected);
  });
});

describe('a cancelled admission', () => {
  it.each([
    ['takes its transfers along', ['admit 08:00', 'transfer 09:00 B6', 'cancel-admit 08:00/09:30'], []],
    ['takes its discharge along', ['admit 08:00', 'discharge 09:00', 'cancel-admit 08:00/09:30'], []],
    [
      'leaves what was entered after the cancellation',
      ['admit 08:00', 'cancel-admit 08:00/09:30', 'transfer 10:00 B6'],
      ['transfer 10:00 B6'],
    ],
    [
      'leaves what belongs to the visit before',
      [
        'register 07:00',
        'transfer 07:30 SAU',
        'admit 08:00',
        'transfer 09:00 B6',
        'cancel-admit 08:00/09:30',
      ],
      ['register 07:00', 'transfer 07:30 SAU'],
    ],
    [
      'leaves what follows the next opening',
      ['admit 08:00', 'admit 09:00', 'transfer 10:00 B6', 'cancel-admit 08:30/11:00'],
      ['admit 09:00', 'transfer 10:00 B6'],
    ],
    ['leaves descriptions', ['admit 08:00', 'update 08:30', 'cancel-admit 08:00/09:30'], ['update 08:30']],
    [
      'does not send a cancelled transfer after another',
      [
        'register 07:00',
        'transfer 07:30 SAU',
        'admit 08:00',
        'transfer 09:00 B6',
        'cancel-transfer 09:00/09:10',
        'cancel-admit 08:00/09:30',
      ],
      ['register 07:00', 'transfer 07:30 SAU'],
    ],
  ])('%s', (_, story, expected) => {
    expect(standing(...story)).toEqual(expected);
  });
});

it.each(['I', 'E'])(
  'takes back the latest opening, whether PV1 has the stay or the state returned to (%s)',
  (cls) => {
    const arrival = visitFact('register', '08:00', 'E', 'AED');
    const admission = visitFact('admit', '10:00', 'I', 'AMU');
    const back = visitFact('cancel-admit', '11:00', cls);
    expect(standingFacts(inOrder([arrival, admission, back])).standing).toEqual([arrival]);
  },
);

it('what was removed is told with what removed it', () => {
  const facts = inOrder(['admit 08:00', 'transfer 09:00 B6', 'cancel-admit 08:00/09:30'].map(parse));
  const { removed, reversals } = standingFacts(facts);
  expect(removed.map(({ fact, by }) => [fact.kind, by.kind])).toEqual([
    ['admit', 'cancel-admit'],
    ['transfer', 'cancel-admit'],
  ]);
  expect(reversals).toHaveLength(1);
});
