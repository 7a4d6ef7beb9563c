/**
 * Reads over HTTP of a borough and of one a tenth its size, each behind a gateway of its own. The two take turns, so that
 * other load meets both; parameters are drawn from what is loaded; an answer that finds nothing ends the bench.
 */
import { startGatewayChild } from '../../gateway/testing/crash/gateway-child.ts';
import { createRandom } from '../../test-data/borough/random.ts';
import { boroughOf } from './borough-database.ts';
import { drawPeople, type Drawn } from './borough-sample.ts';
import { median, ofRounds, ofSamples, percentile, type Figure } from './figure.ts';
import type { BenchContext } from './stage.ts';

export interface Read {
  readonly name: string;
  /** Only of people with a GP summary. */
  readonly summary?: true;
  /** Below `/fhir/`. */
  readonly path: (person: Drawn) => string;
}

const LARGE = 268_000;
const QUICK_LARGE = 4000;
/** Design section 12. */
const P99 = { limit: 20, sense: 'at most' } as const;
const RATIO = { limit: 1.5, sense: 'at most' } as const;
const WARM_UP = 30;
/** A read that takes longer has no figure worth waiting for. */
const TIMEOUT_MS = 30_000;

interface Side {
  readonly people: number;
  readonly baseUrl: string;
  readonly drawn: readonly Drawn[];
  readonly drawnWithSummary: readonly Drawn[];
}

export async function measureReads(
  context: BenchContext,
  reads: readonly Read[],
): Promise<readonly Figure[]> {
  const people = context.quick ? QUICK_LARGE : LARGE;
  const rounds = context.quick ? 3 : 6;
  const each = context.quick ? 10 : 50;
  const needed = WARM_UP + rounds * each;
  const small = await openSide(context, people / 10, needed);
  const large = await openSide(context, people, needed);
  const figures: Figure[] = [];
  for (const read of reads) {
    context.say(read.name);
    const times: Record<'small' | 'large', number[][]> = { small: [], large: [] };
    for (const side of [small, large]) await timeReads(side, read, 0, WARM_UP);
    for (let round = 0; round < rounds; round++) {
      const from = WARM_UP + round * each;
      times.small.push(await timeReads(small, read, from, each));
      times.large.push(await timeReads(large, read, from, each));
    }
    figures.push(...figuresOf(read.name, times, [small.people, large.people]));
  }
  return figures;
}

function figuresOf(
  name: string,
  { small, large }: Readonly<Record<'small' | 'large', readonly number[][]>>,
  [fewer, more]: readonly [number, number],
): Figure[] {
  const ratio = (p: number): number => percentile(large.flat(), p) / percentile(small.flat(), p);
  const about = { unit: 'ms' } as const;
  return [
    ofSamples(small, 0.5, { name: `${name}, ${fewer} people, p50`, ...about }),
    ofSamples(small, 0.99, { name: `${name}, ${fewer} people, p99`, ...about, budget: P99 }),
    ofSamples(large, 0.5, { name: `${name}, ${more} people, p50`, ...about }),
    ofSamples(large, 0.99, { name: `${name}, ${more} people, p99`, ...about, budget: P99 }),
    ofRounds([ratio(0.99)], {
      name: `${name}, ratio of p99`,
      unit: 'times',
      samples: large.flat().length,
      budget: RATIO,
      note: `ratio of p50 ${ratio(0.5).toFixed(2)}, of the rounds' medians ${median(large.map((round, i) => median(round) / median(small[i] ?? []))).toFixed(2)}`,
    }),
  ];
}

async function openSide(context: BenchContext, wanted: number, needed: number): Promise<Side> {
  const { database, people, about } = await boroughOf(context, wanted);
  context.say(about);
  const random = createRandom(people, 'reads');
  const drawn = await drawPeople(database, needed, random);
  const nodeOptions =
    context.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${context.profile}`];
  const gateway = await startGatewayChild({ database, nodeOptions });
  context.atEnd(() => gateway.stop());
  return { people, baseUrl: gateway.baseUrl, drawn: drawn.anybody, drawnWithSummary: drawn.withSummary };
}

async function timeReads(side: Side, read: Read, from: number, count: number): Promise<number[]> {
  const people = read.summary === true ? side.drawnWithSummary : side.drawn;
  const times: number[] = [];
  for (let i = from; i < from + count; i++) {
    const person = people[i % people.length];
    if (person === undefined) throw new Error('nobody was drawn');
    const url = `${side.baseUrl}/${read.path(person)}`;
    const started = performance.now();
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    times.push(performance.now() - started);
    if (response.status !== 200) throw new Error(`${read.name} was answered with ${response.status}`);
    if (!text.includes('"fullUrl"')) throw new Error(`${read.name} found nothing`);
  }
  return times;
}
