/** `npm run bench`: measures this checkout on this machine, prints each figure beside its budget and writes JSON. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createCleanUp } from '../../test-data/demo/clean-up.ts';
import { councilReturn } from './council-return.ts';
import { durableAck } from './durable-ack.ts';
import type { Figure } from './figure.ts';
import { gpSummaries } from './gp-summaries.ts';
import { latency } from './latency.ts';
import { longLived } from './long-lived.ts';
import { describeMachine, machineLine } from './machine.ts';
import { parseMap } from './parse-map.ts';
import { everything, summary } from './person-views.ts';
import { asJson, table, type BenchResult } from './report.ts';
import { search } from './search.ts';
import { soak } from './soak.ts';
import type { BenchContext } from './stage.ts';
import { startAndMemory } from './start-and-memory.ts';

interface Bench {
  readonly about: string;
  readonly run: (context: BenchContext) => Promise<readonly Figure[]>;
  /** Takes long: is run only where it is named, and may take so many minutes. */
  readonly byName?: number;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  'parse-map': { about: 'bytes to facts, messages a second', run: parseMap },
  'durable-ack': { about: 'acknowledged messages a second, beside the bare transaction', run: durableAck },
  latency: { about: 'ACK and alert latency at 5, 50 and 500 messages a second', run: latency },
  'start-and-memory': { about: 'start-up time, memory idle and after work', run: startAndMemory },
  'long-lived': {
    about: 'ACK of a visit with 5,000 updates and a person with 2,000 visits',
    run: longLived,
    byName: 15,
  },
  'gp-summary': { about: 'GP summaries taken a second', run: gpSummaries },
  'council-return': {
    about: "rows of a council's return a second, and memory meanwhile",
    run: councilReturn,
    byName: 15,
  },
  search: {
    about: 'searches at 26,800 and 268,000 people; the first time makes their databases',
    run: search,
    byName: 20,
  },
  everything: { about: 'Patient/$everything at both sizes', run: everything, byName: 20 },
  summary: { about: 'Patient/$summary at both sizes', run: summary, byName: 20 },
  soak: { about: 'memory over 200,000 messages, first and last third', run: soak, byName: 15 },
};

const HELP = `npm run bench [-- NAME...] [--quick] [--json FILE] [--cpu-prof FOLDER]

Measures on this machine, over loopback only, and stops by itself within a few minutes. Without a name, all that name no minutes:
${Object.entries(BENCHES)
  .map(
    ([name, { about, byName }]) =>
      `  ${name.padEnd(18)}${about}${byName === undefined ? '' : ` (up to ${byName} minutes)`}`,
  )
  .join('\n')}

  --quick            fewer and shorter rounds: shows that it works; not for quoting
  --json FILE        where the figures go (bench-results.json)
  --cpu-prof FOLDER  writes a CPU profile of the gateway's process there
  --help             this text

Replay of a journal is not measured yet.
`;

/** No other bench takes so long unless something hangs. */
const LIMIT_MINUTES = 10;
const MINUTE_MS = 60_000;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string', default: 'bench-results.json' },
      'cpu-prof': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const unknown = positionals.filter((name) => !Object.hasOwn(BENCHES, name));
  if (unknown.length > 0) throw new Error(`no bench is called ${unknown.join(', ')}; see --help`);
  const names = positionals.length > 0 ? positionals : unnamed();
  const profile = values['cpu-prof'] === undefined ? undefined : resolve(values['cpu-prof']);
  if (profile !== undefined) mkdirSync(profile, { recursive: true });
  const machine = describeMachine(new Date());
  process.stdout.write(`${machineLine(machine)}\n\n`);
  const results: BenchResult[] = [];
  for (const name of names) {
    const result = await runBench(name, values.quick, profile);
    results.push(result);
    process.stdout.write(`${table(result)}\n`);
  }
  writeFileSync(values.json, asJson(machine, values.quick, results));
  process.stdout.write(`written to ${values.json}\n`);
}

function unnamed(): string[] {
  return Object.keys(BENCHES).filter((name) => BENCHES[name]?.byName === undefined);
}

async function runBench(name: string, quick: boolean, profile: string | undefined): Promise<BenchResult> {
  const bench = BENCHES[name];
  if (bench === undefined) throw new Error(`no bench is called ${name}`);
  const cleanUp = createCleanUp();
  const ended = Promise.withResolvers<never>();
  const minutes = bench.byName ?? LIMIT_MINUTES;
  const timer = setTimeout(() => {
    ended.reject(new Error(`${name} took longer than ${minutes} minutes`));
  }, minutes * MINUTE_MS);
  const interrupted = (): void => {
    ended.reject(new Error('interrupted'));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const started = performance.now();
  const context: BenchContext = {
    quick,
    now: new Date(),
    say: (text) => void process.stderr.write(`  ${text}\n`),
    atEnd: (stop) => {
      cleanUp.add(stop);
    },
    ...(profile === undefined ? {} : { profile }),
  };
  try {
    const figures = await Promise.race([bench.run(context), ended.promise]);
    return { bench: name, seconds: (performance.now() - started) / 1000, figures };
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await cleanUp.run();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
