import { expect, it } from 'vitest';
import { GENDER } from './gender.ts';
import { RELATIONSHIP } from './relationship.ts';

it('has every code of ITK table 0063', () => {
  expect(Object.keys(RELATIONSHIP).map(Number)).toEqual([
    1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 61, 62, 98, 99,
  ]);
});

it('has the NHS codes of sex and the letters of HL7, and never guesses from what is not known', () => {
  expect(GENDER).toEqual({
    '0': 'unknown',
    '1': 'male',
    '2': 'female',
    '9': 'other',
    M: 'male',
    F: 'female',
    A: 'other',
    O: 'other',
    U: 'unknown',
    N: 'unknown',
  });
});
