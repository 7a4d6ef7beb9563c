import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableJson } from './printable.ts';

describe('printable text', () => {
  it('shows control characters, and keeps all others', () => {
    expect(printable('a\u001b[2Jb\u0007\u007f\u009b31mZo\u00eb\n')).toBe(
      'a\u241b[2Jb\u2407\u2421\ufffd31mZo\u00eb\u240a',
    );
    expect(printable('one\n\ttwo\r', { lines: true })).toBe('one\n\ttwo\u240d');
  });

  it('as JSON loses nothing', () => {
    const value = { text: 'a\u001b[2J\u007f\u009b31m\u00eb' };
    expect(printableJson(value)).not.toMatch(/[^\P{Cc}\n]/u);
    expect(JSON.parse(printableJson(value))).toEqual(value);
  });

  it('never holds a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/\p{Cc}/u);
        expect(printable(text)).toHaveLength(text.length);
      }),
    );
  });
});
