import type { Bundle, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ids, person, startSearchScenario, type SearchScenario } from './testing/search-scenario.ts';

let gateway: SearchScenario;
beforeAll(async () => {
  gateway = await startSearchScenario();
});
afterAll(async () => {
  await gateway.close();
});

const bundle = (path: string): Promise<Bundle> => gateway.bundle(path);
const search = async (path: string): Promise<string[]> => ids(await bundle(path));

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
    const answer = await request(gateway.app).get('/fhir/Device?status=x');
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

  it('gives next links that can be followed, however long the values are by which it sorts', async () => {
    const long = Array.from({ length: 3 }, (_, i) =>
      person(`long-${i}`, {
        meta: { tag: [{ code: 'long' }] },
        name: [{ family: `${'é'.repeat(5000)}${9 - i}`, given: ['x'.repeat(9000)] }],
      }),
    );
    await gateway.put(...long);
    const found: string[] = [];
    let next: string | undefined = 'Patient?_tag=long&_count=1&_sort=family,-given';
    while (next !== undefined) {
      const page: Bundle = await bundle(next);
      found.push(...ids(page));
      next = page.link?.find((l) => l.relation === 'next')?.url.replace('http://gateway.test/fhir/', '');
    }
    expect(found).toEqual(['long-0', 'long-1', 'long-2']);
    for (const one of long) await gateway.remove(one);
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
