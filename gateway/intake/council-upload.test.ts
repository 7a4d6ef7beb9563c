/** The council's return: taken in parts, idempotent, resumable; what is wrong with it is told without a personal value. */
import { afterEach, describe, expect, it } from 'vitest';
import { cldPeople } from '../../test-data/social-care/cld-people.ts';
import { cldReturnText } from '../../test-data/social-care/cld-return.ts';
import {
  councilBench,
  returnFile,
  serviceLine,
  SHEFFIELD,
  upload,
  uploadEvents,
} from '../testing/council-bench.ts';
import type { RecordBench } from '../testing/record-bench.ts';
import { PART_PEOPLE } from './council-upload-parts.ts';
import { readJournal } from './journal-selection.ts';
import { receiveDocument } from './receive-document.ts';
import { replayMessage } from './replay.ts';

const open: RecordBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

async function bench(): Promise<RecordBench> {
  const made = await councilBench();
  open.push(made);
  return made;
}

const FILE = cldReturnText(cldPeople(70, 3), {
  seed: 5,
  council: '206',
  period: { start: '2025-10-01', end: '2026-09-30' },
});

async function messages(made: RecordBench): Promise<number> {
  return (await made.engine.reader.selectFrom('source_message').select('id').execute()).length;
}

async function staged(made: RecordBench): Promise<unknown[]> {
  const rows = await made.engine.reader.selectFrom('staged_row').select('line').execute();
  const held = await made.engine.reader.selectFrom('council_upload').selectAll().execute();
  return [...rows, ...held];
}

/** Without the ids of the messages, which name the time at which the file was sent first. */
async function content(made: RecordBench): Promise<string[]> {
  const record = await made.record();
  return [...record].map(([name, text]) => `${name} ${text.replaceAll(/"urn:uuid:[^"]+"/g, '""')}`);
}

/** The rows behind the header in another order, those of several lines kept whole. */
function shuffled(text: string): string {
  const [header = '', ...rows] = text.split(/\r\n(?=206,|$)/).filter((row) => row !== '');
  return `${header}\r\n${rows
    .toReversed()
    .map((row) => `${row}\r\n`)
    .join('')}`;
}

describe('a return', () => {
  it('is taken whole, its people in parts, and leaves nothing staged', async () => {
    const made = await bench();
    const progress: (number | null)[] = [];
    let end: unknown;
    for await (const event of uploadEvents(made, FILE, { chunk: 1000 })) {
      if (event.kind === 'progress') progress.push(event.of === null ? null : event.applied);
      else end = event;
    }
    expect(end).toMatchObject({
      kind: 'end',
      summary: {
        outcome: 'taken',
        rows: { refused: 0, unchanged: 0 },
        people: { stated: 70, changed: 70, absent: 0, quarantined: 0 },
        period: { stated: { start: '2025-10-01', end: '2026-09-30' } },
      },
    });
    expect(progress[0]).toBeNull();
    expect(progress.length).toBeGreaterThan(Math.floor(70 / PART_PEOPLE) + 1);
    expect((await made.resources('EpisodeOfCare')).length).toBeGreaterThan(40);
    expect(await staged(made)).toEqual([]);
  });

  it('changes nothing when the same bytes come again', async () => {
    const made = await bench();
    const first = await upload(made, FILE);
    const [before, count] = [[...(await made.record())], await messages(made)];
    const second = await upload(made, FILE);
    expect(second).toMatchObject({
      outcome: 'taken',
      rows: { changed: 0, unchanged: first.rows.accepted },
      people: { changed: 0, absent: 0 },
      endedServices: 0,
    });
    expect([...(await made.record())]).toEqual(before);
    expect(await messages(made)).toBe(count);
  });

  it('changes nothing when its rows come in another order', async () => {
    const made = await bench();
    const { file } = await upload(made, FILE);
    const [before, count] = [[...(await made.record())], await messages(made)];
    expect(shuffled(FILE)).not.toBe(FILE);
    expect(await upload(made, shuffled(FILE))).toMatchObject({ file, rows: { changed: 0 } });
    expect([...(await made.record())]).toEqual(before);
    expect(await messages(made)).toBe(count);
  });

  it('is the same file on a later day, although more months are over by then', async () => {
    const made = await bench();
    let now = '2026-07-10T09:00:00Z';
    const deps = { clock: { now: () => new Date(now) } };
    const { period } = await upload(made, FILE, { deps });
    now = '2026-12-10T09:00:00Z';
    expect(await upload(made, FILE, { deps })).toMatchObject({ period, rows: { changed: 0 } });
  });

  it('gives the same record and the same messages when the journal alone is replayed', async () => {
    const made = await bench();
    await upload(made, FILE);
    await upload(made, returnFile(serviceLine('C000001'), serviceLine('X', { Event_Start_Date: 'x' })), {
      releaseShort: true,
    });
    const before = [...(await made.record())];
    const empty = await bench();
    for (const into of [empty, made]) {
      for await (const rows of readJournal(made.engine.reader, {})) {
        for (const row of rows) {
          const { before: was, after } = await replayMessage(row, { dryRun: false, tell: 'none' }, into.deps);
          expect(after).toBe(was);
        }
      }
      expect([...(await into.record())]).toEqual(before);
    }
    // And what the empty one learnt is enough to know the file again.
    const count = await messages(empty);
    expect(await upload(empty, FILE, { releaseShort: true })).toMatchObject({ rows: { changed: 0 } });
    expect(await messages(empty)).toBe(count);
  });

  it('takes somebody with more rows than a part has, in parts of their own', async () => {
    const made = await bench();
    const rows = Array.from({ length: 900 }, (_, i) =>
      serviceLine('BUSY', {
        Event_Start_Date: new Date(Date.UTC(2023, 0, 1) + i * 86_400_000).toISOString().slice(0, 10),
      }),
    );
    const summary = await upload(made, returnFile(serviceLine('A'), ...rows, serviceLine('Z')));
    expect(summary).toMatchObject({
      rows: { accepted: 902, changed: 902 },
      people: { stated: 3, changed: 3 },
    });
  });
});

describe('rows that cannot be taken', () => {
  it('are told by line, column and reason, without their values, and journaled; the others are taken', async () => {
    const made = await bench();
    const file = returnFile(
      serviceLine('A'),
      serviceLine('SECRET1', { Event_Start_Date: '31/02/2026' }),
      `206,two cells\r\n`,
      serviceLine('B', { Event_Type: 'Party', Event_Description: 'two\nlines, "quoted"' }),
      serviceLine('C', { Event_Description: 'two\nlines, "quoted"' }),
      serviceLine('D', { LA_Code: '213' }),
      serviceLine('E', { Postcode: 'Caf\u00e9' }),
      `206,"never closed,SECRET2\r\n`,
    );
    const summary = await upload(made, Buffer.from(file, 'latin1'));
    expect(summary).toMatchObject({
      outcome: 'taken',
      rows: { read: 8, accepted: 3, refused: 5 },
      people: { stated: 3 },
      refusals: {
        byReason: {
          'cell-count': 1,
          'not-a-date': 1,
          'not-in-list': 1,
          'other-council': 1,
          'quote-not-closed': 1,
        },
        rows: [
          { line: 3, column: 'Event_Start_Date', reason: 'not-a-date' },
          { line: 4, reason: 'cell-count' },
          { line: 5, column: 'Event_Type', reason: 'not-in-list' },
          { line: 9, column: 'LA_Code', reason: 'other-council' },
          { line: 11, reason: 'quote-not-closed' },
        ],
        more: 0,
      },
      notes: { 'windows-1252': 1 },
    });
    expect(JSON.stringify(summary)).not.toMatch(/SECRET|1941|S65/);
    const [kept] = await made.engine.reader
      .selectFrom('source_message')
      .selectAll()
      .where('outcome', '=', 'rejected')
      .execute();
    expect(kept?.rejection).toContain('5 refused');
    expect(kept?.rejection).not.toContain('SECRET');
    const { rows } = JSON.parse(Buffer.from(kept?.raw ?? []).toString()) as { rows: string[] };
    expect(rows).toHaveLength(5);
    expect(rows.join('\n')).toContain('206,"never closed,SECRET2');
    expect(rows.join('\n')).toContain('two\nlines, ""quoted""');
  });

  it('refuse the file where nothing is left, where most are of another council, or where columns are missing', async () => {
    const made = await bench();
    const cases: readonly [string, RegExp][] = [
      [returnFile(serviceLine('A', { Event_Type: 'Party' })), /no row of it can be taken/],
      [
        returnFile(serviceLine('A'), ...['B', 'C'].map((id) => serviceLine(id, { LA_Code: '213' }))),
        /another council than 206/,
      ],
      [returnFile(serviceLine('A')).replace('Client_Type', 'Client'), /missing: Client_Type/],
      ['Name,Birth\r\nSECRET,1941-02-03\r\n', /missing: LA_Code/],
      ['', /header/],
    ];
    for (const [file, reason] of cases) {
      const summary = await upload(made, file);
      expect(summary).toMatchObject({ outcome: 'refused', people: { stated: 0, changed: 0 } });
      expect(summary.reason).toMatch(reason);
      expect(JSON.stringify(summary)).not.toContain('SECRET');
    }
    expect([...(await made.record())]).toEqual([]);
    expect(await staged(made)).toEqual([]);
    const rows = await made.engine.reader.selectFrom('source_message').select(['outcome']).execute();
    expect(rows.map(({ outcome }) => outcome)).toEqual(cases.map(() => 'rejected'));
  });
});

describe('a file that is much shorter than the last', () => {
  const people = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'];
  const whole = returnFile(...people.map((id) => serviceLine(id)));
  const short = returnFile(...people.slice(0, 7).map((id) => serviceLine(id)));

  it('is held, changes nothing, and is taken when somebody releases it', async () => {
    const made = await bench();
    await upload(made, whole);
    const before = [...(await made.record())];
    const held = await upload(made, short);
    expect(held).toMatchObject({
      outcome: 'held',
      events: { service: 7 },
      formerEvents: { service: 10 },
      people: { stated: 0, absent: 0 },
    });
    expect(held.reason).toMatch(/7 of type service where the last file had 10.*release=short/);
    expect([...(await made.record())]).toEqual(before);
    expect(await upload(made, short, { releaseShort: true })).toMatchObject({
      outcome: 'taken',
      people: { stated: 7, absent: 3 },
      endedServices: 3,
    });
    // It is the last file now.
    expect(await upload(made, short)).toMatchObject({ outcome: 'taken', people: { changed: 0 } });
  });

  it('is taken where a fifth is missing and no more', async () => {
    const made = await bench();
    await upload(made, whole);
    const fewer = returnFile(...people.slice(0, 8).map((id) => serviceLine(id)));
    expect(await upload(made, fewer)).toMatchObject({ outcome: 'taken', people: { absent: 2 } });
  });
});

describe('people whom a file leaves out', () => {
  it('have what was open ended as of the file before, once', async () => {
    const made = await bench();
    const next = (id: string) => serviceLine(id, { Reporting_Period_End_Date: '2026-12-31' });
    await upload(made, returnFile(...['A', 'B', 'C', 'D', 'E'].map((id) => serviceLine(id))));
    const second = await upload(made, returnFile(...['A', 'B', 'C', 'D'].map(next)));
    expect(second).toMatchObject({ people: { stated: 4, absent: 1 }, endedServices: 1 });
    const episodes = await made.resources('EpisodeOfCare');
    expect(episodes.filter(({ status }) => status === 'finished')).toMatchObject([
      { identifier: [{ value: expect.stringContaining('206.E.') as string }], period: { end: '2026-09-30' } },
    ]);
    const third = returnFile(...['A', 'B', 'C', 'D'].map(next), serviceLine('F'));
    expect(await upload(made, third)).toMatchObject({ people: { absent: 0 }, endedServices: 0 });
  });

  it('are those of the same council alone', async () => {
    const made = await bench();
    await upload(made, returnFile(serviceLine('A'), serviceLine('B')));
    const theirs = returnFile(...['A', 'C'].map((id) => serviceLine(id, { LA_Code: '213' })));
    const before = (await made.resources('EpisodeOfCare')).length;
    expect(await upload(made, theirs, { council: SHEFFIELD })).toMatchObject({
      outcome: 'taken',
      people: { stated: 2, changed: 2, absent: 0 },
    });
    expect(await made.resources('EpisodeOfCare')).toHaveLength(before + 2);
    expect(await made.resources('Patient')).toHaveLength(4);
  });
});

describe('an upload that is broken off', () => {
  /** What an upload without a break makes of it. */
  async function unbroken(): Promise<string[]> {
    const made = await bench();
    await upload(made, FILE);
    return content(made);
  }

  it('leaves the feed free, and the same file goes on from there', async () => {
    const made = await bench();
    for await (const event of uploadEvents(made, FILE)) {
      if (event.kind === 'progress' && event.applied > 0) break;
    }
    expect(await staged(made)).toEqual([]);
    const applied = await messages(made);
    expect(applied).toBe(1);
    const { rows } = await upload(made, FILE);
    expect(rows.unchanged).toBeGreaterThan(0);
    expect(rows.changed).toBeGreaterThan(rows.unchanged);
    expect(await content(made)).toEqual(await unbroken());
  });

  it('in the middle of the body changes nothing', async () => {
    const made = await bench();
    const half = (async function* () {
      await Promise.resolve();
      yield Buffer.from(FILE.slice(0, FILE.length / 2));
      throw new Error('cut');
    })();
    const run = async (): Promise<void> => {
      for await (const event of uploadEvents(made, half)) expect(event.kind).toBe('progress');
    };
    await expect(run()).rejects.toThrow('cut');
    expect([await messages(made), await staged(made)]).toEqual([0, []]);
  });

  it('by a crash holds the feed for half a minute, and what it staged goes with the next upload', async () => {
    const made = await bench();
    let now = Date.parse('2026-12-01T12:00:00Z');
    const deps = { clock: { now: () => new Date(now) } };
    const crashed = uploadEvents(made, FILE, { deps });
    await crashed.next();
    expect((await staged(made)).length).toBeGreaterThan(1);
    now += 10_000;
    expect(await uploadEvents(made, FILE, { deps }).next()).toMatchObject({
      value: { kind: 'busy', retryAfterSeconds: 20 },
    });
    now += 20_000;
    expect(await upload(made, FILE, { deps })).toMatchObject({ outcome: 'taken' });
    expect(await staged(made)).toEqual([]);
    // The one that stood still all the time finds that it has lost the feed, and touches nothing.
    const rest = [];
    for await (const event of crashed) rest.push(event);
    expect(rest.at(-1)).toMatchObject({ kind: 'end', summary: { rows: { changed: 0 } } });
    expect(await content(made)).toEqual(await unbroken());
  });

  it('is told to come again where the store takes nothing', async () => {
    const made = await bench();
    let left = 2;
    const summary = await upload(made, FILE, {
      deps: {
        receive: (raw, controlId) =>
          left-- > 0
            ? receiveDocument(raw, { feed: 'rmbc-asc', peer: '', controlId }, made.deps)
            : Promise.resolve({ receipt: { kind: 'unavailable' }, steps: 0, changes: 0 }),
      },
    });
    expect(summary).toMatchObject({ outcome: 'stopped', people: { stated: 2 * PART_PEOPLE } });
    expect(await upload(made, FILE)).toMatchObject({ outcome: 'taken' });
    expect(await content(made)).toEqual(await unbroken());
  });
});

describe('a fault of the gateway in one person', () => {
  it('sets that person aside, and takes everybody else of the part', async () => {
    const made = await bench();
    const { place } = made.deps;
    const fold = place.folds['council-return'];
    const faulty: RecordBench = {
      ...made,
      deps: {
        ...made.deps,
        place: {
          ...place,
          folds: {
            ...place.folds,
            'council-return': {
              ...fold,
              step: (state, fact) => {
                if (fact.person.endsWith('|B')) throw new TypeError('a fault');
                return fold.step(state, fact);
              },
            },
          },
        },
      },
    };
    const file = returnFile(...['A', 'B', 'C'].map((id) => serviceLine(id)));
    for (const changed of [2, 0]) {
      expect(await upload(faulty, file)).toMatchObject({
        outcome: 'taken',
        people: { stated: 3, changed, quarantined: 1 },
      });
      const kept = await made.engine.reader
        .selectFrom('source_message')
        .select(['control_id'])
        .where('outcome', '=', 'quarantined')
        .execute();
      expect(kept).toHaveLength(1);
    }
    // Once it is mended, the same file brings the third.
    expect(await upload(made, file)).toMatchObject({ people: { stated: 3, quarantined: 0 } });
    expect(await made.resources('EpisodeOfCare')).toHaveLength(3);
  });
});
