/**
 * `npm run demo`: a gateway, a synthetic borough, a simulated day over real MLLP, alerts as they reach two locality
 * teams, and the proof at the end that none was lost. Exit 0 after a good day, 1 with the reason after a bad one.
 */
import { knownAllergies } from './known-allergies.ts';
import { createAlertWatch, type AlertWatch } from './alert-watch.ts';
import { checkSharedRecord } from './check-shared-record.ts';
import { createCleanUp, type CleanUp } from './clean-up.ts';
import { createDisplay } from './display.ts';
import { MllpSender } from './mllp-sender.ts';
import { HELP, readArguments, type DemoOptions } from './options.ts';
import { playDay } from './play.ts';
import { checkRecord, reconcileSubscription } from './reconcile.ts';
import type { ReceivedEvent } from './receiver.ts';
import { setUp, type Stage } from './set-up.ts';
import { latestPlainDay, midnightOf, timeOfDay } from './simulated-day.ts';
import { faultsOf, queryLines, summaryLines, type DayResult } from './summary.ts';
import { DAY_SECONDS } from '../borough/day.ts';

/** Ctrl-C, a request to end, or a terminal that was closed. */
class Interrupted extends Error {}

const PLAY_CONNECTIONS = 4;
const SAMPLE = 150;
const SHARED_SAMPLE = 100;
/** A hung run ends too: seven minutes, or longer where the speed asked for needs longer. */
const LONGEST_MS = 420_000;

process.exit(await main(process.argv.slice(2)));

async function main(argv: readonly string[]): Promise<number> {
  const read = readArguments(argv);
  if (read.kind === 'help') {
    console.log(HELP);
    return 0;
  }
  if (read.kind === 'wrong') {
    console.error(`${read.message}\n\n${HELP}`);
    return 1;
  }
  const { options } = read;
  const stop = new AbortController();
  const interrupt = (): void => {
    stop.abort(new Interrupted('interrupted'));
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt).once('SIGHUP', interrupt);
  // After SIGHUP there may be no terminal left to write to; the clean-up goes on without.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const playing = (DAY_SECONDS / options.speed) * 1000;
  const limit = setTimeout(
    () => {
      stop.abort(new Error('the demo did not come to its end in time'));
    },
    Math.max(LONGEST_MS, playing + 320_000),
  );
  const cleanUp = createCleanUp();
  try {
    const { faults } = await unlessAborted(stop.signal, demonstrate(options, stop, cleanUp));
    clearTimeout(limit);
    for (const fault of faults) console.error(`FAULT  ${fault}`);
    if (faults.length === 0 && options.stay) await untilAborted(stop.signal);
    return faults.length === 0 ? 0 : 1;
  } catch (error) {
    const interrupted = error instanceof Interrupted;
    console.error(
      interrupted ? '\nInterrupted.' : `\n${error instanceof Error ? error.message : String(error)}`,
    );
    return interrupted ? 130 : 1;
  } finally {
    clearTimeout(limit);
    await cleanUp.run();
  }
}

async function demonstrate(
  options: DemoOptions,
  stop: AbortController,
  cleanUp: CleanUp,
): Promise<{ faults: readonly string[] }> {
  const day = latestPlainDay(new Date());
  const now = (): number => performance.now();
  const landed: { watch?: AlertWatch } = {};
  const stage = await setUp(options, {
    day,
    now,
    cleanUp,
    onDeath: (reason) => {
      stop.abort(reason);
    },
    onEvent: (received: ReceivedEvent) => landed.watch?.landed(received),
  });
  const display = createDisplay(process.stdout, now);
  landed.watch = createAlertWatch({
    borough: stage.borough,
    display,
    now,
    midnight: midnightOf(day),
    allergiesOf: (patient) => knownAllergies(stage.fhir, patient),
  });
  const { watch } = landed;
  const sender = new MllpSender({
    host: '127.0.0.1',
    port: stage.ports.mllpPort,
    connections: PLAY_CONNECTIONS,
    now,
  });
  cleanUp.add(() => sender.stop());
  await sender.start();
  console.log(`\n${day}, ${options.speed} times faster than life:\n`);
  await playDay(stage.borough.day.messages, {
    speed: options.speed,
    sender,
    now,
    signal: stop.signal,
    onSent: ({ visitNumber, disturbance, at }) => {
      // A repeat causes nothing, so no alert is its.
      if (visitNumber !== undefined && disturbance !== 'repeat') watch.sent(visitNumber, at);
    },
    onTime: (seconds) => {
      display.progress(seconds / DAY_SECONDS, progressText(stage, sender, watch, seconds));
    },
  });
  await sender.stop();
  const result = await settle(stage, sender, watch, stop.signal);
  display.clear();
  for (const line of summaryLines(result)) console.log(line);
  tellHowToQuery(stage, options);
  return { faults: faultsOf(result) };
}

async function settle(
  stage: Stage,
  sender: MllpSender,
  watch: AlertWatch,
  signal: AbortSignal,
): Promise<DayResult> {
  const { borough, fhir, receiver } = stage;
  const subscriptions = [];
  for (const { name, id } of stage.subscriptions) {
    subscriptions.push(await reconcileSubscription(name, id, { fhir, receiver, signal }));
  }
  await watch.printed();
  const kinds = Map.groupBy(borough.day.messages, ({ disturbance }) => disturbance);
  return {
    loaded: stage.loaded,
    shared: stage.shared,
    sharedCheck: await checkSharedRecord(borough.shared, stage.shared.unavailable, fhir, SHARED_SAMPLE),
    played: sender.account,
    disturbances: Object.fromEntries([...kinds].map(([kind, messages]) => [kind, messages.length])),
    subscriptions,
    watch,
    check: await checkRecord(borough, fhir, SAMPLE),
    refusedRequests: receiver.refused,
  };
}

function progressText(stage: Stage, sender: MllpSender, watch: AlertWatch, seconds: number): string {
  const { sent, answers, latencies } = sender.account;
  const ack = latencies.percentile(0.5)?.toFixed(1) ?? '-';
  return `${timeOfDay(seconds)}  ${sent}/${stage.borough.day.messages.length} sent, ${answers.AA} AA, ${watch.alerts} alerts, ACK p50 ${ack} ms`;
}

function tellHowToQuery({ borough, fhir, subscriptions }: Stage, { stay, seed, people }: DemoOptions): void {
  if (stay) {
    console.log('\nThe gateway keeps serving until Ctrl-C. Ask it:');
    for (const line of queryLines(borough, fhir.base, subscriptions[0]?.id ?? '')) console.log(line);
    return;
  }
  const same = `${people === 5000 ? '' : ` --people ${people}`}${seed === 1 ? '' : ` --seed ${seed}`}`;
  console.log(
    `\nTo ask the record yourself, keep it running with\n  npm run demo -- --stay --port 8080${same}\nand then:`,
  );
  for (const line of queryLines(borough, 'http://127.0.0.1:8080/fhir', '')) console.log(line);
}

/** The work, or the reason for which it was given up. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const give = (): void => {
    aborted.reject(signal.reason instanceof Error ? signal.reason : new Error('given up'));
  };
  signal.addEventListener('abort', give, { once: true });
  if (signal.aborted) give();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', give);
  }
}

/** Resolves on Ctrl-C; rejects where the gateway dies. */
async function untilAborted(signal: AbortSignal): Promise<void> {
  try {
    await unlessAborted(signal, new Promise<never>(() => undefined));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
}
