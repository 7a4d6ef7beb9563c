/** Two senders, one story: the A&E system and the PAS number the same journey apart, and it is told once. */
import type { Encounter } from '@medplum/fhirtypes';
import { afterEach, describe, expect, it } from 'vitest';
import { senderFeed } from '../../test-data/adt/sender-feeds.ts';
import { permutations } from '../../test-data/adt/facts.ts';
import { adtText, type AdtText } from '../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';

const MRN = { identifiers: [{ authority: 'RFR', system: 'https://fhir.nhs.uk/RFR/Id/mrn' }] };
const FEEDS = [
  senderFeed(['ED'], {
    id: 'ed',
    organisation: 'RFR',
    visitNumberSystem: 'https://ed.example/visit',
    ...MRN,
  }),
  senderFeed(['PAS'], {
    id: 'pas',
    organisation: 'RFR',
    visitNumberSystem: 'https://pas.example/visit',
    ...MRN,
  }),
];

const open: RecordBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

let controlId = 0;

function from(
  sender: 'ED' | 'PAS',
  trigger: string,
  time: string,
  pv1: Readonly<Record<number, string>>,
  more: Partial<AdtText> = {},
): string {
  controlId += 1;
  return adtText({
    trigger,
    at: `20261121${time.replace(':', '')}00`,
    controlId: `T${controlId}`,
    msh: { 4: sender },
    pv1: { 19: sender === 'ED' ? 'A1' : 'I1', ...pv1 },
    ...more,
  });
}

const arrival = (): string => from('ED', 'A04', '08:00', { 2: 'E', 3: '^AED^^RFRPA' });
const leftAdmitted = (): string => from('ED', 'A03', '11:00', { 2: 'E', 3: '^AED^^RFRPA', 36: '1' });
const admission = (): string => from('PAS', 'A01', '11:05', { 2: 'I', 3: '^AMU^1^RFRPA', 4: '21' });
const transfer = (): string => from('PAS', 'A02', '15:00', { 2: 'I', 3: '^B6^1^RFRPA' });

async function sent(messages: readonly string[]): Promise<RecordBench> {
  const bench = await recordBench(FEEDS);
  open.push(bench);
  for (const message of messages) {
    const { kind } = await bench.send(message);
    if (kind !== 'committed') throw new Error(kind);
  }
  return bench;
}

async function byClass(bench: RecordBench): Promise<Map<string, Encounter>> {
  return new Map((await bench.resources('Encounter')).map((e) => [e.class.code ?? '', e]));
}

const told = (bench: RecordBench): string[] =>
  bench.told.map(({ kind, retracts }) => (retracts === undefined ? kind : `${kind} ${retracts}`));

describe('an attendance and the admission that it became', () => {
  it('stand under one parent that says why, whatever came first', async () => {
    const messages = [arrival(), leftAdmitted(), admission(), transfer()];
    const straight = await sent(messages);
    const expected = [...(await straight.record())];
    for (const order of permutations(messages)) {
      const other = await sent(order);
      expect([...(await other.record())]).toEqual(expected);
      open.splice(open.indexOf(other), 1);
      await other.close();
    }
    const encounters = await byClass(straight);
    const parent = encounters.get('GROUPING');
    const under = { reference: `Encounter/${parent?.id ?? ''}` };
    expect(encounters.get('EMER')?.partOf).toEqual(under);
    expect(encounters.get('IMP')?.partOf).toEqual(under);
    expect(parent?.period?.start).toBe(encounters.get('EMER')?.period?.start);
    expect(parent?.status).toBe('in-progress');
    const link = parent?.extension?.find((e) => e.url.endsWith('/journey-link'))?.extension ?? [];
    expect(link.flatMap((e) => e.valueCode ?? e.valueInteger ?? [])).toEqual([
      'became-admission',
      'attendance-ended-admitted',
      'admitted-through-emergency-department',
      5,
      'high',
    ]);
    expect(link.find((e) => e.url === 'to')?.valueReference?.reference).toBe(
      `Encounter/${encounters.get('IMP')?.id ?? ''}`,
    );
  }, 60_000);

  it('are told as one: came, was admitted, moved; nobody hears that the patient left', async () => {
    expect(told(await sent([arrival(), admission(), leftAdmitted(), transfer()]))).toEqual([
      'arrived',
      'admitted',
      'transferred',
    ]);
  });

  it('told as gone home take that back once the admission is known', async () => {
    const gone = from('ED', 'A03', '11:00', { 2: 'E', 3: '^AED^^RFRPA', 36: '3' });
    const bench = await sent([arrival(), gone, admission()]);
    expect(told(bench).toSorted()).toEqual(['admitted', 'arrived', 'cancelled discharged', 'discharged']);
  });

  it('are two again when the admission is cancelled, and when it turns out to be another person’s', async () => {
    const cancelled = from('PAS', 'A11', '11:05', { 2: 'I', 3: '^AMU^1^RFRPA' });
    const other = from('PAS', 'A08', '11:30', { 2: 'I' }, { pid: { 3: 'R999^^^RFR^MR', 32: '' } });
    for (const last of [cancelled, other]) {
      const bench = await sent([arrival(), leftAdmitted(), admission(), last]);
      const encounters = await byClass(bench);
      expect(encounters.get('GROUPING')).toBeUndefined();
      expect([encounters.get('EMER')?.partOf, encounters.get('IMP')?.partOf]).toEqual([undefined, undefined]);
    }
  });

  it('of two people are never one', async () => {
    const other = from(
      'PAS',
      'A01',
      '11:05',
      { 2: 'I', 3: '^AMU^1^RFRPA', 4: '21' },
      { pid: { 3: 'R999^^^RFR^MR', 32: '' } },
    );
    expect((await byClass(await sent([arrival(), leftAdmitted(), other]))).has('GROUPING')).toBe(false);
  });

  it('of two numbers of one person are one once the numbers are merged, and two when that is undone', async () => {
    const pid = { 3: 'R999^^^RFR^MR', 32: '' };
    const other = from('PAS', 'A01', '11:05', { 2: 'I', 3: '^AMU^1^RFRPA', 4: '21' }, { pid });
    const merge = adtText({
      trigger: 'A40',
      at: '20261121120000',
      controlId: 'X1',
      msh: { 4: 'PAS' },
      more: ['MRG|R999^^^RFR^MR'],
    });
    const undo = adtText({
      trigger: 'A37',
      at: '20261121130000',
      controlId: 'X2',
      msh: { 4: 'PAS' },
      more: ['PID|2||R999^^^RFR^MR'],
    });
    const bench = await sent([arrival(), leftAdmitted(), other, merge]);
    expect((await byClass(bench)).has('GROUPING')).toBe(true);
    await bench.send(undo);
    expect((await byClass(bench)).has('GROUPING')).toBe(false);
  });
});

describe('one attendance told by both systems', () => {
  it('is told once, and stands under one parent', async () => {
    const seenByPas = from('PAS', 'A04', '08:07', { 2: 'E', 3: '^AED^^RFRPA' });
    const bench = await sent([arrival(), seenByPas]);
    expect(told(bench)).toEqual(['arrived']);
    const encounters = await bench.resources('Encounter');
    expect(encounters.filter((e) => e.partOf !== undefined)).toHaveLength(2);
  });

  it('is told once also where the telling that counts comes second', async () => {
    const bench = await sent([from('PAS', 'A04', '08:07', { 2: 'E', 3: '^AED^^RFRPA' }), arrival()]);
    expect(told(bench)).toEqual(['arrived']);
  });
});

describe('an admission', () => {
  it('stays that of its attendance when an old stay is closed late', async () => {
    const before = from('PAS', 'A01', '08:00', { 2: 'I', 3: '^AMU^1^RFRPA', 19: 'I0' }).replaceAll(
      '20261121',
      '20261113',
    );
    const closed = from('PAS', 'A03', '09:00', { 2: 'I', 3: '^AMU^1^RFRPA', 19: 'I0' }).replaceAll(
      '20261121',
      '20261114',
    );
    const gone = from('ED', 'A03', '11:00', { 2: 'E', 3: '^AED^^RFRPA', 36: '3' });
    const bench = await sent([before, arrival(), gone, admission(), closed]);
    const encounters = await bench.resources('Encounter');
    const parents = new Set(encounters.map((e) => `Encounter/${e.id ?? ''}`));
    const under = encounters.flatMap((e) => e.partOf?.reference ?? []);
    expect(under).toHaveLength(2);
    for (const parent of under) expect(parents).toContain(parent);
    expect(told(bench).filter((kind) => kind === 'cancelled discharged')).toHaveLength(1);
  });

  it('is that of its attendance although A&E closes it half a day later', async () => {
    const late = from('ED', 'A03', '23:50', { 2: 'E', 3: '^AED^^RFRPA' });
    const bench = await sent([arrival(), admission(), late]);
    expect(told(bench)).toEqual(['arrived', 'admitted']);
    expect((await byClass(bench)).has('GROUPING')).toBe(true);
  });

  it('is that of the attendance left to it, where an earlier one became another', async () => {
    const pv1 = { 2: 'I', 3: '^AMU^1^RFRPA', 4: '21' };
    const bench = await sent([
      from('ED', 'A04', '06:00', { 2: 'E', 3: '^AED^^RFRPA', 19: 'E1' }),
      from('ED', 'A03', '08:00', { 2: 'E', 3: '^AED^^RFRPA', 19: 'E1', 36: '1' }),
      from('PAS', 'A01', '08:05', { ...pv1, 19: 'P0' }),
      from('PAS', 'A03', '11:00', { ...pv1, 19: 'P0', 37: '19' }),
      from('ED', 'A04', '12:00', { 2: 'E', 3: '^AED^^RFRPA', 19: 'E2' }),
      from('PAS', 'A01', '14:00', { ...pv1, 19: 'P1' }),
      from('ED', 'A03', '14:10', { 2: 'E', 3: '^AED^^RFRPA', 19: 'E2', 36: '3' }),
    ]);
    expect((await bench.resources('Encounter')).filter((e) => e.class.code === 'GROUPING')).toHaveLength(2);
    expect(told(bench)).toEqual(['arrived', 'admitted', 'discharged', 'arrived', 'admitted']);
  });

  it('that ends in death is told once, also where A&E never closed', async () => {
    const death = from(
      'PAS',
      'A08',
      '20:00',
      { 2: 'I', 3: '^AMU^1^RFRPA' },
      { pid: { 29: '202611211950', 30: 'Y' } },
    );
    expect(told(await sent([arrival(), admission(), death]))).toEqual(['arrived', 'admitted', 'died']);
  });
});
