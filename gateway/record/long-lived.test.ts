/** A visit and a person of many messages: what is folded is kept, little is read again, and the record is the same. */
import { afterEach, describe, expect, it } from 'vitest';
import { adtText } from '../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';

const open: RecordBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

const COUNT = 150;
const at = (minute: number): string =>
  `20261120${String(Math.floor(minute / 60)).padStart(2, '0')}${String(minute % 60).padStart(2, '0')}00`;

/** Admission, then an update each minute that says something new. */
const messages = Array.from({ length: COUNT }, (_, i) =>
  adtText({
    trigger: i === 0 ? 'A01' : i % 40 === 0 ? 'A02' : 'A08',
    at: at(i),
    controlId: `L${i}`,
    pid: { 13: `01709 ${String(555_000 + i)}` },
    pv1: { 2: 'I', 3: `^${i % 80 === 0 ? 'AMU' : 'B6'}^1^RFRPA`, 10: String(300 + (i % 7)) },
  }),
);

async function sent(order: readonly string[]): Promise<RecordBench> {
  const bench = await recordBench();
  open.push(bench);
  for (const message of order) await bench.send(message);
  return bench;
}

/** How many facts of each subject a message to come has to read. */
async function beyondCheckpoint(bench: RecordBench): Promise<number[]> {
  const db = bench.engine.reader;
  const checkpoints = await db.selectFrom('checkpoint').selectAll().execute();
  const facts = await db.selectFrom('fact').select(['subject', 'stamp']).execute();
  return checkpoints.map(
    ({ subject, stamp }) => facts.filter((f) => f.subject === subject && f.stamp > stamp).length,
  );
}

describe('a long life', () => {
  it('leaves little to read again', async () => {
    const beyond = await beyondCheckpoint(await sent(messages));
    expect(beyond).toHaveLength(2);
    for (const count of beyond) expect(count).toBeLessThan(64);
  });

  it('is the same record when a third of it comes late, behind what was folded', async () => {
    const late = messages.filter((_, i) => i % 3 === 1);
    const prompt = messages.filter((_, i) => i % 3 !== 1);
    const straight = await sent(messages);
    for (const order of [[...prompt, ...late], [...prompt, ...late.toReversed()], messages.toReversed()]) {
      expect([...(await (await sent(order)).record())]).toEqual([...(await straight.record())]);
    }
  }, 60_000);

  it('takes a reversal of something long past', async () => {
    const cancel = adtText({
      trigger: 'A12',
      at: at(40),
      controlId: 'X',
      pv1: { 2: 'I', 3: '^AMU^1^RFRPA' },
    });
    const first = await sent([cancel, ...messages]);
    const last = await sent([...messages, cancel]);
    expect([...(await last.record())]).toEqual([...(await first.record())]);
  }, 60_000);
});
