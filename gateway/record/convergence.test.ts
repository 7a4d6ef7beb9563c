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
const TRIGGERS = ['A01', 'A02', 'A03', 'A04', 'A05', 'A08', 'A11', 'A12', 'A13', 'A28', 'A31'];

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
