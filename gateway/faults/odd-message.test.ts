/**
 * F15 and F16: odd encodings, line ends and escapes; segments and fields that are missing or cannot be. Pass: never a crash;
 * a message that can be read is acknowledged AA and readable in the record, one that says too little is refused with its
 * reason (AE: nothing of it can be applied) and kept raw; nothing is invented.
 */
import type { Patient } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AdtText } from '../testing/adt-text.ts';
import { startBesieged, type BesiegedGateway } from '../testing/crash/besieged-gateway.ts';

let gateway: BesiegedGateway;
beforeAll(async () => {
  gateway = await startBesieged();
});
afterAll(async () => {
  expect(gateway.child.dead).toBe(false);
  expect(await gateway.stop()).toBe(0);
});

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const text = (over: Partial<AdtText> = {}): string => gateway.message(over);
const cases: readonly (readonly [string, () => string | Uint8Array, 'AA' | 'AE'])[] = [
  ['lines that end with LF', () => text().replaceAll('\r', '\n'), 'AA'],
  ['a byte order mark', () => `\ufeff${text()}`, 'AA'],
  ['UTF-16', () => Buffer.from(`\ufeff${text()}`, 'utf16le'), 'AE'],
  [
    'windows-1252 declared as ASCII',
    () => latin1(text({ msh: { 18: 'ASCII' }, pid: { 5: 'Müller^Zoë' } })),
    'AA',
  ],
  ['a CR in a field', () => text({ pid: { 5: 'Hart\rley^Joan' } }), 'AA'],
  ['escapes that are none', () => text({ pid: { 11: '\\M1\\ C:\\Users\\bob^^Rotherham' } }), 'AA'],
  ['no PID', () => text().replace(/PID\|[^\r]*\r/, ''), 'AE'],
  ['no PV1', () => text().replace(/PV1\|[^\r]*\r/, ''), 'AE'],
  ['no visit number', () => text({ pv1: { 2: 'I', 19: '' } }), 'AE'],
  ['no identifier of a person', () => text({ trigger: 'A31', pid: { 3: '' } }), 'AE'],
  ['a month 13', () => text({ pid: { 7: '19341332' } }), 'AA'],
  ['a month 13 in every time of the event', () => text({ at: '20261332080000' }), 'AE'],
];

it.each(cases)('is answered once it is kept: %s', async (_what, make, code) => {
  const bytes = make();
  const answer = await gateway.send(bytes);
  const kept = gateway.kept(bytes);
  expect(kept?.outcome).toBe(code === 'AA' ? 'committed' : 'rejected');
  expect(kept?.rejection ?? '').not.toContain('internal error');
  // UTF-16 hides its own control id: nothing is left to address an answer by.
  if (answer !== undefined) expect(answer.code).toBe(code);
  else expect(_what).toBe('UTF-16');
});

it.each([
  ['lines that end with LF', '881', (sent: string) => sent.replaceAll('\r', '\n')],
  ['a byte order mark', '882', (sent: string) => `\ufeff${sent}`],
  ['windows-1252 declared as ASCII', '883', (sent: string) => latin1(sent.replace('UNICODE UTF-8', 'ASCII'))],
])('is readable in the record: %s', async (_what, number, disguise) => {
  const person = { 3: `${number}^^^RFR^MR`, 5: 'Müller^Zoë', 11: 'C:\\Users\\bob^^Rotherham' };
  expect((await gateway.send(disguise(text({ pid: person }))))?.code).toBe('AA');
  const [row] = gateway
    .query("select content from resource where type = 'Patient'")
    .filter((patient) => String(patient['content']).includes(`"${number}"`));
  // Written by the gateway as a Patient.
  const patient = JSON.parse(String(row?.['content'])) as Patient;
  expect(patient.name?.[0]).toMatchObject({ family: 'Müller', given: ['Zoë'] });
  expect(patient.address?.[0]?.line).toEqual(['C:\\Users\\bob']);
});

it('has no value invented where its own cannot be read', async () => {
  const person = { 3: '777^^^RFR^MR', 7: '19341332' };
  await gateway.send(text({ pid: person }));
  const rows = gateway
    .query("select content from resource where type = 'Patient'")
    .map((row) => String(row['content']));
  const own = rows.filter((content) => content.includes('"777"'));
  expect(own).toHaveLength(1);
  expect(own[0]).not.toContain('birthDate');
});
