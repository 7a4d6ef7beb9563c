import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookUp } from './tables/look-up.ts';
import { TRIGGERS, type Trigger } from './triggers.ts';

/** The facts of an event in the words of the README. */
function factsOf({ states, mayMove }: Trigger): string {
  const relocate = mayMove === true ? '; where the feed moves on it: relocate' : '';
  switch (states.about) {
    case 'visit':
      return 'reverses' in states
        ? `visit: ${states.kind}, takes back ${states.reverses.join(', ')}`
        : `visit: ${states.kind}${relocate}`;
    case 'person':
      return `person: ${states.kind}${relocate}`;
    case 'beds':
      return 'visit: transfer, of two people';
    case 'two-people':
      return `people: ${states.kind}`;
    case 'numbers': {
      const { person, visit, mayKeep } = states.renumbering;
      const account = mayKeep === 'account' ? ', where a visit changes its number' : '';
      return [
        ...(person === undefined ? [] : [`people: ${person}`]),
        ...(visit === undefined ? [] : [`visits: ${visit}${account}`]),
      ].join('; ');
    }
    case 'owner':
      return 'visit: move; visits: change-number, where it changes';
    case 'nothing':
      return 'none: AR 201';
  }
}

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const rows = [...readme.matchAll(/^\| (A\d\d) +\| ([^|]+?) +\| ([^|]+?) +\| ([^|]+?) +\|$/gm)].map(
  ([, code = '', meaning, facts, effect]) => ({ code, meaning, facts, effect }),
);

describe('the table of triggers in the README', () => {
  it('has every event with its meaning and its facts, as the code has them', () => {
    expect(rows.map(({ code, meaning, facts }) => [code, meaning, facts])).toEqual(
      Object.entries(TRIGGERS).map(([code, trigger]) => [code, trigger.meaning, factsOf(trigger)]),
    );
  });

  it('says what each does to the record, or why it is refused', () => {
    for (const { code, effect } of rows) {
      const { states } = TRIGGERS[code] ?? {};
      if (states?.about === 'nothing') expect(effect).toBe(states.why);
      else expect(effect?.length, code).toBeGreaterThan(5);
    }
  });
});

describe('the events', () => {
  it('of the English profile and of the trusts’ feeds are all there', () => {
    const range = (first: number, last: number): string[] =>
      Array.from({ length: last - first + 1 }, (_, i) => `A${String(first + i).padStart(2, '0')}`);
    const promised = [
      [1, 17],
      [21, 29],
      [31, 31],
      [34, 38],
      [40, 41],
      [43, 45],
      [47, 47],
      [49, 55],
      [60, 62],
    ].flatMap(([first = 0, last = 0]) => range(first, last));
    for (const code of promised) {
      expect(TRIGGERS[code]?.states.about, code).toBeDefined();
      expect(TRIGGERS[code]?.states.about, code).not.toBe('nothing');
    }
  });

  it('that take others back name events that state something of a visit', () => {
    const reversals = Object.entries(TRIGGERS).flatMap(([code, { states }]) =>
      'reverses' in states ? [{ code, reverses: states.reverses }] : [],
    );
    expect(reversals.map(({ code }) => code)).toEqual([
      'A11',
      'A12',
      'A13',
      'A25',
      'A26',
      'A27',
      'A38',
      'A52',
      'A53',
      'A55',
      'A62',
    ]);
    for (const { code, reverses } of reversals) {
      for (const event of reverses) {
        expect(lookUp(TRIGGERS, event)?.states.about, `${code} ${event}`).toMatch(/^(visit|beds)$/);
      }
    }
  });
});
