/**
 * Whether memory stays flat: 200,000 messages of the synthetic borough over real MLLP, alerts delivered meanwhile; heap and
 * resident memory of the gateway's process are sampled as it goes on, and the last third is compared with the first.
 */
import { median, ofRounds, type Figure } from './figure.ts';
import { gatewayMemory, type GatewayMemory } from './gateway-memory.ts';
import { sendClosed } from './send-closed.ts';
import { setStage, subscribeLocalities, type BenchContext } from './stage.ts';

const MESSAGES = 200_000;
const QUICK_MESSAGES = 3000;
const SAMPLES = 100;
const QUICK_SAMPLES = 30;
/** Of the samples, those before it are left out: caches fill, code is compiled. */
const WARM_UP = 0.1;
/** However slow the machine: then what has been measured is told. */
const LIMIT_MS = 13 * 60_000;
const CONNECTIONS = 8;
/** Percent by which the last third may lie above the first: more is a leak, less is chance of collection. */
const FLAT = { limit: 10, sense: 'at most' } as const;

export async function soak(context: BenchContext): Promise<readonly Figure[]> {
  const messages = context.quick ? QUICK_MESSAGES : MESSAGES;
  const count = context.quick ? QUICK_SAMPLES : SAMPLES;
  const stage = await setStage(context, messages);
  await subscribeLocalities(context, stage);
  const samples: GatewayMemory[] = [];
  const rates: number[] = [];
  const ends = performance.now() + LIMIT_MS;
  const each = messages / count;
  context.say('messages  heap MB  external MB  resident MB  messages/s');
  for (let i = 1; i <= count && performance.now() < ends; i++) {
    const rate = await sendClosed(stage.workload.next(each), stage.gateway.mllpPort, CONNECTIONS);
    const sample = await gatewayMemory(stage.gateway.httpPort);
    samples.push(sample);
    rates.push(rate);
    const columns = [sample.heap, sample.external, sample.resident].map((n) => n.toFixed(1).padStart(11));
    context.say(`${String(i * each).padStart(8)}${columns.join('  ')}  ${rate.toFixed(0)}`);
  }
  const sent = samples.length * each;
  return [
    ...growth('heap in use', sent, samples, ({ heap }) => heap),
    ...growth('resident memory', sent, samples, ({ resident }) => resident),
    ...growth('memory outside the heap', sent, samples, ({ external }) => external, false),
    ofRounds(rates, {
      name: 'durable ACKs, 8 connections, alerts delivered',
      unit: 'messages/s',
      samples: sent,
    }),
  ];
}

/** The medians of the first and the last third, and by how many percent the one lies above the other. */
function growth(
  name: string,
  messages: number,
  samples: readonly GatewayMemory[],
  of: (sample: GatewayMemory) => number,
  budgeted = true,
): readonly Figure[] {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP)).map(of);
  const third = Math.floor(warm.length / 3);
  const first = warm.slice(0, third);
  const last = warm.slice(-third);
  const change = 100 * (median(last) / median(first) - 1);
  return [
    ofRounds(first, { name: `${name}, first third`, unit: 'MB', samples: first.length }),
    ofRounds(last, { name: `${name}, last third`, unit: 'MB', samples: last.length }),
    ofRounds([change], {
      name: `${name}, change over ${messages} messages`,
      unit: '%',
      samples: warm.length,
      ...(budgeted ? { budget: FLAT } : {}),
    }),
  ];
}
