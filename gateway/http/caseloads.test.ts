import type { RequestListener } from 'node:http';
import type { Bundle, Group, OperationOutcome, Patient } from '@medplum/fhirtypes';
import express from 'express';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGroup } from '../interactions/group-create.ts';
import { updateGroup } from '../interactions/group-update.ts';
import { uploadCaseload, type UploadReport } from '../interactions/operations/caseload-upload.ts';
import { createLog } from '../logging.ts';
import { writeResources } from '../record/write-resources.ts';
import { caseloads } from './caseloads.ts';
import { errorHandler } from './error-handler.ts';
import { correlate } from './request-context.ts';
import { NOW, startAppUnderTest, type AppUnderTest } from './testing/app-under-test.ts';

const NHS = 'https://fhir.nhs.uk/Id/nhs-number';
const MRN = 'https://rother.example/fhir/Id/mrn';
const KIND = 'https://rother.example/fhir/CodeSystem/caseload-kind';
const TIER = (tier: number) => ({ code: { coding: [{ system: KIND, code: `risk-tier-${tier}` }] } });

let gateway: AppUnderTest;
let uploads: RequestListener;
let now = NOW;
let ids = 0;

beforeEach(async () => {
  now = NOW;
  const deps = {
    clock: { now: () => now },
    newId: () => `g${++ids}`,
    get store() {
      return gateway.engine;
    },
  };
  gateway = await startAppUnderTest({
    writes: {
      Group: {
        create: (one) => createGroup(one, deps),
        update: (one) => updateGroup(one, deps),
      },
    },
  });
  const app = express();
  app.use(correlate(() => 'c1'));
  app.use(caseloads((one, lines) => uploadCaseload(one, lines, deps)));
  app.use(errorHandler(createLog('info', { write: (line) => gateway.lines.push(line) })));
  uploads = (req, res) => {
    app(req, res);
  };
  await gateway.put(
    person('p1', [NHS, '9990000018'], [MRN, 'R1']),
    person('p2', [NHS, '9990000026'], [MRN, 'R2']),
    person('p3', [NHS, '9990000034']),
    person('twin', [MRN, 'R9']),
    person('other-twin', [MRN, 'R9']),
    person('old', [MRN, 'R0'], ['https://rother.example/fhir/Id/former-nhs-number', '9990000050']),
  );
  await merge('old', 'p1');
});
afterEach(() => gateway.close());

function person(id: string, ...identifiers: [string, string][]): Patient & { id: string } {
  return {
    resourceType: 'Patient',
    id,
    identifier: identifiers.map(([system, value]) => ({ system, value })),
  };
}
const merge = (id: string, survivor: string) =>
  gateway.engine.write((tx) => tx.insertInto('patient_alias').values({ id, survivor }).execute());

async function group(change: object = {}): Promise<string> {
  const body = { resourceType: 'Group', type: 'person', actual: true, ...change };
  const answer = await request(gateway.app).post('/fhir/Group').send(body);
  expect(answer.status, answer.text).toBe(201);
  return (answer.body as { id: string }).id;
}

async function stored(id: string): Promise<Group> {
  return (await request(gateway.app).get(`/fhir/Group/${id}`)).body as Group;
}
async function members(id: string): Promise<(string | undefined)[]> {
  return ((await stored(id)).member ?? [])
    .filter(({ period }) => period?.end === undefined)
    .map(({ entity }) => entity.reference);
}

const send = (id: string, csv: string, query = '') =>
  request(uploads).post(`/caseloads/${id}/members${query}`).type('text/csv').send(csv);
async function upload(id: string, csv: string, query = ''): Promise<UploadReport> {
  return (await send(id, csv, query)).body as UploadReport;
}
const texts = ({ body }: { readonly body: unknown }) =>
  (body as OperationOutcome).issue.map(({ diagnostics }) => diagnostics).join('\n');

describe('a list of people', () => {
  it('is answered row by row, and quotes nothing of the file', async () => {
    const id = await group({ member: [{ entity: { reference: 'Patient/p2' } }] });
    const csv = [
      'nhsNumber,identifier,from',
      '999 000 0018,,2026-11-01',
      `,${MRN}|R2,`,
      '9990000042,,',
      `,${MRN}|R9,`,
      '9990000019,,',
      ',no-bar,',
      '9990000034,,2026-02-30',
      '9990000034,,,,',
      '"9990000034,,',
      ',,',
      '9990000018,,',
      `9990000018,${MRN}|R2,`,
      `9990000018,${MRN}|unheard,`,
    ].join('\r\n');
    const answer = await send(id, `\uFEFF${csv}\r\n`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      group: `Group/${id}`,
      version: 2,
      applied: true,
      counts: {
        added: 1,
        already: 2,
        'other-tier': 0,
        'unknown-person': 1,
        ambiguous: 3,
        invalid: 5,
        removed: 0,
      },
      rows: [
        { line: 2, result: 'added' },
        { line: 3, result: 'already' },
        { line: 4, result: 'unknown-person', column: 'nhsNumber' },
        { line: 5, result: 'ambiguous', column: 'identifier' },
        { line: 6, result: 'invalid', column: 'nhsNumber', reason: 'fails the modulus 11 check' },
        { line: 7, result: 'invalid', column: 'identifier', reason: 'is not system|value' },
        { line: 8, result: 'invalid', column: 'from', reason: 'is not a date YYYY-MM-DD' },
        { line: 9, result: 'invalid', reason: 'has 5 cells for 3 columns' },
        { line: 10, result: 'invalid', reason: 'is not well-formed CSV' },
        { line: 12, result: 'already' },
        { line: 13, result: 'ambiguous', column: 'nhsNumber' },
        { line: 14, result: 'ambiguous', column: 'nhsNumber' },
      ],
    });
    expect((await stored(id)).member).toEqual([
      { entity: { reference: 'Patient/p2' } },
      { entity: { reference: 'Patient/p1' }, period: { start: '2026-11-01' } },
    ]);
    for (const text of [answer.text, gateway.lines.join('\n')]) expect(text).not.toContain('999');
    const people = await request(gateway.app).get('/fhir/Patient?_summary=count');
    expect((people.body as Bundle).total).toBe(6);
  });

  it('changes nothing when it comes again', async () => {
    const id = await group();
    const csv = 'NHSNUMBER\n9990000018\n9990000026\n';
    expect(await upload(id, csv)).toMatchObject({ version: 2, counts: { added: 2 } });
    now = new Date('2026-11-21T12:00:00.000Z');
    for (const query of ['', '?mode=replace']) {
      expect(await upload(id, csv, query)).toMatchObject({ version: 2, counts: { added: 0, already: 2 } });
    }
  });

  it('means the survivor by the numbers of somebody who was merged away', async () => {
    const id = await group({ member: [{ entity: { reference: 'Patient/old' } }] });
    expect(await upload(id, 'nhsNumber\n9990000018\n9990000050\n')).toMatchObject({ counts: { already: 2 } });
    expect(await upload(await group(), `identifier\n${MRN}|R0\n`)).toMatchObject({ counts: { added: 1 } });
  });

  it('may list somebody by an id that was found to be another’s', async () => {
    await merge('matched', 'p2');
    const id = await group({ member: [{ entity: { reference: 'Patient/matched' } }] });
    expect(await upload(id, 'nhsNumber\n9990000026\n')).toMatchObject({ counts: { already: 1 } });
  });

  it('takes somebody again whose membership has ended', async () => {
    const id = await group({
      member: [{ entity: { reference: 'Patient/p1' }, period: { end: '2026-01-01' } }],
    });
    expect(await upload(id, 'nhsNumber\n9990000018')).toMatchObject({ counts: { added: 1 } });
    expect((await stored(id)).member).toHaveLength(2);
  });

  it('replaces all who are in it, and keeps since when they are', async () => {
    const id = await group({
      quantity: 2,
      member: [
        { entity: { reference: 'Patient/p1' }, period: { start: '2025-01-01' } },
        { entity: { reference: 'Patient/p2' } },
      ],
    });
    const report = await upload(id, 'nhsNumber\n9990000018\n9990000034\n9990000042\n', '?mode=replace');
    expect(report).toMatchObject({
      applied: true,
      counts: { added: 1, already: 1, 'unknown-person': 1, removed: 1 },
    });
    expect(await stored(id)).toMatchObject({
      quantity: 2,
      member: [
        { entity: { reference: 'Patient/p1' }, period: { start: '2025-01-01' } },
        { entity: { reference: 'Patient/p3' } },
      ],
    });
  });

  it.each(['nhsNumber\n9990000018\n9990000019\n', 'nhsNumber\n9990000042\n', 'nhsNumber\n'])(
    'replaces nobody where it has a fault or names nobody: %j',
    async (csv) => {
      const id = await group({ member: [{ entity: { reference: 'Patient/p2' } }] });
      const answer = await send(id, csv, '?mode=replace');
      expect([answer.status, answer.body]).toEqual([
        422,
        expect.objectContaining({ applied: false, version: 1 }),
      ]);
      expect(await members(id)).toEqual(['Patient/p2']);
    },
  );

  it.each([
    ['a name of no column', 'nhsNumber,surname\n9990000018,x', 422, 'Column 2'],
    ['people in the first line', '9990000018\n9990000026', 422, 'Column 1'],
    ['a column twice', 'nhsNumber,nhsnumber\n', 422, 'twice'],
    ['nobody’s column', 'from\n2026-01-01', 422, 'nhsNumber or identifier'],
    ['a tier, for a caseload that is none', 'nhsNumber,tier\n9990000018,2', 422, 'tier'],
    ['no line', '', 400, 'empty'],
    ['a long line', `nhsNumber\n${'9'.repeat(3000)}`, 413, 'Line 2'],
    ['too many rows', `nhsNumber\n${'9990000018\n'.repeat(20_001)}`, 413, '20000'],
    ['too many bytes', `nhsNumber\n${'\n'.repeat(3_000_000)}`, 413, '2 MiB'],
  ])('is refused with %s', async (_, csv, status, text) => {
    const id = await group();
    const answer = await send(id, csv);
    expect([answer.status, texts(answer)]).toEqual([status, expect.stringContaining(text)]);
    expect(answer.text).not.toContain('999');
    expect(await members(id)).toEqual([]);
  });

  it('is refused in another type or encoding, for no Group, and from another version', async () => {
    const id = await group();
    const post = (path: string) => request(uploads).post(path);
    expect((await post(`/caseloads/${id}/members`).type('text/plain').send('x')).status).toBe(415);
    expect((await post(`/caseloads/${id}/members`).type('text/csv; charset=latin1').send('x')).status).toBe(
      415,
    );
    expect((await send('none', 'nhsNumber\n')).status).toBe(404);
    expect((await send('p1', 'nhsNumber\n')).status).toBe(404);
    expect((await send(id, 'nhsNumber\n', '?mode=all')).status).toBe(400);
    expect((await send(id, 'nhsNumber\n', '?mode=add&mode=replace')).status).toBe(400);
    expect((await send(id, 'nhsNumber\n', '?x=1')).status).toBe(400);
    expect((await send(id, 'nhsNumber\n').set('If-Match', 'W/"7"')).status).toBe(412);
    expect((await send(id, 'nhsNumber\n').set('If-Match', 'W/"1"')).headers['etag']).toBe('W/"1"');
    expect((await request(uploads).get(`/caseloads/${id}/members`)).headers['allow']).toBe('POST');
    const broken = await post(`/caseloads/${id}/members`)
      .type('text/csv')
      .send(Buffer.from([0x6e, 0xff, 0x0a]));
    expect([broken.status, texts(broken)]).toEqual([400, expect.stringContaining('UTF-8')]);
  });

  it('takes as many people as it says', async () => {
    const id = await group();
    const people = Array.from({ length: 20_000 }, (_, i) => person(`m${i}`, [MRN, `M${i}`]));
    for (let i = 0; i < people.length; i += 1000) {
      const writes = people.slice(i, i + 1000).map((resource) => ({ resource }));
      await gateway.engine.write((tx) =>
        writeResources(tx, writes, { now: NOW.toISOString(), sourceMessageId: null }),
      );
    }
    const csv = ['identifier', ...people.map((_, i) => `${MRN}|M${i}`)].join('\n');
    expect(await upload(id, csv)).toMatchObject({ counts: { added: 20_000 } });
    expect(await members(id)).toHaveLength(20_000);
  });
});

describe('risk tiers', () => {
  it('have each person once: who enters one leaves the other with the same commit', async () => {
    const one = await group({
      ...TIER(1),
      member: [{ entity: { reference: 'Patient/old' } }, { entity: { reference: 'Patient/p2' } }],
    });
    const two = await group(TIER(2));
    const plain = await group({ member: [{ entity: { reference: 'Patient/p1' } }] });
    await upload(two, 'nhsNumber\n9990000018\n');
    expect(await members(one)).toEqual(['Patient/p2']);
    expect((await stored(one)).member?.[0]).toEqual({
      entity: { reference: 'Patient/old' },
      period: { end: '2026-11-20T11:59:59.999Z' },
    });
    expect(await members(two)).toEqual(['Patient/p1']);
    expect(await members(plain)).toEqual(['Patient/p1']);
    now = new Date('2026-11-21T12:00:00.000Z');
    await upload(one, 'nhsNumber\n9990000018\n');
    expect([await members(one), await members(two)]).toEqual([['Patient/p2', 'Patient/p1'], []]);
  });

  it('are left by FHIR writes too, later where the new membership begins later', async () => {
    const one = await group({ ...TIER(1), member: [{ entity: { reference: 'Patient/p1' } }] });
    const later = { entity: { reference: 'Patient/p1' }, period: { start: '2026-12-01T00:00:00Z' } };
    const two = await group({ ...TIER(2), member: [later] });
    expect((await stored(one)).member?.[0]?.period).toEqual({ end: '2026-11-30T23:59:59.999Z' });
    const three = await group(TIER(3));
    const body = { ...(await stored(three)), member: [{ entity: { reference: 'Patient/p1' } }] };
    expect((await request(gateway.app).put(`/fhir/Group/${three}`).send(body)).status).toBe(200);
    expect((await stored(one)).member?.[0]?.period).toEqual({ end: '2026-11-20T11:59:59.999Z' });
    expect((await stored(two)).member).toBeUndefined();
  });

  it('stay as they are where two people turn out to be one, until somebody is moved', async () => {
    const one = await group({ ...TIER(1), member: [{ entity: { reference: 'Patient/p1' } }] });
    const two = await group({ ...TIER(2), member: [{ entity: { reference: 'Patient/p2' } }] });
    await merge('p2', 'p1');
    const body = { ...(await stored(one)), name: 'Renamed' };
    await request(gateway.app).put(`/fhir/Group/${one}`).send(body);
    expect([await members(one), await members(two)]).toEqual([['Patient/p1'], ['Patient/p2']]);
    await upload(await group(TIER(3)), 'nhsNumber\n9990000018\n');
    expect([await members(one), await members(two)]).toEqual([[], []]);
  });

  it('take their rows of a file for all tiers', async () => {
    const two = await group(TIER(2));
    const report = await upload(
      two,
      'nhsNumber,tier\n9990000018,2\n9990000026,3\n9990000034,\n9990000034,4\n',
    );
    expect(report.rows.map(({ result }) => result)).toEqual(['added', 'other-tier', 'added', 'invalid']);
    expect(await members(two)).toEqual(['Patient/p1', 'Patient/p3']);
  });

  it('are of the codes that there are', async () => {
    const body = { resourceType: 'Group', type: 'person', actual: true };
    const answer = await request(gateway.app)
      .post('/fhir/Group')
      .send({ ...body, ...TIER(4) });
    expect([answer.status, texts(answer)]).toEqual([422, expect.stringContaining('Group.code')]);
    const found = await request(gateway.app).get(`/fhir/Group?code=${KIND}|risk-tier-2`);
    expect((found.body as Bundle).entry).toBeUndefined();
    await group(TIER(2));
    const again = await request(gateway.app).get(`/fhir/Group?code=${KIND}|risk-tier-2`);
    expect((again.body as Bundle).entry).toHaveLength(1);
  });
});
