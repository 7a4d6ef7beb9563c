/** What operations without query parameters do where they are sent some: refuse, as everything on /fhir does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAppUnderTest, type AppUnderTest } from '../../http/testing/app-under-test.ts';
import { localityHistory } from './locality-history.ts';
import { patientMatch } from './patient-match.ts';

let gateway: AppUnderTest;
beforeAll(async () => {
  gateway = await startAppUnderTest();
  await gateway.put({ resourceType: 'Patient', id: 'p1' });
});
afterAll(() => gateway.close());

const asked = (query: string) => ({
  type: 'Patient',
  query: new URLSearchParams(query),
  baseUrl: 'http://gateway.test/fhir',
  correlationId: 'c',
});

describe('a query parameter that an operation has not', () => {
  it.each([
    ['', 200],
    ['_format=json', 200],
    ['onlyCertainMatches=true', 400],
  ])('is refused by $match: "%s" is %d', async (query, status) => {
    const parameter = [{ name: 'resource', resource: { resourceType: 'Patient' } }];
    const body = { resourceType: 'Parameters', parameter };
    const answer = patientMatch({ ...asked(query), method: 'POST', body }, { db: gateway.engine.reader });
    await (status === 200
      ? expect(answer).resolves.toMatchObject({ status })
      : expect(answer).rejects.toMatchObject({ status }));
  });

  it.each([
    ['', 200],
    ['_since=2026', 400],
  ])('is refused by $locality-history: "%s" is %d', async (query, status) => {
    const answer = localityHistory(
      { ...asked(query), method: 'GET', id: 'p1' },
      { db: gateway.engine.reader },
    );
    await (status === 200
      ? expect(answer).resolves.toMatchObject({ status })
      : expect(answer).rejects.toMatchObject({ status }));
  });
});
