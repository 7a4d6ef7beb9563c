import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delimitersOf } from './delimiters.ts';
import { escapeText, hasVerbatimSequence, unescapeText } from './escapes.ts';

const USUAL = delimitersOf('|', '^~\\&');

describe('unescapeText', () => {
  it.each([
    ['A\\T\\E', 'A&E'],
    ['\\F\\\\S\\\\R\\\\E\\\\T\\', '|^~\\&'],
    ['\\P\\', '#'],
    ['bold \\H\\this\\N\\ not', 'bold this not'],
    ['one\\.br\\two\\.BR\\three', 'one\ntwo\nthree'],
    ['one\\.sp2\\two\\.sp 3\\x\\.sp\\y', 'one\n\ntwo\n\n\nx\ny'],
    ['a\\.in+4\\b\\.ti-2\\c\\.sk3\\d\\.fi\\e\\.nf\\f\\.ce\\g', 'a b c   def\ng'],
    ['\\X0D0A\\', '\r\n'],
    ['\\X41\\\\X6d\\', 'Am'],
    ['\\XC3AB\\', 'ë'],
    // Kept as they stand.
    ['\\C2842\\', '\\C2842\\'],
    ['\\M244231\\', '\\M244231\\'],
    ['\\Zlocal\\', '\\Zlocal\\'],
    // Not sequences: the escape character is itself.
    ['C:\\Users\\bob', 'C:\\Users\\bob'],
    ['\\', '\\'],
    ['\\\\', '\\\\'],
    ['BSV 4\\5', 'BSV 4\\5'],
    ['\\M1\\', '\\M1\\'],
    ['\\X0\\', '\\X0\\'],
    ['\\X\\', '\\X\\'],
    ['\\Xzz\\', '\\Xzz\\'],
    ['\\.zz\\', '\\.zz\\'],
    ['\\f\\', '\\f\\'],
    ['C:\\Temp\\F\\x', 'C:\\Temp|x'],
    ['trailing \\T', 'trailing \\T'],
    // Decoded once.
    ['\\E\\X09\\E\\', '\\X09\\'],
    ['\\E\\T\\E\\', '\\T\\'],
    ['no escapes', 'no escapes'],
    ['', ''],
  ])('reads %j as %j', (text, expected) => {
    expect(unescapeText(text, USUAL)).toBe(expected);
  });

  it('decodes to the delimiters of the message, with its own escape character', () => {
    const own = delimitersOf('*', ':;/%#');
    expect(unescapeText('/F//S//R//E//T//P/ \\F\\', own)).toBe('*:;/%# \\F\\');
  });

  it('reads hexadecimal bytes in the character set of the message', () => {
    expect(unescapeText('\\XEB\\', USUAL, 'windows-1252')).toBe('ë');
    expect(unescapeText('\\XA4\\', USUAL, 'iso-8859-15')).toBe('€');
    expect(unescapeText('\\XEB\\', USUAL, 'utf-8')).toBe('ë');
  });

  it('leaves the text alone where the message has no escape character', () => {
    expect(unescapeText('a\\T\\b', delimitersOf('|', '^~'))).toBe('a\\T\\b');
  });

  it('bounds what a formatting command may ask for', () => {
    expect(unescapeText('\\.sp999\\', USUAL)).toHaveLength(100);
  });

  it('gives back any text that was escaped, with any delimiters', () => {
    const delimiters = fc
      .uniqueArray(fc.constantFrom(...('|^~\\&*:;/%#!'.match(/./g) ?? [])), { minLength: 5, maxLength: 5 })
      .map(([field = '|', ...encoding]) => delimitersOf(field, encoding.join('')));
    const text = fc.string({ unit: fc.constantFrom(...('|^~\\&*:;/%#!FSTREXHN.0Ab '.match(/./g) ?? [])) });
    fc.assert(
      fc.property(delimiters, text, (own, original) => {
        const escaped = escapeText(original, own);
        expect(escaped).not.toContain(own.field);
        expect(unescapeText(escaped, own)).toBe(original);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, and needs time in proportion to the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('\\', 'X', 'F', 'M', '0', '.', 'b', 'r', 'Z', 'é') }),
        (text) => {
          expect(typeof unescapeText(text, USUAL)).toBe('string');
        },
      ),
    );
    expect(unescapeText('\\'.repeat(1_000_000), USUAL)).toHaveLength(1_000_000);
    expect(unescapeText('\\T\\'.repeat(300_000), USUAL)).toHaveLength(300_000);
  });
});

describe('hasVerbatimSequence', () => {
  it.each([
    ['a\\Zlocal\\b', true],
    ['a\\C2842\\', true],
    ['a\\M2442\\', true],
    ['a\\T\\\\M244231\\', true],
    ['a\\M1\\b', false],
    ['C:\\Users\\bob', false],
    ['a\\T\\b', false],
    ['\\', false],
  ])('of %j is %j', (text, expected) => {
    expect(hasVerbatimSequence(text, '\\')).toBe(expected);
  });
});
