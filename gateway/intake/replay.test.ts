/** Replay: what is in quarantine is applied when it can be, what was applied changes nothing, and the journal alone makes the record. */
import { afterEach, describe, expect, it } from 'vitest';
import { generatePeople } from '../../test-data/borough/people.ts';
import { simulateDay } from '../../test-data/borough/day.ts';
import { loadMessages } from '../../test-data/borough/load.ts';
import { loadPlace } from '../place.ts';
import { adtText } from '../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';
import type { JournalRow } from './journal.ts';
import { keepBrokenFrame } from './keep-broken-frame.ts';
import { readJournal } from './journal-selection.ts';
import { receive } from './receive.ts';
import { replayMessage, type Replayed, type ReplayOptions } from './replay.ts';

const open: RecordBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

async function bench(): Promise<RecordBench> {
  const made = await recordBench();
  open.push(made);
  return made;
}

const SILENT: ReplayOptions = { dryRun: false, tell: 'quarantined' };

/** Replays what the selection holds; with `into`, from this journal into that one's record. */
async function replay(
  from: RecordBench,
  selection: Parameters<typeof readJournal>[1] = {},
  options: ReplayOptions = SILENT,
  into: RecordBench = from,
): Promise<Replayed[]> {
  const replayed: Replayed[] = [];
  for await (const rows of readJournal(from.engine.reader, selection)) {
    replayed.push(...(await Promise.all(rows.map((row) => replayMessage(row, options, into.deps)))));
  }
  return replayed;
}

const admission = adtText({
  trigger: 'A01',
  at: '20261121080000',
  controlId: 'C1',
  pv1: { 2: 'I', 3: '^B6^1^RFRPA' },
});

/** A message that met a fault of ours on its way in. */
async function quarantined(made: RecordBench, message: string): Promise<void> {
  const deps = { ...made.deps, ledger: { account: () => Promise.reject(new TypeError('a fault')) } };
  const { receipt } = await receive(Buffer.from(message), '127.0.0.1', deps);
  expect(receipt.kind).toBe('quarantined');
}

describe('a message in quarantine', () => {
  it('does not block the next, and is applied and told by replay', async () => {
    const made = await bench();
    await quarantined(made, admission);
    expect(await made.resources('Encounter')).toEqual([]);
    const transfer = adtText({
      trigger: 'A02',
      at: '20261121100000',
      controlId: 'C2',
      pv1: { 2: 'I', 3: '^AMU^1^RFRPA' },
    });
    expect((await made.send(transfer)).kind).toBe('committed');
    const told = made.told.length;
    const [result] = await replay(made, { reason: 'internal-error' });
    expect(result).toMatchObject({ before: 'quarantined', after: 'committed' });
    expect((await made.resources('Encounter'))[0]?.location).toHaveLength(2);
    expect(made.told.length).toBeGreaterThan(told);
    const direct = await bench();
    for (const message of [admission, transfer]) await direct.send(message);
    expect([...(await made.record())]).toEqual([...(await direct.record())]);
  });

  it('shows by a dry run what replay would do, and stays as it is', async () => {
    const made = await bench();
    await quarantined(made, admission);
    const before = [...(await made.record())];
    const [result] = await replay(made, {}, { dryRun: true, tell: 'all' });
    expect(result?.after).toBe('committed');
    expect(result?.changes.map(({ type, version }) => [type, version])).toContainEqual(['Encounter', 1]);
    expect([...(await made.record())]).toEqual(before);
    const [row] = await made.engine.reader.selectFrom('source_message').selectAll().execute();
    expect([row?.outcome, await made.engine.reader.selectFrom('fact').selectAll().execute()]).toEqual([
      'quarantined',
      [],
    ]);
  });
});

describe('a message that was applied', () => {
  it('changes nothing when it is replayed, and tells nobody', async () => {
    const made = await bench();
    for (const message of [
      admission,
      adtText({ trigger: 'A02', at: '20261121100000', controlId: 'C2', pv1: { 2: 'I', 3: '^AMU^1^RFRPA' } }),
      adtText({
        trigger: 'A03',
        at: '20261121120000',
        controlId: 'C3',
        pv1: { 2: 'I', 3: '^AMU^1^RFRPA', 37: '19' },
      }),
    ])
      await made.send(message);
    const [before, told, steps] = [[...(await made.record())], made.told.length, await stepCount(made)];
    for (const result of await replay(made)) {
      expect(result).toMatchObject({ before: 'committed', after: 'committed', changes: [], steps: 0 });
    }
    expect([...(await made.record())]).toEqual(before);
    expect([made.told.length, await stepCount(made)]).toEqual([told, steps]);
  });

  it('and is read otherwise now leaves nothing of its former reading', async () => {
    const made = await bench();
    await made.send(admission);
    const feeds = made.deps.feeds.map((feed) => ({ ...feed, wards: { B6: 'STROKE' } }));
    const row = await firstOf(made);
    const result = await replayMessage(row, SILENT, { ...made.deps, feeds });
    expect(JSON.stringify(result.changes)).toContain('Stroke');
    const [encounter] = await made.resources('Encounter');
    expect(encounter?.location).toHaveLength(1);
    expect(encounter?.location?.[0]?.location.display).toContain('Stroke');
    expect(await made.engine.reader.selectFrom('fact').selectAll().execute()).toHaveLength(2);
  });

  it('of a sender who was not configured then is taken as that feed’s now', async () => {
    const made = await bench();
    const stranger = admission.replace('|PAS|RFR|', '|PAS|XYZ|');
    expect((await made.send(stranger)).kind).toBe('rejected');
    const row = await firstOf(made);
    const feeds = made.deps.feeds.map((feed) => ({ ...feed, sender: { facilities: ['XYZ'] } }));
    expect(await replayMessage(row, SILENT, { ...made.deps, feeds })).toMatchObject({
      before: 'rejected',
      after: 'committed',
      feed: 'rfr-adt',
    });
    expect(await made.resources('Encounter')).toHaveLength(1);
  });
});

describe('what replay leaves alone', () => {
  it('is a frame that was cut short: half a message is never read', async () => {
    const made = await bench();
    await keepBrokenFrame(Buffer.from(admission.slice(0, -20)), '127.0.0.1', made.deps);
    expect(await replay(made)).toMatchObject([{ before: 'rejected', after: 'rejected', changes: [] }]);
    expect(await made.engine.reader.selectFrom('fact').selectAll().execute()).toEqual([]);
  });

  it('is a message that cannot be read for a fault of ours: what it had stated stands', async () => {
    const made = await bench();
    await made.send(admission);
    const before = [...(await made.record())];
    const names = {
      ...made.deps.place.names,
      ward: () => {
        throw new TypeError('a fault');
      },
    };
    const deps = { ...made.deps, place: { ...made.deps.place, names } };
    const result = await replayMessage(await firstOf(made), SILENT, deps);
    expect(result).toMatchObject({ after: 'committed', failed: true, reason: { reason: 'internal-error' } });
    expect([...(await made.record())]).toEqual(before);
    expect((await firstOf(made)).outcome).toBe('committed');
  });

  it('is the trace of what a message did when it first came', async () => {
    const made = await bench();
    await made.send(admission);
    const { effects } = await firstOf(made);
    await Promise.all([replay(made), replay(made)]);
    expect((await firstOf(made)).effects).toBe(effects);
  });

  it('is the other journal’s database, and by a dry run this one', async () => {
    const [from, into] = [await bench(), await bench()];
    await from.send(admission);
    await replay(from, {}, { dryRun: true, tell: 'none' }, into);
    expect(await into.engine.reader.selectFrom('source_message').selectAll().execute()).toEqual([]);
    expect((await into.send(admission)).kind).toBe('committed');
  });
});

describe('a message that was applied and comes again', () => {
  it('stays applied, however it would be read today', async () => {
    const made = await bench();
    await made.send(admission);
    const feeds = made.deps.feeds.map((feed) => ({ ...feed, visitNumberField: 'PID-18' as const }));
    const { receipt } = await receive(Buffer.from(admission), '127.0.0.1', { ...made.deps, feeds });
    expect(receipt.kind).toBe('duplicate');
    expect((await firstOf(made)).outcome).toBe('committed');
  });
});

describe('the journal alone', () => {
  it('makes the same record in an empty database: a month of a borough, with merges and a circle', async () => {
    const place = loadPlace('place.json');
    const people = generatePeople(place, { people: 60, seed: 11, day: '2026-02-01' });
    const month = Array.from({ length: 28 }, (_, i) => `2026-02-${String(i + 1).padStart(2, '0')}`).flatMap(
      (day, i) => {
        const simulated = simulateDay(place, people, { seed: i, day });
        return [...simulated.opening, ...simulated.messages].map(({ text }) => text);
      },
    );
    const number = (i: number): string => people[i]?.localNumber ?? '';
    const merge = (from: string, into: string, time: string, id: string): string =>
      adtText({
        trigger: 'A40',
        at: `20260215${time}00`,
        controlId: id,
        pid: { 3: `${into}^^^RFR^MR`, 32: '' },
        more: [`MRG|${from}^^^RFR^MR`],
      });
    const merges = [
      merge(number(0), number(1), '1000', 'G1'),
      merge(number(1), number(2), '1100', 'G2'),
      merge(number(2), number(0), '1200', 'G3'),
    ];
    const made = await bench();
    const counts = new Map<string, number>();
    for (const text of [
      ...loadMessages(place, people, '2026-02-01').map((m) => m.text),
      ...month,
      ...merges,
    ]) {
      const { kind } = await made.send(text);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    expect(counts.get('quarantined')).toBe(1);
    expect(counts.get('committed')).toBeGreaterThan(500);
    const rebuilt = await bench();
    const replayed = await replay(made, {}, SILENT, rebuilt);
    expect(replayed.filter(({ after }) => after === 'quarantined')).toHaveLength(1);
    expect([...(await rebuilt.record())]).toEqual([...(await made.record())]);
    expect(rebuilt.told).toEqual([]);
  }, 120_000);
});

async function stepCount(made: RecordBench): Promise<number> {
  return (await made.engine.reader.selectFrom('step').select('seq').execute()).length;
}

async function firstOf(made: RecordBench): Promise<JournalRow> {
  for await (const [row] of readJournal(made.engine.reader, {})) {
    if (row !== undefined) return row;
  }
  throw new Error('an empty journal');
}
