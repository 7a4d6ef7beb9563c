import { expect, it } from 'vitest';
import { lookUp } from './look-up.ts';

it('finds what the table holds, and nothing that every object inherits', () => {
  const table = { '21': 'emergency' };
  expect(lookUp(table, '21')).toBe('emergency');
  for (const code of ['22', '', 'constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    expect(lookUp(table, code)).toBeUndefined();
  }
});
