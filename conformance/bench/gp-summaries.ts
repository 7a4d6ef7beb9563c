/** GP summaries taken a second through POST /feeds/gp-summary, each answered after its commit: people whom nobody knew, then the same anew. */
import { generatePeople } from '../../test-data/borough/people.ts';
import { isRegistered, practiceAnswer } from '../../test-data/gp-summary/practice-answer.ts';
import { loadPlace } from '../../gateway/place.ts';
import { median, ofRounds, type Figure } from './figure.ts';
import { postGpSummary } from './post-feeds.ts';
import { startGateway, type BenchContext } from './stage.ts';
import { PLACE_FILE } from './workload.ts';

const SEED = 20_260_401;
const FIRST = '2026-06-01';
const AGAIN = '2026-06-02';
const CONNECTIONS = 4;

export async function gpSummaries(context: BenchContext): Promise<readonly Figure[]> {
  const rounds = context.quick ? 3 : 5;
  const each = context.quick ? 12 : 60;
  const people = generatePeople(loadPlace(PLACE_FILE), {
    people: Math.ceil((rounds + 1) * each * 1.2),
    seed: SEED,
    day: FIRST,
  }).filter(isRegistered);
  const bundles = (day: string): readonly string[] =>
    people.map((person) => JSON.stringify(practiceAnswer(person, { seed: SEED, day }).submission));
  const { gateway } = await startGateway(context);
  const send = async (all: readonly string[], connections: number): Promise<number> => {
    let next = 0;
    const started = performance.now();
    await Promise.all(
      Array.from({ length: connections }, async () => {
        for (let one = all[next++]; one !== undefined; one = all[next++]) await postGpSummary(gateway, one);
      }),
    );
    return all.length / ((performance.now() - started) / 1000);
  };
  const figures: Figure[] = [];
  for (const [what, day] of [
    ['of people unknown before', FIRST],
    ['a day later, of the same people', AGAIN],
  ] as const) {
    const all = bundles(day);
    const sizes = all.map((bundle) => bundle.length / 1000);
    await send(all.slice(0, each), CONNECTIONS);
    const rates: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      context.say(`GP summaries ${what}: round ${round} of ${rounds}`);
      rates.push(await send(all.slice(round * each, (round + 1) * each), CONNECTIONS));
    }
    figures.push(
      ofRounds(rates, {
        name: `GP summaries ${what}, ${CONNECTIONS} connections`,
        unit: 'bundles/s',
        samples: rounds * each,
        note: `median ${median(sizes).toFixed(1)} kB a bundle, largest ${Math.max(...sizes).toFixed(1)} kB; each acknowledged after its commit`,
      }),
    );
  }
  return figures;
}
