import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adtText } from '../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';
import { rosterCounts, rosterPage } from './roster.ts';

let bench: RecordBench;
beforeEach(async () => {
  bench = await recordBench();
});
afterEach(async () => {
  await bench.close();
});

const CENTRAL = 'health-village-central';

async function person(number: string, practice: string, pid: Record<number, string> = {}): Promise<void> {
  const receipt = await bench.send(
    adtText({
      trigger: 'A28',
      at: '20261121080000',
      controlId: number,
      pid: { 3: `${number}^^^RFR^MR`, 5: `FAMILY^${number}`, 32: '', ...pid },
      pd1: { 3: practice === '' ? '' : `Practice^^${practice}` },
    }),
  );
  expect(receipt.kind).toBe('committed');
}

const names = async (locality: string, after = 0, limit = 10) =>
  (await rosterPage(bench.engine.reader, { locality, after, limit })).people.map(({ name }) => name);

describe('the roster of a locality', () => {
  it('has who belongs there, since when and why, and counts them', async () => {
    await person('R1', 'C87017');
    await person('R2', 'C87005');
    await person('R3', 'C87029');
    const { people, next } = await rosterPage(bench.engine.reader, {
      locality: CENTRAL,
      after: 0,
      limit: 10,
    });
    expect(next).toBeUndefined();
    expect(people).toHaveLength(2);
    expect(people[0]).toMatchObject({
      birthDate: '1941-02-03',
      practice: 'C87017',
      reason: 'registered-practice',
      since: '2026-11-21T08:00:00+00:00',
      primary: true,
      careHome: null,
    });
    expect(await rosterCounts(bench.engine.reader, CENTRAL)).toEqual({
      total: 2,
      byReason: { 'registered-practice': 2 },
    });
  });

  it('has those whom no locality has, for who looks after them', async () => {
    await person('R1', 'A12345');
    await person('R2', '');
    expect([(await names('out-of-area')).length, (await names('unknown')).length]).toEqual([1, 1]);
    expect((await rosterCounts(bench.engine.reader, 'unknown')).byReason).toEqual({
      'no-registered-practice': 1,
    });
  });

  it('leaves out the dead, who was merged away, and restricted people, by page and by count', async () => {
    await person('R1', 'C87017', { 30: 'Y', 29: '20261120' });
    await person('R2', 'C87017');
    await bench.send(
      adtText({
        trigger: 'A40',
        at: '20261121090000',
        controlId: 'merge',
        pid: { 3: 'R4^^^RFR^MR', 32: '' },
        more: ['MRG|R2^^^RFR^MR'],
      }),
    );
    await person('R3', 'C87017');
    const before = await names(CENTRAL);
    expect((await rosterCounts(bench.engine.reader, CENTRAL)).total).toBe(2);
    await bench.send(
      adtText({
        trigger: 'A31',
        at: '20261121100000',
        controlId: 'hidden',
        pid: { 3: 'R3^^^RFR^MR', 32: '' },
        pd1: { 12: 'Y' },
      }),
    );
    expect(await names(CENTRAL)).toEqual(before.filter((name) => name !== 'R3 FAMILY'));
    expect(await rosterCounts(bench.engine.reader, CENTRAL)).toMatchObject({ total: 1 });
  });

  it('in pages is the whole, nobody twice, also where somebody leaves in between', async () => {
    for (let i = 0; i < 7; i++) await person(`R${i}`, 'C87017');
    const seen: (string | null)[] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const page = await rosterPage(bench.engine.reader, { locality: CENTRAL, after, limit: 2 });
      seen.push(...page.people.map(({ name }) => name));
      after = page.next;
      if (seen.length === 2) {
        const moved = { trigger: 'A31', at: '20261121100000', controlId: 'moved', pd1: { 3: '^^C87029' } };
        await bench.send(adtText({ ...moved, pid: { 3: 'R0^^^RFR^MR', 32: '' } }));
      }
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });
});
