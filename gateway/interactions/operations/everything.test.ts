import type { Bundle, Encounter, Observation, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { sql } from 'kysely';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAppUnderTest, type AppUnderTest } from '../../http/testing/app-under-test.ts';
import { everything } from './everything.ts';
import { ownQuery, PERSONS_TYPES } from './view-rows.ts';

type Written = Resource & { id: string };

let gateway: AppUnderTest;
beforeAll(async () => {
  gateway = await startAppUnderTest({
    operations: [
      {
        name: 'everything',
        types: ['Patient'],
        levels: ['instance'],
        methods: ['GET', 'POST'],
        definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything',
        handler: (asked) => everything(asked, { db: gateway.engine.reader }),
      },
    ],
  });
  await gateway.put(...RECORD);
});
afterAll(async () => {
  await gateway.close();
});

const observation = (
  id: string,
  patient: string,
  more: Partial<Observation> = {},
): Observation & { id: string } => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'Weight' },
  subject: { reference: `Patient/${patient}` },
  ...more,
});
const visit = (id: string, start: string, end?: string): Encounter & { id: string } => ({
  resourceType: 'Encounter',
  id,
  status: end === undefined ? 'in-progress' : 'finished',
  class: { code: 'IMP' },
  subject: { reference: 'Patient/ann' },
  period: { start, ...(end === undefined ? {} : { end }) },
  location: [{ location: { reference: 'Location/ward' } }],
  serviceProvider: { reference: 'Organization/trust' },
});

const RECORD: Written[] = [
  { resourceType: 'Organization', id: 'trust', name: 'Trust' },
  { resourceType: 'Organization', id: 'elsewhere', name: 'Nobody of here' },
  {
    resourceType: 'Organization',
    id: 'practice',
    name: 'Practice',
    partOf: { reference: 'Organization/network' },
  },
  { resourceType: 'Organization', id: 'network', name: 'Network' },
  { resourceType: 'Location', id: 'ward', name: 'Ward' },
  { resourceType: 'Patient', id: 'bob' },
  observation('of-bob', 'bob'),
  { resourceType: 'Patient', id: 'ann', generalPractitioner: [{ reference: 'Organization/practice' }] },
  { resourceType: 'Patient', id: 'former', active: false },
  visit('spring', '2026-04-01T10:00:00Z', '2026-04-03T10:00:00Z'),
  visit('now', '2026-11-20T10:00:00Z'),
  observation('weight', 'ann', { effectiveDateTime: '2026-05-01' }),
  observation('of-former', 'former', { performer: [{ reference: 'Practitioner/nurse' }] }),
  { resourceType: 'Practitioner', id: 'nurse' },
  {
    resourceType: 'AllergyIntolerance',
    id: 'allergy',
    patient: { reference: 'Patient/ann' },
    recordedDate: '2010-01-01',
  },
  {
    resourceType: 'Group',
    id: 'list',
    type: 'person',
    actual: true,
    member: [{ entity: { reference: 'Patient/ann' } }],
  },
];

interface Answer {
  readonly status: number;
  /** Of a refusal: one without entries. */
  readonly body: Bundle;
}

async function get(path: string): Promise<Answer> {
  const answer = await request(gateway.app).get(`/fhir/Patient/${path}`);
  // The test says what it expects of it.
  return { status: answer.status, body: answer.body as Bundle };
}

const names = ({ entry = [] }: Bundle): string[] =>
  entry.map(({ resource }) => `${resource?.resourceType ?? ''}/${resource?.id ?? ''}`);
const nextOf = ({ link = [] }: Bundle): string | undefined =>
  link.find(({ relation }) => relation === 'next')?.url.replace('http://gateway.test/fhir/Patient/', '');

describe('Patient/$everything', () => {
  it('gives the Patient first, what is about them, and what that refers to, of nobody else', async () => {
    const { status, body } = await get('ann/$everything');
    expect(status).toBe(200);
    expect(body.type).toBe('searchset');
    expect(body.link).toEqual([
      { relation: 'self', url: 'http://gateway.test/fhir/Patient/ann/$everything' },
    ]);
    expect(names(body)).toEqual([
      ...[
        'Patient/ann',
        'Encounter/spring',
        'Encounter/now',
        'Observation/weight',
        'AllergyIntolerance/allergy',
      ],
      ...['Organization/trust', 'Organization/practice', 'Organization/network', 'Location/ward'],
    ]);
    expect(body.entry?.[0]).toMatchObject({
      fullUrl: 'http://gateway.test/fhir/Patient/ann',
      search: { mode: 'match' },
    });
    expect(body.entry?.at(-1)?.search?.mode).toBe('include');
  });

  it('gives what names an entry that was merged into the person, also when asked for by that entry', async () => {
    await gateway.engine.write((tx) =>
      tx.insertInto('patient_alias').values({ id: 'former', survivor: 'ann' }).execute(),
    );
    for (const id of ['ann', 'former']) {
      const { body } = await get(`${id}/$everything`);
      expect(names(body)).toContain('Observation/of-former');
      expect(names(body)).toContain('Practitioner/nurse');
      expect(names(body)).not.toContain('Patient/former');
      expect(names(body)[0]).toBe('Patient/ann');
    }
    await gateway.engine.write((tx) => tx.deleteFrom('patient_alias').execute());
  });

  it.each<[string, readonly string[]]>([
    ['_type=Observation', ['Observation/weight']],
    ['_type=Patient,Location', ['Patient/ann', 'Location/ward']],
    [
      '_type=Patient&_type=Organization',
      ['Patient/ann', 'Organization/trust', 'Organization/practice', 'Organization/network'],
    ],
    ['_type=Encounter,AllergyIntolerance&start=2026-06-01', ['Encounter/now', 'AllergyIntolerance/allergy']],
    ['_type=Encounter&end=2026-04-02', ['Encounter/spring']],
    ['_type=Encounter&start=2026-04-03&end=2026-04-03', ['Encounter/spring']],
    ['_type=Encounter&start=2026-04-04&end=2026-05-03', []],
    ['_type=Observation&start=2026-05&end=2026-05', ['Observation/weight']],
  ])('%s gives these alone', async (query, expected) => {
    expect(names((await get(`ann/$everything?${query}`)).body)).toEqual(expected);
  });

  it('gives since a moment what changed since then, and what that refers to', async () => {
    await gateway.put(
      { resourceType: 'Patient', id: 'cyd' },
      { ...visit('first', '2026-01-01T10:00:00Z'), subject: { reference: 'Patient/cyd' } },
    );
    const { body } = await get('cyd/$everything');
    const since = body.entry?.at(1)?.resource?.meta?.lastUpdated ?? '';
    expect(since).not.toBe('');
    const later = new Date(Date.parse(since) + 1).toISOString();
    expect(names((await get(`cyd/$everything?_since=${later}`)).body)).toEqual([]);
    expect(names((await get(`cyd/$everything?_since=${since}`)).body)).toEqual([
      'Encounter/first',
      'Organization/trust',
      'Location/ward',
    ]);
    await gateway.put(observation('second', 'cyd'));
    expect(names((await get(`cyd/$everything?_since=${later}`)).body)).toEqual(['Observation/second']);
  });

  it('takes the same parameters by POST, in their data types', async () => {
    const parameter = [
      { name: '_type', valueCode: 'Encounter' },
      { name: '_type', valueCode: 'Location' },
      { name: 'start', valueDate: '2026-06-01' },
      { name: '_count', valueInteger: 1 },
    ];
    const answer = await request(gateway.app)
      .post('/fhir/Patient/ann/$everything')
      .set('content-type', 'application/fhir+json')
      .send({ resourceType: 'Parameters', parameter });
    expect(answer.status).toBe(200);
    const first = answer.body as Bundle;
    expect(names(first)).toEqual(['Encounter/now']);
    expect(names((await get(nextOf(first) ?? '')).body)).toEqual(['Location/ward']);
  });

  it.each([
    ['ann/$everything?_type=Appointment', 400],
    ['ann/$everything?_type=Group', 400],
    ['ann/$everything?_count=0', 400],
    ['ann/$everything?start=tomorrow', 400],
    ['ann/$everything?start=2026-02-01&end=2026-01-01', 400],
    ['ann/$everything?_sort=date', 400],
    ['ann/$everything?_cursor=abc', 400],
    ['ann/$everything?_count=1&_count=2', 400],
    ['nobody/$everything', 404],
  ])('refuses %s with %i', async (path, status) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  it('says that a Patient is deleted', async () => {
    await gateway.put({ resourceType: 'Patient', id: 'gone' });
    await gateway.remove({ resourceType: 'Patient', id: 'gone' });
    expect((await get('gone/$everything')).status).toBe(410);
  });
});

describe('pages of $everything', () => {
  it.each([1, 2, 3, 4, 5, 9])('of %i are together the whole, without repeats', async (count) => {
    const whole = names((await get('ann/$everything')).body);
    const seen: string[] = [];
    for (let path: string | undefined = `ann/$everything?_count=${count}`; path !== undefined;) {
      const { body }: Answer = await get(path);
      expect(names(body).length).toBeLessThanOrEqual(count);
      expect(names(body).length).toBeGreaterThan(0);
      seen.push(...names(body));
      path = nextOf(body);
    }
    expect(seen).toEqual(whole);
  });

  it('miss and repeat nothing that was there throughout, whatever is written between them', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.record({ who: fc.nat({ max: 12 }), removes: fc.boolean() }), { maxLength: 12 }),
        async (size, count, writes) => {
          run++;
          const person = `run${run}`;
          const one = (who: number): Observation & { id: string } =>
            observation(`${person}-${who}`, person, {
              performer: [{ reference: `Practitioner/${person}-p${who % 3}` }],
            });
          await gateway.put(
            { resourceType: 'Patient', id: person },
            ...[0, 1, 2].map((p): Written => ({ resourceType: 'Practitioner', id: `${person}-p${p}` })),
            ...Array.from({ length: size }, (_, who) => one(who)),
          );
          const throughout = new Set(Array.from({ length: size }, (_, who) => who));
          const seen: string[] = [];
          let step = 0;
          for (let path: string | undefined = `${person}/$everything?_count=${count}`; path !== undefined;) {
            const { body }: Answer = await get(path);
            seen.push(...names(body));
            const write = writes[step++];
            if (write?.removes === true) {
              await gateway.remove(one(write.who));
              throughout.delete(write.who);
            } else if (write !== undefined) {
              await gateway.put({ ...one(write.who), note: [{ text: `step ${step}` }] });
            }
            path = nextOf(body);
          }
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen).toEqual(
            expect.arrayContaining([...throughout].map((who) => `Observation/${person}-${who}`)),
          );
          const named = new Set([...throughout].map((who) => `Practitioner/${person}-p${who % 3}`));
          expect(seen).toEqual(expect.arrayContaining([...named]));
        },
      ),
      { numRuns: 30 },
    );
  }, 60_000);

  it('are refused when entries of the person were joined meanwhile, and when they are of another question', async () => {
    const next = nextOf((await get('ann/$everything?_count=2')).body) ?? '';
    expect((await get(next.replace('ann/', 'bob/'))).status).toBe(400);
    expect((await get(`${next}&_type=Encounter`)).status).toBe(400);
    await gateway.engine.write((tx) =>
      tx.insertInto('patient_alias').values({ id: 'bob', survivor: 'ann' }).execute(),
    );
    expect((await get(next)).status).toBe(409);
    await gateway.engine.write((tx) => tx.deleteFrom('patient_alias').execute());
    expect((await get(next)).status).toBe(200);
  });

  it('cost what the person has, not what the record has', async () => {
    const row = {
      key: 1,
      type: 'Patient',
      id: 'ann',
      version: 1,
      last_updated: '',
      deleted: 0,
      content: '',
      source_message_id: null,
    };
    const query = ownQuery({ row, formerIds: ['former'] }, { types: PERSONS_TYPES, after: 5, limit: 10 });
    const { rows } = await sql<{ detail: string }>`explain query plan ${query}`.execute(
      gateway.engine.reader,
    );
    const plan = rows.map(({ detail }) => detail).join('\n');
    expect(plan).toMatch(
      /SEARCH search_reference USING PRIMARY KEY \(param=\? AND target=\? AND resource_key>\?\)/,
    );
    expect(plan).toMatch(/SEARCH r USING INTEGER PRIMARY KEY \(rowid=\?\)/);
    expect(plan).not.toMatch(/SCAN (r|search_reference)\b/);
  });
});
