/** What is wrong with a return, or missing from it: told without a value of a person, and taken or held accordingly. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  councilBench,
  leftOvers,
  returnFile,
  serviceLine,
  SHEFFIELD,
  upload,
} from '../testing/council-bench.ts';
import type { RecordBench } from '../testing/record-bench.ts';

const open: RecordBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

async function bench(): Promise<RecordBench> {
  const made = await councilBench();
  open.push(made);
  return made;
}

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
    expect(await leftOvers(made)).toEqual([]);
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
