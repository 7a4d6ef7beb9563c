/** Deaths through the whole intake: told, taken back, and carried by merges, whatever comes first. */
import type { Encounter } from '@medplum/fhirtypes';
import { afterEach, describe, expect, it } from 'vitest';
import { permutations } from '../../test-data/adt/facts.ts';
import { adtText, type AdtText } from '../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';

const open: RecordBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

let controlId = 0;
function about(number: string, trigger: string, time: string, more: Partial<AdtText> = {}): string {
  controlId += 1;
  return adtText({
    trigger,
    at: `20261121${time.replace(':', '')}00`,
    controlId: `D${controlId}`,
    ...more,
    pid: { 3: `${number}^^^RFR^MR`, 32: '', ...more.pid },
  });
}
const STAY: Partial<AdtText> = { pv1: { 2: 'I', 3: '^B6^1^RFRPA' } };
const dead = (at: string): Record<number, string> => ({ 29: `20261121${at.replace(':', '')}`, 30: 'Y' });
const alive = { 29: '""', 30: 'N' };

async function sent(messages: readonly string[]): Promise<RecordBench> {
  const bench = await recordBench();
  open.push(bench);
  for (const message of messages) expect((await bench.send(message)).kind).toBe('committed');
  return bench;
}

const told = (bench: RecordBench): string[] =>
  bench.told.map(({ kind, retracts }) => (retracts === undefined ? kind : `${kind} ${retracts}`));

async function sameInEveryOrder(messages: readonly string[]): Promise<Encounter[]> {
  const straight = await sent(messages);
  for (const order of permutations(messages)) {
    expect([...(await (await sent(order)).record())]).toEqual([...(await straight.record())]);
  }
  return straight.resources('Encounter');
}

describe('a death', () => {
  it('told with the discharge and then taken back is taken back', async () => {
    const bench = await sent([
      about('9', 'A01', '08:00', STAY),
      about('9', 'A03', '12:00', { ...STAY, pid: dead('11:50') }),
      about('9', 'A31', '13:00', { pid: alive }),
    ]);
    expect(told(bench)).toEqual(['admitted', 'died', 'cancelled died', 'discharged']);
  });

  it('told after the discharge is told then, and the record is one', async () => {
    const messages = [
      about('9', 'A01', '08:00', STAY),
      about('9', 'A03', '12:00', STAY),
      about('9', 'A31', '13:00', { pid: dead('11:50') }),
    ];
    expect(told(await sent(messages))).toEqual(['admitted', 'discharged', 'died']);
    expect((await sameInEveryOrder(messages))[0]?.status).toBe('finished');
  });

  it('of one number is that of the survivor’s stays once the numbers are merged, and not when that is undone', async () => {
    const messages = [
      about('12', 'A01', '08:00', STAY),
      about('9', 'A31', '08:30', { pid: dead('08:20') }),
      about('12', 'A40', '09:00', { more: ['MRG|9^^^RFR^MR'] }),
    ];
    expect((await sameInEveryOrder(messages))[0]?.status).toBe('finished');
    const undone = [...messages, about('9', 'A37', '10:00', { more: ['PID|2||12^^^RFR^MR'] })];
    const encounters = await sameInEveryOrder(undone);
    expect(encounters[0]?.status).toBe('in-progress');
    expect(told(await sent(undone)).at(-1)).toBe('cancelled died');
  });
});
