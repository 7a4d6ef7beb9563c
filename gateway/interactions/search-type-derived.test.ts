import type { Bundle, Provenance } from '@medplum/fhirtypes';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW, startAppUnderTest, type AppUnderTest } from '../http/testing/app-under-test.ts';
import type { DerivedType } from '../search/derived.ts';
import type { FoundRow } from '../search/page.ts';
import type { SearchQuery } from '../search/query.ts';
import { searchType } from './search-type.ts';
import { ids, person } from './testing/search-scenario.ts';

/** Somebody who makes a Provenance of each resource that is asked for. */
const asked: SearchQuery[] = [];
const made: DerivedType = {
  page: (query) => {
    asked.push(query);
    return Promise.resolve({ rows: [provenanceOf('Patient/ann')], cursor: 'more' });
  },
  pointingTo: (code, targets, limit) =>
    Promise.resolve(
      code === 'target' ? targets.slice(0, limit).map(({ type, id }) => provenanceOf(`${type}/${id}`)) : [],
    ),
};

function provenanceOf(target: string): FoundRow {
  const id = `of-${target.replace('/', '-')}`;
  const resource: Provenance = {
    resourceType: 'Provenance',
    id,
    target: [{ reference: target }],
    recorded: '2026-11-01T00:00:00.000Z',
    agent: [{ who: { display: 'A&E system' } }],
  };
  return { type: 'Provenance', id, content: JSON.stringify(resource) };
}

let gateway: AppUnderTest;
let plain: AppUnderTest;
beforeAll(async () => {
  plain = await startAppUnderTest();
  // The app is started with its own database; the handler reads it once it is there.
  const held: { gateway?: AppUnderTest } = {};
  const nothing = (): Promise<never> => Promise.reject(new Error('not asked here'));
  gateway = held.gateway = await startAppUnderTest({
    interactions: {
      read: nothing,
      vread: nothing,
      history: nothing,
      searchType: (fhir) => {
        if (held.gateway === undefined) throw new Error('not started');
        const deps = { db: held.gateway.engine.reader, clock: { now: () => NOW } };
        return searchType(fhir, { ...deps, derived: { Provenance: made } });
      },
    },
  });
  for (const one of [plain, gateway]) await one.put(person('ann', {}), person('bob', {}));
});
afterAll(async () => {
  await gateway.close();
  await plain.close();
});

async function search(app: AppUnderTest, path: string): Promise<Bundle> {
  const answer = await request(app.app).get(`/fhir/${path}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  // Supertest types every body as any; the tests look at what they use of it.
  return answer.body as Bundle;
}

describe('search: resources that are made when they are asked for', () => {
  it('leaves the page to who makes them, with the query as it was understood', async () => {
    const result = await search(
      gateway,
      'Provenance?target=Patient/ann&_elements=target&_include=Provenance:target',
    );
    expect(asked.at(-1)).toMatchObject({
      type: 'Provenance',
      clauses: [{ kind: 'reference', param: 'Provenance.target', any: ['Patient/ann'] }],
    });
    expect(ids(result)).toEqual(['of-Patient-ann']);
    expect(ids(result, 'include')).toEqual(['ann']);
    expect(Object.keys(result.entry?.[0]?.resource ?? {})).toEqual([
      ...['resourceType', 'id', 'target', 'recorded', 'agent', 'meta'],
    ]);
    expect(result.link?.[1]).toMatchObject({ relation: 'next' });
  });

  it('includes what points to the matches', async () => {
    const result = await search(gateway, 'Patient?_revinclude=Provenance:target');
    expect(ids(result)).toEqual(['ann', 'bob']);
    expect(ids(result, 'include')).toEqual(['of-Patient-ann', 'of-Patient-bob']);
  });

  it('has none of them where nobody makes them', async () => {
    expect(ids(await search(plain, 'Provenance?target=Patient/ann'))).toEqual([]);
    expect(ids(await search(plain, 'Patient?_revinclude=Provenance:target'), 'include')).toEqual([]);
  });
});
