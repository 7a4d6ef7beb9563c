/**
 * Promise 3: in whatever order messages arrive, what stands told in the end is what is true. And: a person becomes
 * another person, or another team's; discretion is asked for in the middle of a stay.
 */
import fc from 'fast-check';
import type { Encounter } from '@medplum/fhirtypes';
import { afterEach, describe, expect, it } from 'vitest';
import { adtText, type AdtText } from '../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';
import type { StepEvent } from './step-event.ts';
import { toldOf, type ToldStep } from './told.ts';

let bench: RecordBench | undefined;
afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

type Message = Omit<AdtText, 'controlId'>;

const ED = { 2: 'E', 3: '^AED^^RFRPA' };
const AMU = { 2: 'I', 3: '^AMU^1^RFRPA' };
const B6 = { 2: 'I', 3: '^B6^4^RFRPA' };
const at = (time: string): string => `20261121${time}00`;
const message = (
  trigger: string,
  time: string,
  pv1: Readonly<Record<number, string>>,
  more: Partial<Message> = {},
): Message => ({
  trigger,
  at: at(time),
  pv1,
  ...more,
});

const JOURNEYS: Readonly<Record<string, readonly Message[]>> = {
  'A&E, ward, transfer taken back, home, discharge taken back': [
    message('A04', '0800', ED),
    message('A01', '1100', AMU),
    message('A02', '1300', B6),
    message('A12', '1300', AMU),
    message('A03', '1700', AMU),
    message('A13', '1700', AMU),
  ],
  'planned, admitted, expected home, discharged': [
    message('A05', '0700', { ...AMU, 2: 'P' }),
    message('A01', '0800', AMU),
    message('A08', '0900', AMU, { pv2: { 9: '20261124' } }),
    message('A02', '1000', B6),
    message('A03', '1600', B6),
  ],
  'everything cancelled': [
    message('A01', '0800', AMU),
    message('A02', '0900', B6),
    message('A03', '1000', B6),
    message('A11', '0800', AMU, { recorded: at('1100') }),
  ],
};

async function receiveAll(messages: readonly Message[]): Promise<RecordBench> {
  const opened = await recordBench();
  bench = opened;
  for (const [i, m] of messages.entries()) {
    const receipt = await opened.send(adtText({ ...m, controlId: `T${i}${m.trigger}${m.at}` }));
    if (receipt.kind !== 'committed') throw new Error(receipt.kind);
  }
  return opened;
}

/** What stands told of an Encounter, and what is so. */
async function toldAndTrue(opened: RecordBench): Promise<{ told: unknown; truth: unknown }> {
  const encounters = (await opened.resources('Encounter')).filter((e) =>
    ['EMER', 'IMP', 'PRENC'].includes(e.class.code ?? ''),
  );
  const ids = new Set([...encounters.map((e) => e.id ?? ''), ...opened.told.map((e) => e.encounter.id)]);
  const told = [...ids]
    .sort()
    .map((id) => ({ id, ...summaryOfTold(opened.told.filter((e) => e.encounter.id === id)) }));
  const truth = [...ids].sort().map((id) => ({
    id,
    ...summaryOfTruth(
      encounters.find((e) => e.id === id),
      encounters,
    ),
  }));
  return { told, truth };
}

function summaryOfTold(events: readonly StepEvent[]): object {
  const steps = events.map((e): ToldStep => ({
    seq: e.seq,
    kind: e.kind,
    retracts: e.retracts ?? null,
    patientId: e.patient.id,
    effective: e.effective,
    detail: {},
  }));
  const told = toldOf(steps);
  return { here: told.opening !== undefined, left: told.left };
}

function summaryOfTruth(encounter: Encounter | undefined, all: readonly Encounter[]): object {
  const status = encounter?.status;
  const here = status === 'arrived' || status === 'in-progress' || status === 'finished';
  const next = all.some(
    (e) => e !== encounter && e.period?.start !== undefined && e.period.start === encounter?.period?.end,
  );
  // A lone discharge tells of leaving only; its admission is not known.
  const opened = here && !(status === 'finished' && encounter?.period?.start === undefined);
  return { here: opened, left: status === 'finished' && !next };
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

describe('what stands told is what is true', () => {
  it.each(Object.entries(JOURNEYS))(
    'in every order: %s',
    async (_name, messages) => {
      const orders = permutations(messages);
      // Of the longest, one order in six: the whole takes its time on a slow machine.
      const tried = orders.length > 120 ? orders.filter((_, i) => i % 6 === 0) : orders;
      for (const order of tried) {
        const { told, truth } = await toldAndTrue(await receiveAll(order));
        expect(told, order.map((m) => m.trigger).join(' ')).toEqual(truth);
        await bench?.close();
        bench = undefined;
      }
    },
    120_000,
  );

  it('for random parts and orders of a longer journey', async () => {
    const [arrival, admission, ...rest] =
      JOURNEYS['A&E, ward, transfer taken back, home, discharge taken back'] ?? [];
    if (arrival === undefined || admission === undefined) throw new Error('no journey');
    const others = [
      arrival,
      ...rest,
      message('A03', '1900', AMU),
      message('A08', '1200', AMU, { pv2: { 9: '20261124' } }),
    ];
    const orders = fc
      .subarray(others)
      .chain((part) => fc.shuffledSubarray([admission, ...part], { minLength: part.length + 1 }));
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const { told, truth } = await toldAndTrue(await receiveAll(order));
        await bench?.close();
        bench = undefined;
        expect(told).toEqual(truth);
      }),
      { numRuns: 80 },
    );
  }, 120_000);
});

/** `kind` or `cancelled kind`, with the person's family name. */
function lines(opened: RecordBench): string[] {
  return opened.told.map(
    (e) =>
      `${e.kind}${e.retracts === undefined ? '' : ` ${e.retracts}`} ${e.patient.name?.[0]?.family ?? '?'}`,
  );
}

describe('who is told', () => {
  const other = { 3: '9990000026^^^NHS^NH~R777^^^RFR^MR', 5: 'Other^Ann^^^Mrs^^L', 7: '19500101' };

  it('a visit corrected to another person is taken back from the one and told of the other', async () => {
    const opened = await receiveAll([
      message('A01', '0800', AMU),
      message('A08', '0900', AMU, { pid: other }),
    ]);
    expect(lines(opened)).toEqual(['admitted Hartley', 'cancelled admitted Hartley', 'admitted Other']);
  });

  it('a change of practice tells the new team of a stay that is still open', async () => {
    const opened = await receiveAll([
      message('A01', '0800', AMU, { pd1: { 3: 'Clifton^^C87017' } }),
      { trigger: 'A31', at: at('0900'), pd1: { 3: 'Market^^C87029' } },
    ]);
    expect(opened.told.map((e) => [e.kind, e.localities[0], e.onlyIfNotTold ?? false])).toEqual([
      ['admitted', 'health-village-central', false],
      ['admitted', 'wath-swinton', true],
    ]);
  });

  it('nothing is told from the moment that discretion is asked for, by whatever number the person comes', async () => {
    const opened = await receiveAll([
      message('A01', '0800', AMU),
      { trigger: 'A31', at: at('0805'), more: ['ZU8||2||1'] },
      message('A02', '0900', B6),
      message(
        'A01',
        '1000',
        { ...AMU, 19: 'V9^^^RFR^VN' },
        { pid: { 3: '9990000018^^^NHS^NH~X1^^^ELSEWHERE^MR' } },
      ),
    ]);
    expect(lines(opened)).toEqual(['admitted Hartley']);
    const steps = await opened.engine.reader
      .selectFrom('step')
      .select(['kind', 'withheld'])
      .orderBy('seq')
      .execute();
    expect(steps.map((s) => [s.kind, s.withheld])).toEqual([
      ['admitted', 1],
      ['transferred', 1],
      ['admitted', 1],
    ]);
  });

  it('a transfer after a discharge was taken back is a transfer', async () => {
    const opened = await receiveAll([
      message('A01', '0800', AMU),
      message('A03', '1200', AMU),
      message('A13', '1200', AMU, { recorded: at('1300') }),
      message('A02', '1400', B6),
    ]);
    expect(lines(opened)).toEqual([
      'admitted Hartley',
      'discharged Hartley',
      'cancelled discharged Hartley',
      'transferred Hartley',
    ]);
  });
});

/** Class and status of each Encounter but the parent. */
async function states(opened: RecordBench): Promise<string[]> {
  return (await opened.resources('Encounter'))
    .filter((e) => e.class.code !== 'GROUPING')
    .map((e) => `${e.class.code ?? '?'} ${e.status}`)
    .sort();
}

describe('what an integrator meets', () => {
  it.each<[string, readonly Message[], readonly string[], readonly string[]]>([
    [
      'an amended discharge that is then cancelled leaves the patient here',
      [
        message('A01', '0800', AMU),
        message('A03', '1400', AMU),
        message('A03', '1430', AMU),
        message('A13', '1500', AMU),
      ],
      ['IMP in-progress'],
      ['admitted', 'discharged', 'corrected', 'cancelled discharged'],
    ],
    [
      'an amended admission that is then cancelled is cancelled',
      [message('A01', '0800', AMU), message('A01', '0810', AMU), message('A11', '0900', AMU)],
      ['IMP cancelled'],
      ['admitted', 'cancelled admitted'],
    ],
    [
      'two cancellations of one minute, of the ward and of A&E, are two',
      [
        message('A04', '0800', ED),
        message('A01', '1100', AMU),
        message('A11', '1200', AMU),
        message('A11', '1200', ED, { recorded: at('1201') }),
      ],
      ['EMER cancelled', 'IMP cancelled'],
      ['arrived', 'admitted', 'cancelled admitted', 'cancelled arrived'],
    ],
    [
      'a cancellation that names the A&E returned to takes back the admission',
      [message('A04', '0800', ED), message('A01', '1100', AMU), message('A11', '1130', ED)],
      ['EMER arrived', 'IMP cancelled'],
      ['arrived', 'admitted', 'cancelled admitted'],
    ],
    [
      'a cancelled change from A&E to inpatient leaves the patient in A&E',
      [message('A04', '0800', ED), message('A06', '1100', AMU), message('A11', '1130', AMU)],
      ['EMER arrived', 'IMP cancelled'],
      ['arrived', 'admitted', 'cancelled admitted'],
    ],
    [
      'an attendance that ends in an admission is not a discharge',
      [message('A04', '0800', ED), message('A03', '1055', { ...ED, 36: '1' }), message('A01', '1100', AMU)],
      ['EMER finished', 'IMP in-progress'],
      ['arrived', 'admitted'],
    ],
    [
      'what a system closes after it was cancelled did not leave',
      [message('A01', '0800', AMU), message('A11', '0900', AMU), message('A03', '0930', AMU)],
      ['IMP cancelled'],
      ['admitted', 'cancelled admitted'],
    ],
    [
      'a move after the cancellation revives nothing',
      [message('A01', '0800', AMU), message('A11', '0900', AMU), message('A02', '0930', B6)],
      ['IMP unknown'],
      ['admitted', 'cancelled admitted'],
    ],
    [
      'a stay that goes on as an outpatient ends when that ends',
      [
        message('A01', '0800', AMU),
        message('A07', '1200', { 2: 'O', 3: '^OPD^^RFRPA' }),
        message('A03', '1300', { 2: 'O', 3: '^OPD^^RFRPA' }),
      ],
      ['AMB finished', 'IMP finished'],
      ['admitted', 'discharged'],
    ],
    [
      'an admission of unknown class is told',
      [message('A01', '0800', { 2: '', 3: '^AMU^1^RFRPA' })],
      ['UNK in-progress'],
      ['admitted'],
    ],
  ])('%s', async (_name, messages, expected, told) => {
    const opened = await receiveAll(messages);
    expect(await states(opened)).toEqual(expected);
    expect(opened.told.map((e) => (e.retracts === undefined ? e.kind : `${e.kind} ${e.retracts}`))).toEqual(
      told,
    );
  });

  it('a stay of one minute with counted control ids is over', async () => {
    const opened = await recordBench();
    bench = opened;
    await opened.send(adtText({ ...message('A01', '0800', AMU), controlId: '9' }));
    await opened.send(adtText({ ...message('A03', '0800', AMU), controlId: '10' }));
    expect(await states(opened)).toEqual(['IMP finished']);
  });

  it('a message of ten thousand repetitions is taken, in part, and holds up nobody', async () => {
    const opened = await recordBench();
    bench = opened;
    const many = Array.from({ length: 10_000 }, (_, i) => `X${i}^^^ELSE^MR`).join('~');
    const doctors = Array.from({ length: 6_000 }, (_, i) => `D${i}^Name${i}`).join('~');
    const receipt = await opened.send(
      adtText({
        ...message('A01', '0800', { ...AMU, 7: doctors }, { pid: { 3: `R12345^^^RFR^MR~${many}` } }),
        controlId: 'M1',
      }),
    );
    expect(receipt.kind).toBe('committed');
    const [patient] = await opened.resources('Patient');
    expect(patient?.identifier).toHaveLength(50);
    const row = await opened.engine.reader
      .selectFrom('source_message')
      .select('issues')
      .executeTakeFirstOrThrow();
    expect(row.issues).toContain('only the first 50 of 10001 repetitions are read');
  });
});
