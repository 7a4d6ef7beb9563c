import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RosterPerson } from '../record/roster.ts';
import { rosterCsv } from './roster-csv.ts';
import { startAppUnderTest, type AppUnderTest } from './testing/app-under-test.ts';

const PERSON: RosterPerson = {
  patient: 'Patient/p1',
  name: 'Joan Hartley',
  birthDate: '1941-02-03',
  practice: 'C87017',
  reason: 'care-home',
  since: '2026-11-01',
  primary: true,
  careHome: { status: 'yes', id: '1-1', name: 'Elm, the "Court"', stay: 'permanent' },
};

let app: AppUnderTest;
let server: Server;
let origin: string;
beforeAll(async () => {
  app = await startAppUnderTest({
    rosters: {
      localities: new Map([['north', 'North']]),
      page: (_, after, limit) =>
        Promise.resolve({ people: [PERSON], next: after < 2 && limit === 1 ? after + 1 : undefined }),
      counts: () => Promise.resolve({ total: 3, byReason: { 'care-home': 3 } }),
    },
  });
  server = createServer(app.app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await app.close();
});

const ask = (path: string, accept = 'application/json', method = 'GET'): Promise<Response> =>
  fetch(`${origin}/localities/${path}`, { method, headers: { accept } });

describe('the roster over HTTP', () => {
  it('has counts on the first page, and a link to the next', async () => {
    const first = await ask('north/roster?limit=1');
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(await first.json()).toEqual({
      locality: { code: 'north', name: 'North' },
      counts: { total: 3, byReason: { 'care-home': 3 } },
      people: [PERSON],
      next: '/localities/north/roster?limit=1&cursor=1',
    });
    const second = await ask('north/roster?limit=1&cursor=1');
    expect(await second.json()).not.toHaveProperty('counts');
    const last = await ask('north/roster?limit=1&cursor=2');
    expect([last.headers.get('link'), await last.json()]).toEqual([
      null,
      { locality: { code: 'north', name: 'North' }, people: [PERSON] },
    ]);
  });

  it('is CSV for who asks for it, with the next page in a header', async () => {
    const response = await ask('north/roster?limit=1', 'text/csv');
    expect(response.headers.get('content-type')).toContain('text/csv');
    expect(response.headers.get('link')).toBe('</localities/north/roster?limit=1&cursor=1>; rel="next"');
    expect(await response.text()).toBe(
      'patient,name,birthDate,practice,reason,since,primary,careHome,careHomeName,careHomeStatus,careHomeStay\r\n' +
        'Patient/p1,Joan Hartley,1941-02-03,C87017,care-home,2026-11-01,yes,1-1,"Elm, the ""Court""",yes,permanent\r\n',
    );
  });

  it('gives a spreadsheet no formula', () => {
    expect(rosterCsv([{ ...PERSON, name: '=HYPERLINK("x")' }])).toContain(`"'=HYPERLINK(""x"")"`);
  });

  it.each([
    ['south/roster', 404],
    ['north/roster?limit=0', 400],
    ['north/roster?limit=1001', 400],
    ['north/roster?cursor=x', 400],
    ['north/roster?name=Hartley', 400],
  ])('refuses %s with %d', async (path, status) => {
    expect((await ask(path)).status).toBe(status);
  });

  it('is neither another type nor written', async () => {
    expect((await ask('north/roster', 'image/png')).status).toBe(406);
    expect((await ask('north/roster', 'application/json', 'POST')).status).toBe(405);
  });
});
