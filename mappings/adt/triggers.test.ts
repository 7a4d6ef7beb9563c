import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TRIGGERS } from './triggers.ts';

it('has the same triggers as the table of the README', () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| (A\d\d) +\| ([^|]+?) +\|/gm)].map(([, code, meaning]) => [
    code,
    meaning,
  ]);
  expect(rows).toEqual(Object.entries(TRIGGERS).map(([code, trigger]) => [code, trigger.meaning]));
});
