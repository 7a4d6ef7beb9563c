import type { Bundle, Organization } from '@medplum/fhirtypes';
import request, { type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeResources } from '../record/write-resources.ts';
import { startAppUnderTest, type AppUnderTest } from '../http/testing/app-under-test.ts';

const practice = (name: string): Organization & { id: string } => ({
  resourceType: 'Organization',
  id: 'C87017',
  name,
});
const closed: Organization & { id: string } = { resourceType: 'Organization', id: 'closed', name: 'Closed' };

let gateway: AppUnderTest;
beforeAll(async () => {
  gateway = await startAppUnderTest();
  // Versions at 00:00:01, 02 and 03 on 1 November 2026.
  await gateway.put(practice('One'), practice('Two'), practice('Three'), closed);
  await gateway.remove(closed);
});
afterAll(async () => {
  await gateway.close();
});

const get = (path: string): Test => request(gateway.app).get(`/fhir/${path}`);

describe('read', () => {
  it('gives the stored text with its version and time', async () => {
    const answer = await get('Organization/C87017');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/fhir+json; charset=utf-8',
      etag: 'W/"3"',
      'last-modified': 'Sun, 01 Nov 2026 00:00:03 GMT',
      'cache-control': 'private, no-cache',
    });
    expect(answer.body).toMatchObject({ id: 'C87017', name: 'Three', meta: { versionId: '3' } });
  });

  it('answers HEAD with the same headers and no body', async () => {
    const answer = await request(gateway.app).head('/fhir/Organization/C87017');
    expect(answer.status).toBe(200);
    expect(answer.headers['etag']).toBe('W/"3"');
    expect(answer.text).toBeUndefined();
  });

  it.each([
    ['Organization/nobody', 404],
    ['Organization/not_an_id', 404],
    [`Organization/${'x'.repeat(65)}`, 404],
    ['Patient/C87017', 404],
    ['Task/C87017', 404],
    ['organization/C87017', 404],
    ['Organization/closed', 410],
    ['Organization/C87017?_summary=true', 400],
    ['Organization/C87017?_format=xml', 406],
    ['Organization/C87017/_history/4', 404],
    ['Organization/C87017/_history/0', 404],
    ['Organization/C87017/_history/x', 404],
    ['Organization/closed/_history/2', 410],
    ['Organization/nobody/_history', 404],
    ['Organization/C87017/%E0%A4%A', 400],
  ])('answers %s with %i and an OperationOutcome', async (path, status) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] });
  });

  it.each([
    [{ 'If-None-Match': 'W/"3"' }, 304],
    [{ 'If-None-Match': '"1", "3"' }, 304],
    [{ 'If-None-Match': '*' }, 304],
    [{ 'If-None-Match': 'W/"2"' }, 200],
    [{ 'If-Modified-Since': 'Sun, 01 Nov 2026 00:00:03 GMT' }, 304],
    [{ 'If-Modified-Since': 'Sun, 01 Nov 2026 00:00:02 GMT' }, 200],
    [{ 'If-Modified-Since': 'whenever' }, 200],
    [{ 'If-None-Match': 'W/"2"', 'If-Modified-Since': 'Sun, 01 Nov 2026 00:00:03 GMT' }, 200],
  ])('%j: %i', async (headers, status) => {
    const answer = await get('Organization/C87017').set(headers);
    expect(answer.status).toBe(status);
    expect(answer.headers['etag']).toBe('W/"3"');
    if (status === 304) expect(answer.text).toBe('');
  });
});

describe('a version later in the second of the one before', () => {
  it('is not taken for it by If-Modified-Since', async () => {
    const write = async (name: string, now: string): Promise<void> => {
      await gateway.engine.write((tx) =>
        writeResources(tx, [{ resource: { resourceType: 'Organization', id: 'twice', name } }], {
          now,
          sourceMessageId: null,
        }),
      );
    };
    await write('One', '2026-11-01T01:00:00.200Z');
    const first = await get('Organization/twice');
    await write('Two', '2026-11-01T01:00:00.700Z');
    const since = { 'If-Modified-Since': first.headers['last-modified'] ?? '' };
    expect((await get('Organization/twice').set(since)).body).toMatchObject({ name: 'Two' });
    const later = { 'If-Modified-Since': 'Sun, 01 Nov 2026 01:00:01 GMT' };
    expect((await get('Organization/twice').set(later)).status).toBe(304);
  });
});

describe('vread', () => {
  it('gives superseded and current versions as they were', async () => {
    expect((await get('Organization/C87017/_history/1')).body).toMatchObject({ name: 'One' });
    expect((await get('Organization/C87017/_history/3')).body).toMatchObject({ name: 'Three' });
    const before = await get('Organization/closed/_history/1');
    expect(before.headers['etag']).toBe('W/"1"');
    expect(before.body).toMatchObject({ name: 'Closed' });
  });
});

describe('history', () => {
  const history = async (path: string): Promise<Bundle> => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    // Supertest types every body as any; the tests below look at what they use of it.
    return answer.body as Bundle;
  };
  const versions = (bundle: Bundle): (string | undefined)[] =>
    (bundle.entry ?? []).map((entry) => entry.response?.etag);

  it('lists the versions, newest first, with what was done', async () => {
    const bundle = await history('Organization/C87017/_history');
    expect(bundle).toMatchObject({
      type: 'history',
      link: [{ relation: 'self', url: 'http://gateway.test/fhir/Organization/C87017/_history' }],
      entry: [
        {
          fullUrl: 'http://gateway.test/fhir/Organization/C87017',
          resource: { name: 'Three' },
          request: { method: 'PUT', url: 'Organization/C87017' },
          response: { status: '200', etag: 'W/"3"', lastModified: '2026-11-01T00:00:03.000Z' },
        },
        { resource: { name: 'Two' } },
        {
          resource: { name: 'One' },
          request: { method: 'POST', url: 'Organization' },
          response: { status: '201' },
        },
      ],
    });
  });

  it('shows a deletion without a resource', async () => {
    const [first] = (await history('Organization/closed/_history')).entry ?? [];
    expect(first).toMatchObject({ request: { method: 'DELETE', url: 'Organization/closed' } });
    expect(first).not.toHaveProperty('resource');
  });

  it('pages by cursor, the union being the whole', async () => {
    const first = await history('Organization/C87017/_history?_count=2');
    expect(versions(first)).toEqual(['W/"3"', 'W/"2"']);
    const next = first.link?.find((link) => link.relation === 'next')?.url ?? '';
    const second = await history(next.replace('http://gateway.test/fhir/', ''));
    expect(versions(second)).toEqual(['W/"1"']);
    expect(second.link).toHaveLength(1);
    const foreign = next.replace('http://gateway.test/fhir/Organization/C87017', 'Organization/closed');
    expect((await get(foreign)).status).toBe(400);
  });

  it('leaves out what is older than _since', async () => {
    const recent = await history('Organization/C87017/_history?_since=2026-11-01T00:00:02Z');
    expect(versions(recent)).toEqual(['W/"3"', 'W/"2"']);
    expect(versions(await history('Organization/C87017/_history?_since=2027'))).toEqual([]);
  });

  it('refuses what it does not do', async () => {
    for (const query of ['_count=0', '_count=x', '_since=soon', '_at=2026', '_sort=x']) {
      expect((await get(`Organization/C87017/_history?${query}`)).status).toBe(400);
    }
  });
});
