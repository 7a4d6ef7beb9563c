/** From spawn to ready, and the resident memory of the process when idle and after work. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ofRounds, type Figure } from './figure.ts';
import { sendClosed } from './send-closed.ts';
import { setStage, startGateway, subscribeLocalities, type BenchContext } from './stage.ts';

const IDLE_MS = 2000;

export async function startAndMemory(context: BenchContext): Promise<readonly Figure[]> {
  const starts: number[] = [];
  const idle: number[] = [];
  for (let i = 0; i < (context.quick ? 3 : 5); i++) {
    context.say(`start ${i + 1}`);
    const started = performance.now();
    const { gateway } = await startGateway(context);
    starts.push((performance.now() - started) / 1000);
    await sleep(IDLE_MS);
    idle.push(memory(gateway.pid, 'VmRSS'));
    await gateway.stop();
  }
  const messages = context.quick ? 2000 : 20_000;
  const stage = await setStage(context, messages);
  await subscribeLocalities(context, stage);
  context.say(`${messages} messages over 8 connections, alerts delivered meanwhile`);
  await sendClosed(stage.workload.next(messages), stage.gateway.mllpPort, 8);
  const loaded = memory(stage.gateway.pid, 'VmRSS');
  const peak = memory(stage.gateway.pid, 'VmHWM');
  const atMost = (limit: number) => ({ budget: { limit, sense: 'at most' } as const });
  return [
    ofRounds(starts, { name: 'spawn to ready, empty database', unit: 's', ...atMost(2) }),
    ofRounds(idle, { name: 'resident memory, idle', unit: 'MB', ...atMost(180) }),
    ofRounds([loaded], {
      name: `resident memory after ${messages} messages`,
      unit: 'MB',
      ...atMost(400),
      note: `highest ever: ${peak.toFixed(0)} MB`,
    }),
  ];
}

/** Megabytes of a process as Linux counts them. @throws Error on a system without /proc. */
function memory(pid: number, line: 'VmRSS' | 'VmHWM'): number {
  const kibibytes = new RegExp(`^${line}:\\s+(\\d+) kB`, 'm').exec(
    readFileSync(`/proc/${pid}/status`, 'utf8'),
  )?.[1];
  if (kibibytes === undefined) throw new Error(`/proc/${pid}/status has no ${line}`);
  return (Number(kibibytes) * 1024) / 1e6;
}
