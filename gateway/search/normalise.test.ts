import { describe, expect, it } from 'vitest';
import { NHS_NUMBER } from '../../conformance/systems.ts';
import { normaliseIdentifier, normaliseString, normaliseTelecom, soundsOf } from './normalise.ts';

describe('normaliseString', () => {
  it.each([
    ['ÉMILIE  Brontë ', 'emilie bronte'],
    ["O'Neill", "o'neill"],
    ['Ｓmith', 'smith'],
    ['Smith-Jones', 'smith-jones'],
    ['S60\t1AB', 's60 1ab'],
    ['a  b', 'a b'],
    ['O’Neill', "o'neill"],
    ['OʼNeill ‘Jr’', "o'neill 'jr'"],
    ['Smith‐Jones–Bee‑Cee—Dee−Ee', 'smith-jones-bee-cee-dee-ee'],
    ['Łukasz Sørensen', 'lukasz sorensen'],
    ['Đorđe Guðrún', 'dorde gudrun'],
    ['Groß STRAẞE', 'gross strasse'],
    ['Æthelred Œuvre Þór', 'aethelred oeuvre thor'],
    ['Işık İnce', 'isik ince'],
  ])('reads %s as %s', (text, norm) => {
    expect(normaliseString(text)).toBe(norm);
  });
});

describe('tokens in doubt', () => {
  it('are compared without case, telephone numbers also without punctuation', () => {
    expect(normaliseIdentifier(' RJK0001 ')).toBe('rjk0001');
    expect(normaliseIdentifier('999 000 0018', NHS_NUMBER)).toBe('9990000018');
    expect(normaliseIdentifier('AB 12', 'urn:other')).toBe('ab 12');
    expect(normaliseTelecom('(01709) 555-010')).toBe('01709555010');
    expect(normaliseTelecom('Ward.Clerk@Example.org')).toBe('ward.clerk@example.org');
  });
});

describe('soundsOf', () => {
  it.each([
    ['Robert', 'r163'],
    ['Rupert', 'r163'],
    ['Ashcraft', 'a261'],
    ['Tymczak', 't522'],
    ['Pfister', 'p236'],
    ['Lee', 'l000'],
  ])('hears %s as %s', (word, sound) => {
    expect(soundsOf(word)).toEqual([sound]);
  });

  it('hears each word, and nothing in what has no letters', () => {
    expect(soundsOf('Anne-Marie 2')).toEqual(['a500', 'm600']);
    expect(soundsOf('12')).toEqual([]);
  });
});
