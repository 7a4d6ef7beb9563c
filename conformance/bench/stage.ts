/** What a bench measures against: a gateway in its own process, on a database in a temporary folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGatewayChild, type GatewayChild } from '../../gateway/testing/crash/gateway-child.ts';
import { subscribe } from '../../gateway/testing/crash/subscribe.ts';
import { sendClosed } from './send-closed.ts';
import { startWebhooks, type Webhooks } from './webhooks.ts';
import { makeWorkload, type Workload } from './workload.ts';

/** What every bench is given. */
export interface BenchContext {
  /** Fewer and shorter rounds: to see that it runs, not to quote. */
  readonly quick: boolean;
  readonly now: Date;
  /** Says on the terminal what is going on. */
  readonly say: (text: string) => void;
  /** Has something stopped when the bench is over, however it ends. */
  readonly atEnd: (stop: () => Promise<unknown>) => void;
  /** Folder for a CPU profile of the gateway. */
  readonly profile?: string;
}

export interface Stage {
  readonly gateway: GatewayChild;
  readonly database: string;
  readonly folder: string;
  readonly workload: Workload;
}

const WARM_UP = 1500;

export async function startGateway(context: BenchContext): Promise<Omit<Stage, 'workload'>> {
  const folder = mkdtempSync(join(tmpdir(), 'rother-bench-'));
  context.atEnd(() => {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  });
  const database = join(folder, 'rother.db');
  const nodeOptions =
    context.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${context.profile}`];
  const gateway = await startGatewayChild({ database, nodeOptions });
  context.atEnd(() => gateway.stop());
  return { gateway, database, folder };
}

/** A gateway that knows the borough's people and has compiled its hot paths. @param messages of the bench itself. */
export async function setStage(context: BenchContext, messages: number): Promise<Stage> {
  const workload = makeWorkload(messages + WARM_UP, context.now);
  const started = await startGateway(context);
  const { mllpPort } = started.gateway;
  context.say(`loading ${workload.people.length} people and warming up`);
  await sendClosed(workload.people, mllpPort, 8);
  await sendClosed(workload.next(WARM_UP), mllpPort, 8);
  return { ...started, workload };
}

/** One subscription a locality, id-only, to a subscriber that answers at once. Paths are the localities' codes. */
export async function subscribeLocalities(
  context: BenchContext,
  { gateway, workload }: Pick<Stage, 'gateway' | 'workload'>,
): Promise<Webhooks> {
  const webhooks = await startWebhooks();
  context.atEnd(() => webhooks.stop());
  for (const { code } of workload.place.localities) {
    const wanted = { endpoint: webhooks.endpoint(`/${code}`), content: 'id-only', locality: code } as const;
    await subscribe(gateway.baseUrl, wanted);
  }
  return webhooks;
}

/** The same, of subscribers that cannot be reached: alerts are accounted for and wait. */
export async function subscribeUnreachable({
  gateway,
  workload,
}: Pick<Stage, 'gateway' | 'workload'>): Promise<void> {
  for (const { code } of workload.place.localities) {
    // Port 9 is discard: nothing listens there on a machine of today.
    const wanted = { endpoint: `http://127.0.0.1:9/${code}`, content: 'id-only', locality: code } as const;
    await subscribe(gateway.baseUrl, wanted, 'error');
  }
}
