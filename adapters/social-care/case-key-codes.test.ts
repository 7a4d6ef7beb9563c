import { describe, expect, it } from 'vitest';
import { withoutKeyCodes } from './case-key-codes.ts';

function drop(payload: unknown): { value: unknown; dropped: readonly string[] } {
  const result = withoutKeyCodes({ payload });
  if (result.kind === 'too-deep') throw new Error('too deep');
  // Safe: a copy of the object given.
  return { value: (result.value as { payload: unknown }).payload, dropped: result.dropped };
}

describe('what looks like the code of a key safe or door', () => {
  it.each([
    { note: 'Key safe 4711' },
    { note: 'keysafe: C4711Y' },
    { note: 'By the door, key-safe number 4 7 1 1' },
    { note: '4711 is the code of the key box' },
    { note: 'Door code 1234#' },
    { note: 'Entry code: 99812' },
    { note: 'PIN 4711' },
    { keySafeCode: '4711' },
    { keySafe: 'C4711' },
    { key_code: 4711 },
    { accessCode: { number: 4711 } },
  ])('is dropped with its path: %j', (payload) => {
    const { value, dropped } = drop(payload);
    expect(value).toEqual({});
    expect(dropped).toEqual([`payload.${Object.keys(payload)[0] ?? ''}`]);
  });

  it('is dropped out of a list, and the rest of the list stays', () => {
    expect(drop({ lines: ['1 High Street', 'key safe 4711', 'Rotherham'] })).toEqual({
      value: { lines: ['1 High Street', 'Rotherham'] },
      dropped: ['payload.lines[1]'],
    });
  });

  it.each([
    { keySafe: true },
    { keySafe: null },
    { note: 'Key safe by the back door, code with the office' },
    { note: 'Ring 01632 960200 before the visit' },
    { key: 'EQ-4711', keyWorker: true },
    { item: 'Spinal brace 4711' },
  ])('and nothing else: %j', (payload) => {
    expect(drop(payload)).toEqual({ value: payload, dropped: [] });
  });
});
