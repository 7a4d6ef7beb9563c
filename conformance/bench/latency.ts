/**
 * How long an acknowledgement and an alert take at a steady load. Arrivals are open-loop and at random (a Poisson
 * process): a slow answer does not make the next message late, and waiting for a free connection counts.
 */
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../test-data/borough/random.ts';
import { ofSamples, type Figure } from './figure.ts';
import { startSenders, type Senders } from './send-open.ts';
import { setStage, subscribeLocalities, type BenchContext, type Stage } from './stage.ts';
import type { Webhooks } from './webhooks.ts';

interface Load {
  /** Messages a second. */
  readonly rate: number;
  /** Of one round. */
  readonly messages: number;
  /** Design section 12, milliseconds. */
  readonly ackBudget?: number;
  readonly alertBudget: number;
}

const LOADS: readonly Load[] = [
  { rate: 5, messages: 100, alertBudget: 50 },
  { rate: 50, messages: 500, ackBudget: 20, alertBudget: 100 },
  { rate: 500, messages: 3000, alertBudget: 250 },
];
const ROUNDS = 3;
const CONNECTIONS = 8;
const DRAIN_MS = 20_000;

export async function latency(context: BenchContext): Promise<readonly Figure[]> {
  const loads = context.quick ? LOADS.map((load) => ({ ...load, messages: load.messages / 5 })) : LOADS;
  const total = loads.reduce((sum, { messages }) => sum + messages * ROUNDS, 0);
  const stage = await setStage(context, total);
  const webhooks = await subscribeLocalities(context, stage);
  const senders = await startSenders(stage.gateway.mllpPort, CONNECTIONS);
  context.atEnd(() => senders.stop());
  const figures: Figure[] = [];
  for (const load of loads) {
    const rounds: Round[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      context.say(`${load.rate} messages/s: round ${i + 1} of ${ROUNDS}`);
      rounds.push(await measure(load, i, stage, senders, webhooks));
    }
    figures.push(...figuresOf(load, rounds));
  }
  return figures;
}

interface Round {
  /** Milliseconds from when a message was due to its acknowledgement. */
  readonly acks: readonly number[];
  /** From its last byte handed to the socket to each of its notifications. */
  readonly alerts: readonly number[];
  /** From when it was due to its last byte: the sender's own waiting, part of `acks`. */
  readonly waits: readonly number[];
  readonly missing: number;
}

async function measure(
  { rate, messages }: Load,
  round: number,
  { workload, database }: Stage,
  senders: Senders,
  webhooks: Webhooks,
): Promise<Round> {
  const random = createRandom(rate, `arrivals-${round}`);
  let due = 0;
  const arrivals = workload.next(messages).map((message) => {
    due += (-Math.log(1 - random.next()) * 1000) / rate;
    return { message, due };
  });
  await webhooks.take();
  const sent = await senders.play(arrivals);
  const expected = await drained(database, new Set(arrivals.map(({ message }) => message.controlId)));
  const came = new Map((await webhooks.take()).map((a) => [`${a.path} ${a.eventNumber}`, a.at]));
  const alerts = expected.flatMap(({ key, controlId }) => {
    const at = came.get(key);
    const start = sent.get(controlId)?.written;
    return at === undefined || start === undefined ? [] : [at - start];
  });
  const times = [...sent.values()];
  return {
    acks: times.map(({ due: from, acknowledged }) => acknowledged - from),
    waits: times.map(({ due: from, written }) => written - from),
    alerts,
    missing: expected.length - alerts.length,
  };
}

interface Expected {
  /** Path and event number. */
  readonly key: string;
  readonly controlId: string;
}

/** Waits until nothing is pending, and tells which notifications the messages caused. */
async function drained(database: string, controlIds: ReadonlySet<string>): Promise<readonly Expected[]> {
  const db = new DatabaseSync(database, { readOnly: true });
  try {
    const pending = db.prepare("select count(*) as n from delivery where status = 'pending'");
    for (let waited = 0; Number(pending.get()?.['n']) > 0 && waited < DRAIN_MS; waited += 50) await sleep(50);
    return db
      .prepare(
        `select m.control_id as id, st.endpoint, d.event_number as number from delivery d
           join step s on s.seq = d.step_seq join source_message m on m.id = s.source_message_id
           join subscription_state st on st.subscription_id = d.subscription_id`,
      )
      .all()
      .filter((row) => controlIds.has(String(row['id'])))
      .map((row) => ({
        key: `${new URL(String(row['endpoint'])).pathname} ${Number(row['number'])}`,
        controlId: String(row['id']),
      }));
  } finally {
    db.close();
  }
}

function figuresOf({ rate, ackBudget, alertBudget }: Load, rounds: readonly Round[]): Figure[] {
  const acks = rounds.map((round) => round.acks);
  const alerts = rounds.map((round) => round.alerts);
  const missing = rounds.reduce((sum, round) => sum + round.missing, 0);
  const at = `at ${rate}/s`;
  const atMost = (limit: number) => ({ budget: { limit, sense: 'at most' } as const });
  return [
    ofSamples(acks, 0.5, { name: `ACK p50 ${at}`, unit: 'ms' }),
    ofSamples(acks, 0.99, {
      name: `ACK p99 ${at}`,
      unit: 'ms',
      ...(ackBudget === undefined ? {} : atMost(ackBudget)),
    }),
    ofSamples(alerts, 0.5, { name: `alert p50 ${at}`, unit: 'ms' }),
    ofSamples(alerts, 0.99, {
      name: `alert p99 ${at}`,
      unit: 'ms',
      ...atMost(alertBudget),
      note: missing === 0 ? 'every alert came' : `${missing} alerts had not come after ${DRAIN_MS / 1000} s`,
    }),
    ofSamples(
      rounds.map((round) => round.waits),
      0.99,
      { name: `sender's own wait p99 ${at}`, unit: 'ms', note: 'contained in the ACK figures' },
    ),
  ];
}
