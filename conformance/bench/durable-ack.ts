/**
 * Messages acknowledged a second over real MLLP, each acknowledgement after its commit, beside the bare transaction of
 * the same rows. Gateway and bare database take turns within each round, so that other load meets both.
 */
import { join } from 'node:path';
import { BareDatabase } from './bare-transaction.ts';
import { median, ofRounds, type Figure } from './figure.ts';
import { sendClosed } from './send-closed.ts';
import {
  setStage,
  subscribeLocalities,
  subscribeUnreachable,
  type BenchContext,
  type Stage,
} from './stage.ts';

const BATCH = 64;

/** Budget: design section 12. */
const RATE = { limit: 1500, sense: 'at least' } as const;
const RATIO = { limit: 45, sense: 'at least' } as const;

export async function durableAck(context: BenchContext): Promise<readonly Figure[]> {
  const rounds = context.quick ? 3 : 5;
  const many = context.quick ? 600 : 2000;
  const few = context.quick ? 200 : 600;
  const stage = await setStage(context, rounds * (2 * many + few));
  await subscribeUnreachable(stage);
  // Two copies, as the same rows can be inserted once in each.
  const bare = ['bare.db', 'small.db'].map(
    (name) => new BareDatabase(stage.database, join(stage.folder, name)),
  );
  const figures = [
    ...(await inTurns(context, stage, bare, { connections: 8, rounds, messages: many })),
    ...(await inTurns(context, stage, bare, { connections: 1, rounds, messages: few })),
  ];
  for (const copy of bare) copy.close();
  await subscribeLocalities(context, stage);
  context.say('8 connections, alerts being delivered meanwhile');
  const delivering: number[] = [];
  for (let i = 0; i < rounds; i++) {
    delivering.push(await sendClosed(stage.workload.next(many), stage.gateway.mllpPort, 8));
  }
  const name = 'durable ACKs, 8 connections, while delivering alerts';
  return [...figures, ofRounds(delivering, { name, unit: 'messages/s', samples: rounds * many })];
}

async function inTurns(
  context: BenchContext,
  { workload, gateway }: Stage,
  bare: readonly BareDatabase[],
  { connections, rounds, messages }: { connections: number; rounds: number; messages: number },
): Promise<Figure[]> {
  const ours: number[] = [];
  /** Of each copy: in transactions of 64 messages, and of as many as there are connections. */
  const sizes = [BATCH, connections];
  const batched: number[][] = [[], []];
  const rows: number[] = [];
  for (let i = 0; i < rounds; i++) {
    context.say(`durable ACKs over ${connections}: round ${i + 1} of ${rounds}`);
    ours.push(await sendClosed(workload.next(messages), gateway.mllpPort, connections));
    for (const [copy, database] of bare.entries()) {
      const round = database.readRound();
      if (round.length !== messages)
        throw new Error(`${round.length} messages were written, sent ${messages}`);
      batched[copy]?.push(database.insert(round, sizes[copy] ?? BATCH));
      if (copy === 0) rows.push(round.reduce((sum, message) => sum + message.rows.length, 0) / messages);
    }
  }
  const samples = rounds * messages;
  const over = `${connections} connection${connections === 1 ? '' : 's'}`;
  const ratios = ours.map((rate, i) => (100 * rate) / (batched[0]?.[i] ?? Number.NaN));
  const eight = connections === 8;
  return [
    ofRounds(ours, {
      name: `durable ACKs, ${over}`,
      unit: 'messages/s',
      samples,
      ...(eight ? { budget: RATE } : {}),
      note: `${median(rows).toFixed(1)} rows a message; alerts accounted for, subscribers down`,
    }),
    ...sizes.map((size, copy) =>
      ofRounds(batched[copy] ?? [], { name: `bare transactions of ${size}`, unit: 'messages/s', samples }),
    ),
    ofRounds(ratios, {
      name: `ratio to transactions of ${BATCH}, ${over}`,
      unit: '%',
      samples,
      ...(eight ? { budget: RATIO } : {}),
    }),
  ];
}
