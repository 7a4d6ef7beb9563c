/** Promise 2: the same set of messages, in any order and with any repeats, gives the same record, byte for byte. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { adtText, type AdtText } from '../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';

const open: RecordBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

async function recordOf(messages: readonly string[]): Promise<Map<string, string>> {
  const bench = await recordBench();
  open.push(bench);
  for (const message of messages) {
    const receipt = await bench.send(message);
    if (receipt.kind === 'rejected') throw new Error(receipt.rejection.text);
    if (receipt.kind === 'unavailable') throw new Error('unavailable');
  }
  const record = await bench.record();
  open.splice(open.indexOf(bench), 1);
  await bench.close();
  return record;
}

const WARDS = ['^AED^^RFRPA', '^AMU^1^RFRPA', '^AMU^2^RFRPA', '^B6^4^RFRPA', '^STROKE^^RFRPA'];
const TRIGGERS = [
  ...['A01', 'A02', 'A03', 'A04', 'A05', 'A06', 'A07', 'A08', 'A11', 'A12', 'A13', 'A28', 'A31'],
  ...[
    'A14',
    'A15',
    'A16',
    'A21',
    'A22',
    'A23',
    'A25',
    'A26',
    'A27',
    'A29',
    'A38',
    'A52',
    'A53',
    'A54',
    'A55',
  ],
];
/** Statements about numbers. */
const NUMBERS = ['A37', 'A40', 'A40', 'A42', 'A45', 'A47', 'A50', 'A24'];

/** A message somewhere in a day; few distinct minutes, so that times often tie. */
const message: fc.Arbitrary<AdtText> = fc
  .record({
    trigger: fc.constantFrom(...TRIGGERS),
    minute: fc.integer({ min: 0, max: 20 }),
    recordedLater: fc.integer({ min: 0, max: 3 }),
    visit: fc.constantFrom('V1', 'V2'),
    cls: fc.constantFrom('E', 'I', 'I', 'O', 'P'),
    ward: fc.constantFrom(...WARDS),
    name: fc.constantFrom('Hartley^Joan^^^Mrs^^L', 'Hartley^Joanne^^^Mrs^^L', '""', ''),
    telephone: fc.constantFrom('01709 555010', '""', ''),
    doctor: fc.constantFrom(
      'C3456789^Darwin^Samuel^^^Dr^^^GMC',
      'C3456789^Darwin^Sam^^^Dr^^^GMC',
      'C3456780^Curie^Maria^^^Dr^^^GMC',
      '""',
      '',
    ),
    practice: fc.constantFrom('Clifton^^C87017', 'St Ann^^C87005', 'Elsewhere^^A12345', ''),
    method: fc.constantFrom('21', '11', '""', ''),
    expected: fc.constantFrom('20261124', '""', ''),
    admitted: fc.constantFrom('', '20261121080500'),
  })
  .map((m) => {
    const at = `2026112108${String(m.minute).padStart(2, '0')}00`;
    const recorded = `2026112108${String(m.minute + m.recordedLater).padStart(2, '0')}00`;
    const person = m.trigger === 'A28' || m.trigger === 'A31';
    return {
      trigger: m.trigger,
      at,
      recorded,
      controlId: '',
      pid: { 5: m.name, 13: m.telephone },
      pd1: { 3: m.practice },
      ...(person
        ? {}
        : {
            pv1: {
              2: m.cls,
              3: m.ward,
              4: m.method,
              7: m.doctor,
              19: `${m.visit}^^^RFR^VN`,
              37: m.trigger === 'A03' ? '19' : '',
              44: m.admitted,
            },
            pv2: { 9: m.expected },
          }),
    };
  });

/** A merge, a move or another number among three people and three visits. */
const renumbering: fc.Arbitrary<AdtText> = fc
  .record({
    trigger: fc.constantFrom(...NUMBERS),
    minute: fc.integer({ min: 0, max: 20 }),
    from: fc.constantFrom('R1', 'R2', 'R3'),
    into: fc.constantFrom('R1', 'R2', 'R3'),
    oldVisit: fc.constantFrom('V1', 'V2', 'V3'),
    visit: fc.constantFrom('V1', 'V2', 'V3'),
  })
  .filter(
    ({ from, into, oldVisit, visit, trigger }) =>
      from !== into && (oldVisit !== visit || !/A42|A50/.test(trigger)),
  )
  .map((m) => {
    const mrn = (number: string): string => `${number}^^^RFR^MR`;
    const second = m.trigger === 'A37' || m.trigger === 'A24';
    const withVisit = m.trigger === 'A45' || m.trigger === 'A50' || m.trigger === 'A42';
    return {
      trigger: m.trigger,
      at: `2026112108${String(m.minute).padStart(2, '0')}30`,
      controlId: '',
      // Of a visit that only changes its number the person is said in PID, and MRG says nothing of persons.
      pid: { 3: mrn(m.into), 5: '', 13: '', 32: '' },
      ...(withVisit ? { pv1: { 2: 'I', 19: `${m.visit}^^^RFR^VN` } } : {}),
      more: [
        second
          ? `PID|2||${mrn(m.from)}`
          : `MRG|${mrn(m.from)}||||${withVisit ? `${m.oldVisit}^^^RFR^VN` : ''}`,
      ],
    };
  });

/** Messages of three people whose numbers are merged, moved and set apart meanwhile. */
const tangled = fc
  .array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.tuple(message, fc.constantFrom('R1', 'R2', 'R3'), fc.constantFrom('V1', 'V2', 'V3')),
      },
      { weight: 2, arbitrary: renumbering },
    ),
    { minLength: 3, maxLength: 12 },
  )
  .map((items) =>
    items.map((item, i) => {
      if (!Array.isArray(item)) return adtText({ ...item, controlId: `C${i}` });
      const [m, number, visit] = item;
      return adtText({
        ...m,
        controlId: `C${i}`,
        pid: { ...m.pid, 3: `${number}^^^RFR^MR`, 32: '' },
        ...(m.pv1 === undefined ? {} : { pv1: { ...m.pv1, 19: `${visit}^^^RFR^VN` } }),
      });
    }),
  );

/** Up to 12 messages, each with a control id of its own. */
const journey = fc
  .array(message, { minLength: 2, maxLength: 12 })
  .map((messages) => messages.map((m, i) => adtText({ ...m, controlId: `C${i}` })));

describe('the record converges', () => {
  it('is the same for any order and any repetition of a journey', async () => {
    await fc.assert(
      fc.asyncProperty(
        journey.chain((messages) =>
          fc.record({
            messages: fc.constant(messages),
            order: fc.shuffledSubarray(messages, { minLength: messages.length, maxLength: messages.length }),
            repeats: fc.array(fc.constantFrom(...messages), { maxLength: 6 }),
          }),
        ),
        async ({ messages, order, repeats }) => {
          const straight = await recordOf(messages);
          const shuffled = await recordOf([...order, ...repeats]);
          expect([...shuffled]).toEqual([...straight]);
        },
      ),
      { numRuns: 120 },
    );
  }, 180_000);

  it('is the same for any order and any repetition of journeys whose numbers are merged, moved and set apart', async () => {
    await fc.assert(
      fc.asyncProperty(
        tangled.chain((messages) =>
          fc.record({
            messages: fc.constant(messages),
            order: fc.shuffledSubarray(messages, { minLength: messages.length, maxLength: messages.length }),
            repeats: fc.array(fc.constantFrom(...messages), { maxLength: 4 }),
          }),
        ),
        async ({ messages, order, repeats }) => {
          const straight = await recordOf(messages);
          const shuffled = await recordOf([...order, ...repeats]);
          expect([...shuffled]).toEqual([...straight]);
        },
      ),
      {
        numRuns: Number(process.env['CONVERGENCE_RUNS'] ?? 80),
        interruptAfterTimeLimit: 240_000,
        markInterruptAsFailure: false,
      },
    );
  }, 600_000);

  it('is the same for every order of an attendance, an admission, a transfer and their reversals', async () => {
    const messages = [
      { trigger: 'A04', at: '20261121080000', pv1: { 2: 'E', 3: '^AED^^RFRPA' } },
      { trigger: 'A01', at: '20261121110000', pv1: { 2: 'I', 3: '^AMU^3^RFRPA' } },
      { trigger: 'A02', at: '20261121130000', pv1: { 2: 'I', 3: '^B6^1^RFRPA' } },
      { trigger: 'A12', at: '20261121130000', pv1: { 2: 'I', 3: '^AMU^3^RFRPA' } },
      { trigger: 'A11', at: '20261121110000', pv1: { 2: 'I', 3: '^AMU^3^RFRPA' } },
    ].map((m, i) => adtText({ ...m, controlId: `C${i}` }));
    const expected = await recordOf(messages);
    for (const order of permutations(messages)) expect([...(await recordOf(order))]).toEqual([...expected]);
  }, 120_000);
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
