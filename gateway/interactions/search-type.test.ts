import fc from 'fast-check';
import type { Bundle, Encounter, Patient, Resource } from '@medplum/fhirtypes';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCALITY_ATTRIBUTION, LOCALITY_CODES, NHS_NUMBER } from '../../conformance/systems.ts';
import { startAppUnderTest, type AppUnderTest } from '../http/app-under-test.ts';
import { searchPage } from '../search/page.ts';
import { parseSearch } from '../search/parse.ts';
import { isServedType } from '../../conformance/search-parameters/definition.ts';

type Person = Patient & { id: string };
type Visit = Encounter & { id: string };

function person(id: string, rest: Omit<Patient, 'resourceType' | 'id'>, locality?: string): Person {
  const attribution = {
    url: LOCALITY_ATTRIBUTION,
    extension: [{ url: 'locality', valueCoding: { system: LOCALITY_CODES, code: locality ?? '' } }],
  };
  return {
    resourceType: 'Patient',
    id,
    ...(locality === undefined ? {} : { extension: [attribution] }),
    ...rest,
  };
}

function visit(id: string, patient: string, start: string, rest: Partial<Encounter> = {}): Visit {
  return {
    resourceType: 'Encounter',
    id,
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
    subject: { reference: `Patient/${patient}` },
    period: { start },
    ...rest,
  };
}

const PEOPLE: Person[] = [
  person(
    'ann',
    {
      identifier: [{ system: NHS_NUMBER, value: '9990000018' }],
      name: [{ family: 'Tèst', given: ['Ann'] }],
      gender: 'female',
      birthDate: '1950-03-04',
      generalPractitioner: [{ reference: 'Organization/C1' }],
      telecom: [{ system: 'phone', value: '01709 555010' }],
    },
    'central',
  ),
  person(
    'bob',
    {
      identifier: [{ value: 'AB1' }],
      name: [{ family: 'Tester', given: ['Robert'] }],
      gender: 'male',
      birthDate: '1950',
    },
    'north',
  ),
  person('cyd', { name: [{ family: 'O’Brien' }], gender: 'male', deceasedDateTime: '2026-01-01' }),
  person('dee', { active: false, meta: { profile: ['http://example.org/p/one'], tag: [{ code: 'watch' }] } }),
];
const VISITS: Visit[] = [
  visit('v1', 'ann', '2026-11-02T10:00:00Z', {
    status: 'in-progress',
    identifier: [{ system: 'urn:v', value: 'V1' }],
  }),
  visit('v2', 'ann', '2026-10-01T10:00:00Z', {
    period: { start: '2026-10-01T10:00:00Z', end: '2026-10-03T10:00:00Z' },
    partOf: { reference: 'Encounter/v3' },
  }),
  visit('v3', 'bob', '2026-11-05T09:00:00Z', {
    class: { system: 'urn:other', code: 'EMER' },
    location: [{ location: { reference: 'Location/b6' } }],
  }),
  { resourceType: 'Encounter', id: 'v4', status: 'planned', class: { code: 'EMER' } },
];
const OTHERS: (Resource & { id: string })[] = [
  { resourceType: 'Organization', id: 'C1', name: 'Central Surgery', active: true },
  { resourceType: 'Location', id: 'b6', name: 'Ward B6' },
];

let gateway: AppUnderTest;
beforeAll(async () => {
  gateway = await startAppUnderTest();
  await gateway.put(...PEOPLE, ...VISITS, ...OTHERS, person('gone', { gender: 'female' }));
  await gateway.remove(person('gone', {}));
});
afterAll(async () => {
  await gateway.close();
});

async function bundle(path: string): Promise<Bundle> {
  const answer = await request(gateway.app).get(`/fhir/${path}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  // Supertest types every body as any; the tests below look at what they use of it.
  return answer.body as Bundle;
}

function ids(result: Bundle, mode = 'match'): string[] {
  return (result.entry ?? []).filter((e) => e.search?.mode === mode).map((e) => e.resource?.id ?? '');
}

const search = async (path: string): Promise<string[]> => ids(await bundle(path));

describe('search: which resources match', () => {
  it.each<[string, string[]]>([
    ['Patient', ['ann', 'bob', 'cyd', 'dee']],
    [`Patient?identifier=${NHS_NUMBER}|9990000018`, ['ann']],
    ['Patient?identifier=9990000018', ['ann']],
    ['Patient?identifier=|9990000018', []],
    ['Patient?identifier=|ab1', ['bob']],
    [`Patient?identifier=${NHS_NUMBER}|`, ['ann']],
    ['Patient?identifier=9990000018,AB1', ['ann', 'bob']],
    ['Patient?gender=http://hl7.org/fhir/administrative-gender|male', ['bob', 'cyd']],
    ['Patient?gender=urn:other|male', []],
    ['Patient?gender:not=male', ['ann', 'dee']],
    ['Patient?gender:missing=true', ['dee']],
    ['Patient?gender:missing=false', ['ann', 'bob', 'cyd']],
    ['Patient?family=TEST', ['ann', 'bob']],
    ['Patient?family:exact=Tèst', ['ann']],
    ['Patient?family:exact=Test', []],
    ['Patient?family:contains=st', ['ann', 'bob']],
    ['Patient?family:contains=%25', []],
    ['Patient?phonetic=Rupert', ['bob']],
    ['Patient?name=ann', ['ann']],
    ['Patient?phone=01709555010', ['ann']],
    ['Patient?telecom=(01709)%20555%20010', ['ann']],
    ['Patient?email=01709555010', []],
    ['Patient?birthdate=1950', ['ann', 'bob']],
    ['Patient?birthdate=1950-03', ['ann']],
    ['Patient?birthdate=ne1950-03', ['bob']],
    ['Patient?birthdate=gt1950-03-04', ['bob']],
    ['Patient?birthdate=sa1950-03-03', ['ann']],
    ['Patient?birthdate=eb1950-03-05', ['ann']],
    ['Patient?birthdate:missing=true', ['cyd', 'dee']],
    ['Patient?deceased=true', ['cyd']],
    ['Patient?death-date=2026', ['cyd']],
    ['Patient?active=false', ['dee']],
    ['Patient?_id=ann,dee,nobody', ['ann', 'dee']],
    ['Patient?_id:not=ann', ['bob', 'cyd', 'dee']],
    ['Patient?_id=ann&gender=male', []],
    ['Patient?_lastUpdated=gt2026-11-01T00:00:03Z', ['dee']],
    ['Patient?_lastUpdated=le2026-11-01T00:00:02Z', ['ann', 'bob']],
    ['Patient?_tag=watch', ['dee']],
    ['Patient?_profile=http://example.org/p/one', ['dee']],
    ['Patient?_profile:below=http://example.org/p', ['dee']],
    ['Patient?_profile:below=http://example.org/p/on', []],
    ['Patient?locality=central', ['ann']],
    [`Patient?locality=${LOCALITY_CODES}|central,north`, ['ann', 'bob']],
    ['Patient?locality:missing=true', ['cyd', 'dee']],
    ['Patient?general-practitioner=C1', ['ann']],
    ['Patient?general-practitioner=Organization/C1', ['ann']],
    ['Patient?general-practitioner:Practitioner=C1', []],
    ['Patient?general-practitioner:Organization.name=central', ['ann']],
    ['Patient?general-practitioner:missing=true', ['bob', 'cyd', 'dee']],
    ['Encounter?patient=ann', ['v1', 'v2']],
    ['Encounter?subject=http://gateway.test/fhir/Patient/ann', ['v1', 'v2']],
    ['Encounter?patient=Patient/ann&status=in-progress', ['v1']],
    ['Encounter?status:not=finished', ['v1', 'v4']],
    ['Encounter?class=EMER', ['v3', 'v4']],
    ['Encounter?class=urn:other|EMER', ['v3']],
    ['Encounter?class=emer', []],
    ['Encounter?locality=central', ['v1', 'v2']],
    ['Encounter?locality=central,north&status=in-progress', ['v1']],
    ['Encounter?locality:not=central', ['v3', 'v4']],
    ['Encounter?locality:missing=true', ['v4']],
    ['Encounter?subject:Patient.birthdate=1950-03', ['v1', 'v2']],
    ['Encounter?patient.birthdate=1950', ['v1', 'v2', 'v3']],
    [`Encounter?patient.identifier=${NHS_NUMBER}|9990000018`, ['v1', 'v2']],
    ['Encounter?patient._id=bob', ['v3']],
    ['Encounter?patient._lastUpdated=gt2020', ['v1', 'v2', 'v3']],
    ['Encounter?patient.gender:not=female', ['v3']],
    ['Encounter?part-of:Encounter.locality=north', ['v2']],
    ['Encounter?location.name=ward', ['v3']],
    ['Encounter?date=2026-10', ['v2']],
    ['Encounter?date=ge2026-11-05', ['v1', 'v3']],
    ['Encounter?date=lt2026-11-01', ['v2']],
    ['Encounter?date=ge2026-10-02&date=le2026-10-02', ['v2']],
    ['Encounter?date=ap2026-09-28', ['v2']],
    ['Organization?name=central', ['C1']],
    ['Subscription?status=active', []],
  ])('%s', async (path, expected) => {
    expect(await search(path)).toEqual(expected);
    const [type = '', text = ''] = path.split('?');
    if (!isServedType(type)) throw new Error(`${type} is not served`);
    const query = parseSearch(type, new URLSearchParams(text), {
      baseUrl: 'http://gateway.test/fhir',
      now: new Date('2026-11-20T12:00:00.000Z'),
    });
    // As if every condition had many matches: the other way to ask must give the same.
    const { rows } = await searchPage(gateway.engine.reader, query, -1);
    expect(rows.map((row) => row.id)).toEqual(expected);
  });

  it('answers POST _search as it answers GET', async () => {
    const answer = await request(gateway.app)
      .post('/fhir/Patient/_search?active=false')
      .type('form')
      .send({ _id: 'ann,dee' });
    expect(answer.status).toBe(200);
    expect(ids(answer.body as Bundle)).toEqual(['dee']);
  });
});

describe('search: the bundle', () => {
  it('gives matches with full URLs, stored text and a self link of what was processed', async () => {
    const result = await bundle('Patient?_id=ann&_format=json');
    expect(result).toMatchObject({
      resourceType: 'Bundle',
      type: 'searchset',
      link: [{ relation: 'self', url: 'http://gateway.test/fhir/Patient?_id=ann&_format=json' }],
      entry: [
        {
          fullUrl: 'http://gateway.test/fhir/Patient/ann',
          resource: { id: 'ann', meta: { versionId: '1' } },
          search: { mode: 'match' },
        },
      ],
    });
    expect(result.total).toBeUndefined();
  });

  it('has no entry element when nothing matches', async () => {
    const result = await bundle('Patient?_id=nobody&_total=accurate');
    expect(result).not.toHaveProperty('entry');
    expect(result.total).toBe(0);
  });

  it('counts all matches when asked, and gives nothing but the count for _count=0 and _summary=count', async () => {
    expect(await bundle('Encounter?_total=accurate&_count=1')).toMatchObject({ total: 4 });
    for (const path of ['Encounter?_count=0&patient=ann', 'Encounter?_summary=count&patient=ann']) {
      const result = await bundle(path);
      expect(result.total).toBe(2);
      expect(result).not.toHaveProperty('entry');
      expect(result.link).toHaveLength(1);
    }
  });

  it('reports what it ignored under leniency, and refuses it without', async () => {
    const lenient = await request(gateway.app)
      .get('/fhir/Patient?colour=red&_id=ann')
      .set('Prefer', 'handling=lenient');
    const result = lenient.body as Bundle;
    expect(ids(result)).toEqual(['ann']);
    expect(result.entry?.at(-1)).toMatchObject({
      search: { mode: 'outcome' },
      resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'warning' }] },
    });
    expect(result.link?.[0]?.url).toBe('http://gateway.test/fhir/Patient?_id=ann');
    const strict = await request(gateway.app).get('/fhir/Patient?colour=red&_id=ann');
    expect(strict.status).toBe(400);
  });

  it('refuses a type that is not served with 404', async () => {
    const answer = await request(gateway.app).get('/fhir/Observation?code=x');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ resourceType: 'OperationOutcome' });
  });
});

describe('search: includes', () => {
  it('includes what the matches point to, once, and no match twice', async () => {
    const result = await bundle(
      'Encounter?patient=ann&_include=Encounter:subject&_include=Encounter:part-of',
    );
    expect(ids(result)).toEqual(['v1', 'v2']);
    expect(ids(result, 'include').sort()).toEqual(['ann', 'v3']);
    const all = await bundle('Encounter?_include=Encounter:part-of');
    expect(ids(all, 'include')).toEqual([]);
  });

  it('includes only the type that is named', async () => {
    const path = 'Patient?_id=ann&_include=Patient:general-practitioner';
    expect(ids(await bundle(path), 'include')).toEqual(['C1']);
    expect(ids(await bundle(`${path}:Practitioner`), 'include')).toEqual([]);
  });

  it('includes what points to the matches', async () => {
    const result = await bundle(
      'Patient?_id=ann,bob&_revinclude=Encounter:patient&_revinclude=Encounter:subject',
    );
    expect(ids(result)).toEqual(['ann', 'bob']);
    expect(ids(result, 'include')).toEqual(['v1', 'v2', 'v3']);
  });

  it('does not include the deleted', async () => {
    const doc: Resource & { id: string } = { resourceType: 'Organization', id: 'C9', name: 'Closed' };
    await gateway.put(doc, person('eve', { generalPractitioner: [{ reference: 'Organization/C9' }] }));
    await gateway.remove(doc);
    const result = await bundle('Patient?_id=eve&_include=Patient:general-practitioner');
    expect(ids(result)).toEqual(['eve']);
    expect(ids(result, 'include')).toEqual([]);
    await gateway.remove(person('eve', {}));
  });
});

describe('search: order and paging', () => {
  it.each<[string, string[]]>([
    ['Patient?_sort=birthdate', ['bob', 'ann', 'cyd', 'dee']],
    ['Patient?_sort=-birthdate', ['ann', 'bob', 'cyd', 'dee']],
    ['Patient?_sort=family', ['cyd', 'ann', 'bob', 'dee']],
    ['Patient?_sort=-gender,-_id', ['cyd', 'bob', 'ann', 'dee']],
    ['Patient?_sort=-_lastUpdated', ['dee', 'cyd', 'bob', 'ann']],
    ['Encounter?_sort=-date', ['v3', 'v1', 'v2', 'v4']],
    ['Encounter?patient=ann&_sort=date', ['v2', 'v1']],
  ])('%s: values in order, the missing ones last', async (path, expected) => {
    expect(await search(path)).toEqual(expected);
  });

  it('has the whole as the union of its pages, with no repeats, whatever the order and the page size', async () => {
    const many = Array.from({ length: 37 }, (_, i) =>
      person(`many-${i}`, {
        meta: { tag: [{ code: 'many' }] },
        ...(i % 5 === 0 ? {} : { name: [{ family: `F${i % 3}`, given: i % 2 === 0 ? ['A'] : ['A', 'B'] }] }),
        ...(i % 4 === 0 ? {} : { birthDate: `19${50 + (i % 3)}-0${1 + (i % 2)}` }),
        gender: i % 2 === 0 ? 'male' : 'female',
      }),
    );
    await gateway.put(...many);
    const key = fc
      .tuple(
        fc.constantFrom('', '-'),
        fc.constantFrom('birthdate', 'family', 'given', 'gender', '_id', '_lastUpdated'),
      )
      .map(([sign, code]) => sign + code);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { maxLength: 3, selector: (k) => k.replace('-', '') }),
        fc.integer({ min: 1, max: 40 }),
        async (sort, count) => {
          const order = sort.length === 0 ? '' : `&_sort=${sort.join(',')}`;
          const whole = await search(`Patient?_tag=many&_count=1000${order}`);
          expect([...whole].sort()).toEqual(many.map((p) => p.id).sort());
          const pages: string[] = [];
          let next: string | undefined = `Patient?_tag=many&_count=${count}${order}`;
          while (next !== undefined) {
            const page: Bundle = await bundle(next);
            expect(ids(page).length).toBeLessThanOrEqual(count);
            pages.push(...ids(page));
            next = page.link
              ?.find((l) => l.relation === 'next')
              ?.url.replace('http://gateway.test/fhir/', '');
          }
          expect(pages).toEqual(whole);
        },
      ),
      { numRuns: 60 },
    );
    for (const one of many) await gateway.remove(one);
  });

  it('refuses a cursor that was changed or belongs to another search', async () => {
    const result = await bundle('Patient?_count=1');
    const cursor = new URL(result.link?.[1]?.url ?? '').searchParams.get('_cursor') ?? '';
    // JSON parse gives what cursor.ts wrote: the check, the key and the sort values.
    const [check, key] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, number];
    const forged = Buffer.from(JSON.stringify([check, key + 1])).toString('base64url');
    const status = async (path: string): Promise<number> =>
      (await request(gateway.app).get(`/fhir/${path}`)).status;
    expect(await status(`Patient?_count=7&_cursor=${cursor}`)).toBe(200);
    expect(await status(`Patient?_cursor=${forged}`)).toBe(400);
    expect(await status(`Patient?gender=male&_cursor=${cursor}`)).toBe(400);
    expect(await status(`Encounter?_cursor=${cursor}`)).toBe(400);
    expect(await status(`Patient?_sort=_id&_cursor=${cursor}`)).toBe(400);
    expect(await status('Patient?_cursor=nonsense')).toBe(400);
    expect(await status('Patient?_cursor=')).toBe(400);
  });
});
