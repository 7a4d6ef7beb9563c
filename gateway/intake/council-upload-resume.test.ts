/** Uploads that are broken off, and faults of the gateway: what is done stays, and the same file goes on from there. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  contentOf,
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
import { receiveDocument } from './receive-document.ts';

const open: RecordBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

async function bench(): Promise<RecordBench> {
  const made = await councilBench();
  open.push(made);
  return made;
}

describe('an upload that is broken off', () => {
  /** What an upload without a break makes of it. */
  async function unbroken(): Promise<string[]> {
    const made = await bench();
    await upload(made, SAMPLE);
    return contentOf(made);
  }

  it('leaves the feed free, and the same file goes on from there', async () => {
    const made = await bench();
    for await (const event of uploadEvents(made, SAMPLE)) {
      if (event.kind === 'progress' && event.applied > 0) break;
    }
    expect(await leftOvers(made)).toEqual([]);
    const applied = await journalSize(made);
    expect(applied).toBe(1);
    const { rows } = await upload(made, SAMPLE);
    expect(rows.unchanged).toBeGreaterThan(0);
    expect(rows.changed).toBeGreaterThan(rows.unchanged);
    expect(await contentOf(made)).toEqual(await unbroken());
  });

  it('in the middle of the body changes nothing', async () => {
    const made = await bench();
    const half = (async function* () {
      await Promise.resolve();
      yield Buffer.from(SAMPLE.slice(0, SAMPLE.length / 2));
      throw new Error('cut');
    })();
    const run = async (): Promise<void> => {
      for await (const event of uploadEvents(made, half)) expect(event.kind).toBe('progress');
    };
    await expect(run()).rejects.toThrow('cut');
    expect([await journalSize(made), await leftOvers(made)]).toEqual([0, []]);
  });

  it('by a crash holds the feed for half a minute, and what it staged goes with the next upload', async () => {
    const made = await bench();
    let now = Date.parse('2026-12-01T12:00:00Z');
    const deps = { clock: { now: () => new Date(now) } };
    const crashed = uploadEvents(made, SAMPLE, { deps });
    await crashed.next();
    expect((await leftOvers(made)).length).toBeGreaterThan(1);
    now += 10_000;
    expect(await uploadEvents(made, SAMPLE, { deps }).next()).toMatchObject({
      value: { kind: 'busy', retryAfterSeconds: 20 },
    });
    now += 20_000;
    expect(await upload(made, SAMPLE, { deps })).toMatchObject({ outcome: 'taken' });
    expect(await leftOvers(made)).toEqual([]);
    // The one that stood still all the time finds that it has lost the feed, and touches nothing.
    const rest = [];
    for await (const event of crashed) rest.push(event);
    expect(rest.at(-1)).toMatchObject({ kind: 'end', summary: { rows: { changed: 0 } } });
    expect(await contentOf(made)).toEqual(await unbroken());
  });

  it('is told to come again where the store takes nothing', async () => {
    const made = await bench();
    let left = 2;
    const summary = await upload(made, SAMPLE, {
      deps: {
        receive: (raw, controlId) =>
          left-- > 0
            ? receiveDocument(raw, { feed: 'rmbc-asc', peer: '', controlId }, made.deps)
            : Promise.resolve({ receipt: { kind: 'unavailable' }, steps: 0, changes: 0 }),
      },
    });
    expect(summary).toMatchObject({ outcome: 'stopped', people: { stated: 2 * PART_PEOPLE } });
    expect(await upload(made, SAMPLE)).toMatchObject({ outcome: 'taken' });
    expect(await contentOf(made)).toEqual(await unbroken());
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
