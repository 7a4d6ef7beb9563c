/** The council's return: taken in parts, whole, and the same however often and in whatever order it comes. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  councilBench,
  journalSize,
  leftOvers,
  returnFile,
  SAMPLE,
  serviceLine,
  upload,
  uploadEvents,
} from '../testing/council-bench.ts';
import type { RecordBench } from '../testing/record-bench.ts';
import { PART_PEOPLE } from './council-upload-parts.ts';
import { readJournal } from './journal-selection.ts';
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
    for await (const event of uploadEvents(made, SAMPLE, { chunk: 1000 })) {
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
    expect(await leftOvers(made)).toEqual([]);
  });

  it('changes nothing when the same bytes come again', async () => {
    const made = await bench();
    const first = await upload(made, SAMPLE);
    const [before, count] = [[...(await made.record())], await journalSize(made)];
    const second = await upload(made, SAMPLE);
    expect(second).toMatchObject({
      outcome: 'taken',
      rows: { changed: 0, unchanged: first.rows.accepted },
      people: { changed: 0, absent: 0 },
      endedServices: 0,
    });
    expect([...(await made.record())]).toEqual(before);
    expect(await journalSize(made)).toBe(count);
  });

  it('changes nothing when its rows come in another order', async () => {
    const made = await bench();
    const { content: name } = await upload(made, SAMPLE);
    const [before, count] = [[...(await made.record())], await journalSize(made)];
    expect(shuffled(SAMPLE)).not.toBe(SAMPLE);
    expect(await upload(made, shuffled(SAMPLE))).toMatchObject({ content: name, rows: { changed: 0 } });
    expect([...(await made.record())]).toEqual(before);
    expect(await journalSize(made)).toBe(count);
  });

  it('is the same file on a later day, although more months are over by then', async () => {
    const made = await bench();
    let now = '2026-07-10T09:00:00Z';
    const deps = { clock: { now: () => new Date(now) } };
    const { period } = await upload(made, SAMPLE, { deps });
    now = '2026-12-10T09:00:00Z';
    expect(await upload(made, SAMPLE, { deps })).toMatchObject({ period, rows: { changed: 0 } });
  });

  it('gives the same record and the same messages when the journal alone is replayed', async () => {
    const made = await bench();
    await upload(made, SAMPLE);
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
    const count = await journalSize(empty);
    expect(await upload(empty, SAMPLE, { releaseShort: true })).toMatchObject({ rows: { changed: 0 } });
    expect(await journalSize(empty)).toBe(count);
  });

  it('stands where it was sent last, of two of one period', async () => {
    const versions = ['2026-03-31', '2026-05-31'].map((end) =>
      returnFile(serviceLine('A', { Event_End_Date: end, Event_Outcome: 'NFA: Support ended as planned' })),
    );
    for (const [first = '', second = ''] of [versions, versions.toReversed()]) {
      const made = await bench();
      await upload(made, first);
      await upload(made, second);
      const [episode] = await made.resources('EpisodeOfCare');
      expect(second).toContain(episode?.period?.end);
      // The former again is no news.
      expect(await upload(made, first)).toMatchObject({ rows: { changed: 0 } });
    }
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
