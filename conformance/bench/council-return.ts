/** A council's Client Level Data return through POST /feeds/social-care: rows a second, and whether memory stays flat meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadPlace } from '../../gateway/place.ts';
import { cldPeople } from '../../test-data/social-care/cld-people.ts';
import { cldReturn } from '../../test-data/social-care/cld-return.ts';
import { median, ofRounds, type Figure } from './figure.ts';
import { gatewayMemory, type GatewayMemory } from './gateway-memory.ts';
import { postReturn } from './post-feeds.ts';
import { startGateway, type BenchContext } from './stage.ts';
import { PLACE_FILE } from './workload.ts';

const ROWS = 100_000;
const QUICK_ROWS = 1500;
/** About as many rows a person as a year of a council has. */
const ROWS_A_PERSON = 8;
const SEED = 206;
const PERIOD = { start: '2024-07-01', end: '2025-06-30' };
const SAMPLE_MS = 500;
/** Megabytes by which the heap in use may grow over 100,000 rows: what one part of a file holds, not the file. */
const FLAT = { limit: 20, sense: 'at most' } as const;

interface Sample extends GatewayMemory {
  readonly seconds: number;
}

export async function councilReturn(context: BenchContext): Promise<readonly Figure[]> {
  const rows = context.quick ? QUICK_ROWS : ROWS;
  const [council] = loadPlace(PLACE_FILE).councils;
  if (council === undefined) throw new Error('the place has no council');
  const people = cldPeople(Math.ceil(rows / ROWS_A_PERSON), SEED);
  const { gateway } = await startGateway(context);
  const upload = async (): Promise<number> => {
    const options = { seed: SEED, council: council.code, period: PERIOD, rows };
    const started = performance.now();
    const accepted = await postReturn(gateway, cldReturn(people, options));
    return accepted / ((performance.now() - started) / 1000);
  };
  const samples: Sample[] = [];
  const started = performance.now();
  const stop = new AbortController();
  const sampling = (async () => {
    while (!stop.signal.aborted) {
      samples.push({
        ...(await gatewayMemory(gateway.httpPort)),
        seconds: (performance.now() - started) / 1000,
      });
      await sleep(SAMPLE_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  context.say(`a return of ${rows} rows`);
  const first = await upload();
  stop.abort();
  await sampling;
  context.say('the same file again');
  const again = await upload();
  return [
    ofRounds([first], { name: 'rows of a return, first time', unit: 'rows/s', samples: rows }),
    ofRounds([again], { name: 'rows of the same return again', unit: 'rows/s', samples: rows }),
    ...memoryFigures(samples, rows),
  ];
}

/** The least of each tenth is what is in use after a collection: the line through these is the growth. */
function memoryFigures(samples: readonly Sample[], rows: number): readonly Figure[] {
  const tenth = Math.max(1, Math.floor(samples.length / 10));
  const warm = samples.slice(tenth);
  const lows: (readonly [number, number])[] = [];
  for (let i = 0; i < warm.length; i += tenth) {
    const part = warm.slice(i, i + tenth);
    const low = part.reduce((a, b) => (b.heap < a.heap ? b : a));
    lows.push([low.seconds, low.heap]);
  }
  const seconds = samples.at(-1)?.seconds ?? 0;
  return [
    ofRounds([slope(lows) * seconds], {
      name: `growth of the heap in use over ${rows} rows`,
      unit: 'MB',
      samples: samples.length,
      budget: FLAT,
      note: 'slope of the line through the least of each tenth, the first tenth left out',
    }),
    ofRounds([median(samples.map(({ resident }) => resident))], {
      name: 'resident memory meanwhile',
      unit: 'MB',
      samples: samples.length,
      budget: { limit: 400, sense: 'at most' },
      note: `highest ${Math.max(...samples.map(({ resident }) => resident)).toFixed(0)} MB`,
    }),
  ];
}

/** Of the line of least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (of: 0 | 1): number => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const below = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return below === 0 ? 0 : above / below;
}
