/** What /matches and /localities answer over HTTP, through the production assembly. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityFeeds, numbered, pid3, type IdentityFeeds } from '../testing/identity-feeds.ts';
import { startGateway, type RunningGateway } from '../testing/running-gateway.ts';

let gateway: RunningGateway;
let feeds: IdentityFeeds;
let origin: string;
beforeAll(async () => {
  gateway = await startGateway();
  feeds = identityFeeds(gateway);
  origin = gateway.baseUrl.replace(/\/fhir$/, '');
  // Three of one name, birthday and postcode, without numbers: three pairs.
  for (const local of ['R1', 'R2', 'R3'])
    await feeds.adt('A28', { 3: `${local}^^^RFR^MR`, 32: '' }, { pd1: { 3: 'Clifton^^C87017' } });
});
afterAll(async () => {
  await gateway.stop();
});

interface Page {
  readonly matches: readonly { readonly id: string; readonly score: number }[];
  readonly next?: string;
}
const answer = async (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${origin}${path}`, init);
const body = (decision: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(decision),
});

describe('the work list', () => {
  it.each([
    ['application/json', '{"decision"', 400],
    ['application/json; charset=klingon', '{}', 415],
    ['text/plain', '{"decision":"same","reason":"asked them","by":"A. Named"}', 415],
  ])('refuses a decision in %s that it cannot read', async (type, text, status) => {
    const path = '/matches/00000000-0000-5000-8000-000000000000';
    const init = { method: 'POST', headers: { 'content-type': type }, body: text };
    expect((await answer(path, init)).status).toBe(status);
  });

  it('in pages is the whole, and nobody keeps a copy', async () => {
    const seen: string[] = [];
    let path: string | undefined = '/matches?limit=2&rule=M5';
    while (path !== undefined) {
      const response: Response = await answer(path);
      expect(response.headers.get('cache-control')).toBe('no-store');
      // What the gateway answers is what this test is about.
      const page = (await response.json()) as Page;
      seen.push(...page.matches.map(({ id }) => id));
      path = page.next;
    }
    expect([seen.length, new Set(seen).size]).toEqual([3, 3]);
  });

  it('shows both as each source knows them', async () => {
    expect((await feeds.ask<{ matches: object[] }>('/matches?limit=1')).matches[0]).toMatchObject({
      rule: 'M5',
      score: 90,
      differences: [],
      people: [
        { name: 'Joan Hartley', birthDate: '1941-02-03', postcode: 'S60 9ZZ', nhsNumber: null },
        { source: { kind: 'hospital', name: 'The Rotherham NHS Foundation Trust' } },
      ],
    });
  });

  it.each([
    ['/matches?rule=M1', 400],
    ['/matches?minScore=101', 400],
    ['/matches?limit=0', 400],
    ['/matches?cursor=x', 400],
    ['/matches?patient=a/b', 400],
    ['/matches?decided=yes', 400],
    ['/matches?score=1', 400],
    ['/matches?limit=1&limit=2', 400],
    ['/matches/1', 404],
    ['/matches/00000000-0000-5000-8000-000000000000', 404],
  ])('refuses %s with %d', async (path, status) => {
    expect((await answer(path)).status).toBe(status);
  });

  it.each([
    ['no reason', { decision: 'same', by: 'x' }],
    ['another decision', { decision: 'perhaps', reason: 'asked', by: 'x' }],
    ['more than is asked', { decision: 'same', reason: 'asked', by: 'x', nhsNumber: '9990000018' }],
  ])('takes no decision with %s', async (_, decision) => {
    const [pair] = (await feeds.ask<Page>('/matches')).matches;
    const response = await answer(`/matches/${pair?.id ?? ''}`, body(decision));
    expect([response.status, (await feeds.ask<Page>('/matches')).matches.length]).toEqual([400, 3]);
  });

  it('takes a decision on what is not listed from nobody', async () => {
    const decision = { decision: 'same', reason: 'asked', by: 'x' };
    const path = '/matches/00000000-0000-5000-8000-000000000000';
    expect((await answer(path, body(decision))).status).toBe(404);
    expect((await answer(path, { method: 'DELETE' })).status).toBe(405);
  });
});

describe('what was joined', () => {
  it('is told with the reason, and undone by its id together with the Patient', async () => {
    await feeds.adt('A28', { 3: pid3('9990000018', 'R9'), 5: 'Shaw^Tom', 7: '19500505', 8: '1' });
    const tom = { name: [{ family: 'Shaw', given: ['Tom'] }], birthDate: '1950-05-05', gender: 'male' };
    await feeds.summary('9990000018', tom);
    const [patient] = await feeds.patients(numbered('9990000018'));
    const id = patient?.id ?? '';
    const [pair, ...others] = await feeds.joined(id);
    expect(others).toEqual([]);
    expect(pair).toMatchObject({
      rule: 'M1',
      reasons: ['nhs-number-verified', 'birth-date-equal', 'family-equal', 'given-equal', 'gender-equal'],
      people: [{ source: { kind: 'hospital' } }, { source: { kind: 'gp' }, name: 'TOM SHAW' }],
    });
    const decision = { decision: 'different', reason: 'asked', by: 'x' };
    expect((await answer(`/matches/${pair?.id ?? ''}`, body(decision))).status).toBe(404);
    await feeds.decide(pair?.id ?? '', 'different', id);
    expect([await feeds.joined(id), (await feeds.patients(numbered('9990000018'))).length]).toEqual([[], 2]);
    await feeds.decide(pair?.id ?? '', 'same');
    expect((await feeds.joined(id)).map(({ rule }) => rule)).toEqual(['decided']);
    expect(await feeds.ask<{ decided: object[] }>('/matches?decided=true')).toMatchObject({
      decided: [
        { decision: 'same', by: 'A. Clerk', reason: 'asked both' },
        { decision: 'different', by: 'A. Clerk' },
      ],
    });
  });
});
