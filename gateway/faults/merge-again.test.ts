/**
 * F11 over MLLP: the same merge (A40) twice, a merge of a number into itself, and a merge back (A into B after B into A).
 * Pass: the second changes and tells nothing; into itself is refused with its reason; the merge back is set aside with its
 * reason; no loop, and the next message is taken. (Every order of them: record/merges.test.ts.)
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBesieged, type BesiegedGateway } from '../testing/crash/besieged-gateway.ts';

let gateway: BesiegedGateway;
beforeAll(async () => {
  gateway = await startBesieged();
});
afterAll(async () => {
  expect(await gateway.stop()).toBe(0);
});

const mrn = (number: string): string => `${number}^^^RFR^MR`;
const person = (number: string): string =>
  gateway.message({ trigger: 'A28', pid: { 3: mrn(number), 32: '' } });
const merge = (from: string, into: string): string =>
  gateway.message({
    trigger: 'A40',
    pid: { 3: mrn(into), 32: '' },
    more: [`MRG|${mrn(from)}`],
  });
/** All that is known and told, versions included. */
const record = (): unknown => [
  gateway.query(
    "select type, id, version, content from resource where type in ('Patient', 'Encounter') order by id",
  ),
  gateway.query('select * from step order by seq'),
];

it('changes and tells nothing at its second coming, as a repeat or in another message', async () => {
  const once = merge('21', '22');
  for (const message of [person('21'), person('22'), once]) {
    expect((await gateway.send(message))?.code).toBe('AA');
  }
  const before = record();
  expect((await gateway.send(once))?.code).toBe('AA');
  expect((await gateway.send(merge('21', '22')))?.code).toBe('AA');
  expect(record()).toEqual(before);
});

it('is refused into itself, with the reason', async () => {
  const before = record();
  const message = merge('31', '31');
  expect(await gateway.send(message)).toMatchObject({ code: 'AE' });
  expect(gateway.kept(message)).toMatchObject({ outcome: 'rejected' });
  expect(gateway.kept(message)?.rejection).toContain('MRG');
  expect(record()).toEqual(before);
});

it('is set aside with the reason where it would close a circle, and blocks nobody', async () => {
  for (const message of [person('41'), person('42'), person('43'), merge('41', '42'), merge('42', '43')]) {
    expect((await gateway.send(message))?.code).toBe('AA');
  }
  const before = record();
  for (const message of [merge('42', '41'), merge('43', '41')]) {
    expect((await gateway.send(message))?.code).toBe('AA');
    expect(gateway.kept(message)).toMatchObject({ outcome: 'quarantined' });
  }
  expect(
    gateway.query(
      "select distinct json_extract(quarantine, '$.reason') as reason from source_message where quarantine is not null",
    ),
  ).toEqual([{ reason: 'circular-merge' }]);
  expect(record()).toEqual(before);
  expect((await gateway.sendGood())?.code).toBe('AA');
});
