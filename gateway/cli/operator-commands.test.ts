/** What an operator puts right beside a running gateway: `rother unmerge` and `rother replay`, on its database and port. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resourceIds } from '../../mappings/resource-ids.ts';
import { uuidV5 } from '../record/uuid.ts';
import { openSqlite } from '../store/sqlite.ts';
import { adtText } from '../testing/adt-text.ts';
import { startGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { run } from './program.ts';

let gateway: RunningGateway;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rother-operator-'));
  gateway = await startGateway();
});
afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function rother(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await run(args, {
    stdin: (async function* () {
      await Promise.resolve();
      yield new Uint8Array();
    })(),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now: () => 0,
  });
  return { code, out, err };
}

const id = (number: string): string =>
  resourceIds(uuidV5).patient(`https://fhir.nhs.uk/RFR/Id/mrn|${number}`);
const person = (number: string): Record<number, string> => ({ 3: `${number}^^^RFR^MR`, 32: '' });
const admission = (number: string, visit: string, controlId: string): string =>
  adtText({
    trigger: 'A01',
    at: '20261119080000',
    controlId,
    pid: person(number),
    pv1: { 2: 'I', 3: '^B6^1^RFRPA', 19: `${visit}^^^RFR^VN` },
  });
const merge = (from: string, into: string, controlId: string): string =>
  adtText({
    trigger: 'A40',
    at: '20261119090000',
    controlId,
    pid: person(into),
    more: [`MRG|${from}^^^RFR^MR`],
  });

describe('rother unmerge', () => {
  it('makes two people of one again; reads and searches of the old number follow the merge meanwhile', async () => {
    await gateway.send(admission('U1', 'UV1', 'U-1'));
    await gateway.send(merge('U1', 'U2', 'U-2'));
    expect((await gateway.get<Patient>(`Patient/${id('U1')}`)).id).toBe(id('U2'));
    expect((await gateway.get<Bundle>(`Encounter?patient=Patient/${id('U1')}`)).entry).toHaveLength(1);
    const port = String(gateway.mllpPort);
    const { code, out } = await rother('unmerge', 'U1', 'U2', '--operator', 'j.smith', '--port', port);
    expect([code, out]).toEqual([0, expect.stringContaining('AA')]);
    const again = await gateway.get<Patient>(`Patient/${id('U1')}`);
    expect([again.id, again.active, again.link]).toEqual([id('U1'), true, undefined]);
    const visits = await gateway.get<Bundle>(`Encounter?patient=Patient/${id('U1')}`);
    expect(visits.entry).toHaveLength(1);
  });

  it.each([
    [['U1', 'U1', '--operator', 'x'], 'the two numbers are the same'],
    [['U|1', 'U2', '--operator', 'x'], 'characters'],
    [['U1', 'U2'], '--operator'],
  ])('%j is refused: %s', async (args, text) => {
    const { code, err } = await rother('unmerge', ...args, '--port', String(gateway.mllpPort));
    expect(code).not.toBe(0);
    expect(err).toContain(text);
  });
});

describe('rother replay', () => {
  it('lists what is in quarantine with its reason, by a dry run that changes nothing', async () => {
    await gateway.send(merge('C1', 'C2', 'C-1'));
    const circle = adtText({
      trigger: 'A40',
      at: '20261119100000',
      controlId: 'C-2',
      pid: person('C1'),
      more: ['MRG|C2^^^RFR^MR'],
    });
    expect((await gateway.send(circle)).code).toBe('AA');
    const database = ['--database', gateway.database];
    const { code, out, err } = await rother('replay', '--reason', 'circular-merge', '--dry-run', ...database);
    expect(code).toBe(1);
    expect(out).toContain('C-2  A40  quarantined');
    expect(out).toContain('undo it (A37)');
    expect(err).toContain('1 replayed: 0 committed, 0 refused, 1 in quarantine; 0 would change');
  });

  it('builds the same record from the journal alone', async () => {
    await gateway.send(admission('R1', 'RV1', 'R-1'));
    const rebuilt = join(folder, 'rebuilt.db');
    const { err } = await rother(
      'replay',
      '--all',
      '--journal-of',
      gateway.database,
      '--database',
      `sqlite:${rebuilt}`,
    );
    expect(err).toMatch(/\d+ replayed/);
    const contents = async (path: string): Promise<unknown[]> => {
      const engine = await openSqlite(path, () => '');
      const rows = await engine.reader
        .selectFrom('resource')
        .select(['type', 'id', 'deleted'])
        .where('type', 'in', ['Patient', 'Encounter', 'Location', 'Practitioner'])
        .orderBy('type')
        .orderBy('id')
        .execute();
      await engine.close();
      return rows;
    };
    expect(await contents(rebuilt)).toEqual(await contents(gateway.database.replace('sqlite:', '')));
  });

  it.each([
    [[], 'say which messages'],
    [['--all', '--feed', 'x'], 'say which messages'],
    [['--from', 'yesterday'], 'must be a time'],
    [['--reason', 'none'], 'Allowed choices'],
    [['--all', '--database', 'postgres://x'], 'is no database'],
  ])('%j is refused: %s', async (args, text) => {
    const { code, err } = await rother('replay', ...args);
    expect(code).not.toBe(0);
    expect(err).toContain(text);
  });
});
