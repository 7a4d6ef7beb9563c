/** The README's table of feed settings says what the place's schema says: each key, what it is by default, what must be there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parsePlace, type Feed } from './place.ts';

const ROOT = join(import.meta.dirname, '..');

/** Every key of a feed, as its type has them: the type check finds one that is missing here. */
const KEYS = Object.keys({
  id: 0,
  name: 0,
  organisation: 0,
  sender: 0,
  peers: 0,
  processingIds: 0,
  charsetFallback: 0,
  identifiers: 0,
  otherIdentifierBase: 0,
  visitNumberSystem: 0,
  visitNumberField: 0,
  location: 0,
  defaultSite: 0,
  patientClasses: 0,
  admissionMethods: 0,
  wards: 0,
  pv1_36: 0,
  pv1_37: 0,
  movesOn: 0,
  acknowledgement: 0,
  quarantineAnswer: 0,
  clockSkewToleranceMinutes: 0,
  silenceLimitMinutes: 0,
  clientCertificates: 0,
} satisfies Record<keyof Feed, 0>);

/** Key and default, as the README has them. */
function rows(): [string, string][] {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const table = readme.split('<!-- feeds:')[1]?.split('\n\n')[1] ?? '';
  return table
    .split('\n')
    .slice(2)
    .map((row) => {
      const [, key = '', fallback = ''] = row.split('|').map((cell) => cell.trim().replaceAll('`', ''));
      return [key, fallback];
    });
}

const place = z.looseObject({ feeds: z.tuple([z.record(z.string(), z.unknown())]) });
const shipped = place.parse(JSON.parse(readFileSync(join(ROOT, 'place.json'), 'utf8')));
const required = rows().flatMap(([key, fallback]) => (fallback === 'required' ? [key] : []));
const least = Object.fromEntries(required.map((key) => [key, shipped.feeds[0][key]]));
const read = (feed: Readonly<Record<string, unknown>>): Feed | undefined =>
  parsePlace({ ...shipped, feeds: [feed] }, 'a place').feeds[0];

describe('the README’s table of feed settings', () => {
  it('names every key, in the order of the schema', () => {
    expect(rows().map(([key]) => key)).toEqual(KEYS);
  });

  it('has the defaults', () => {
    const feed: Record<string, unknown> = { ...read(least) };
    const expected = KEYS.map((key) => {
      if (required.includes(key)) return [key, 'required'];
      return [key, feed[key] === undefined ? 'none' : JSON.stringify(feed[key])];
    });
    expect(rows()).toEqual(expected);
  });

  it.each(required)('says rightly that %s is required', (key) => {
    const { [key]: _left, ...rest } = least;
    expect(() => read(rest)).toThrow(`feeds[0].${key}`);
  });
});
