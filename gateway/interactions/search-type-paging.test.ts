import type { Bundle } from '@medplum/fhirtypes';
import fc from 'fast-check';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ids,
  person,
  startSearchScenario,
  type Person,
  type SearchScenario,
} from './testing/search-scenario.ts';

let gateway: SearchScenario;
beforeAll(async () => {
  gateway = await startSearchScenario();
});
afterAll(async () => {
  await gateway.close();
});

/** What is different of the people of a run: few values, so that many are equal; astral letters sort by their bytes. */
const state = fc.record(
  {
    family: fc.constantFrom('a', 'b', 'B', '\u{FF21}b', '\u{1D49C}', 'é'.repeat(120)),
    second: fc.constantFrom('a', 'c'),
    birthDate: fc.constantFrom('1950', '1950-03', '1960-01-01'),
    gender: fc.constantFrom('male' as const, 'female' as const),
  },
  { requiredKeys: [] },
);
type State = typeof state extends fc.Arbitrary<infer S> ? S : never;

/** A write between two pages: to the person of that number, of those there were or of those to come. */
const write = fc.record({
  who: fc.nat({ max: 15 }),
  what: fc.oneof({ weight: 3, arbitrary: state }, { weight: 1, arbitrary: fc.constant('delete' as const) }),
});
const order = fc.uniqueArray(
  fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.constantFrom('family', 'name', 'birthdate', 'gender', '_id', '_lastUpdated'),
    )
    .map(([sign, code]) => sign + code),
  { maxLength: 3, selector: (key) => key.replace('-', '') },
);

function personOf(run: number, who: number, { family, second, birthDate, gender }: State): Person {
  const names = [family, second].flatMap((name) => (name === undefined ? [] : [{ family: name }]));
  return person(`run${run}-${who}`, {
    meta: { tag: [{ code: `run${run}` }] },
    ...(names.length === 0 ? {} : { name: names }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(gender === undefined ? {} : { gender }),
  });
}

const next = (page: Bundle): string | undefined =>
  page.link?.find((l) => l.relation === 'next')?.url.replace('http://gateway.test/fhir/', '');

describe('search: pages of a record that is written to', () => {
  it('misses and repeats nobody who was there throughout, whatever is written between the pages', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(state, { minLength: 1, maxLength: 10 }),
        order,
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.array(write, { maxLength: 4 }), { minLength: 1, maxLength: 10 }),
        async (people, sort, count, writes) => {
          run++;
          await gateway.put(...people.map((one, who) => personOf(run, who, one)));
          const throughout = new Set(people.map((_, who) => `run${run}-${who}`));
          const seen: string[] = [];
          let step = 0;
          let path: string | undefined =
            `Patient?_tag=run${run}&_count=${count}${sort.length === 0 ? '' : `&_sort=${sort.join(',')}`}`;
          do {
            const page: Bundle = await gateway.bundle(path);
            expect(ids(page).length).toBeLessThanOrEqual(count);
            seen.push(...ids(page));
            path = next(page);
            // After the last page nothing that is written can be missed.
            const between = path === undefined ? [] : (writes[step++] ?? []);
            for (const { who, what } of between) {
              const one = personOf(run, who, what === 'delete' ? {} : what);
              if (what === 'delete') {
                await gateway.remove(one);
                throughout.delete(one.id);
              } else await gateway.put(one);
            }
          } while (path !== undefined);
          expect(new Set(seen).size).toBe(seen.length);
          expect([...throughout].filter((id) => !seen.includes(id))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('goes on in the order in which it began', async () => {
    const tagged = (id: string, family: string): Person =>
      person(id, { meta: { tag: [{ code: 'order' }] }, name: [{ family }] });
    await gateway.put(tagged('o1', 'a'), tagged('o2', 'b'), tagged('o3', 'c'), tagged('o4', 'd'));
    const first = await gateway.bundle('Patient?_tag=order&_sort=family&_count=1');
    expect(ids(first)).toEqual(['o1']);
    // One that was shown moves on, one that was not moves back, and one comes.
    await gateway.put(tagged('o1', 'z'), tagged('o4', 'a'), tagged('o5', 'c'));
    const rest = (next(first) ?? '').replace('_count=1', '_count=10');
    const second = await gateway.bundle(rest);
    expect(ids(second)).toEqual(['o2', 'o3', 'o4']);
    expect(second.entry?.[2]?.resource).toMatchObject({ name: [{ family: 'a' }] });
    expect(ids(await gateway.bundle('Patient?_tag=order&_sort=family'))).toEqual([
      'o4',
      'o2',
      'o3',
      'o5',
      'o1',
    ]);
  });

  it('refuses a cursor whose beginning was changed', async () => {
    const first = await gateway.bundle('Patient?_sort=family&_count=1');
    const cursor = new URL(first.link?.[1]?.url ?? '').searchParams.get('_cursor') ?? '';
    // JSON parse gives what cursor.ts wrote: the check, the key, the moment and the sort values.
    const [check, key, since, ...values] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [
      string,
      number,
      string,
      ...string[],
    ];
    expect(since).toMatch(/^2026-11-/);
    const parts = [check, key, '2020-01-01T00:00:00.000Z', ...values];
    const forged = Buffer.from(JSON.stringify(parts)).toString('base64url');
    const answer = await request(gateway.app).get(`/fhir/Patient?_sort=family&_cursor=${forged}`);
    expect(answer.status).toBe(400);
  });
});
