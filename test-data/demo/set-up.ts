/** Everything before the day begins: borough, gateway, people, those on wards already, GP summaries and social care, receiver and subscriptions. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { Listr } from 'listr2';
import { makeBorough, type DemoBorough } from './borough-of-demo.ts';
import type { CleanUp } from './clean-up.ts';
import { createFeedsClient } from './feeds-client.ts';
import { createFhirClient, type FhirClient } from './fhir-client.ts';
import { GatewayProcess, type GatewayDied, type GatewayPorts } from './gateway-process.ts';
import { loadSharedRecord, type SharedLoad } from './load-shared-record.ts';
import { MllpSender, type SenderAccount } from './mllp-sender.ts';
import type { DemoOptions } from './options.ts';
import { WebhookReceiver, type ReceivedEvent } from './receiver.ts';

export interface Stage {
  readonly borough: DemoBorough;
  readonly ports: GatewayPorts;
  readonly fhir: FhirClient;
  readonly receiver: WebhookReceiver;
  readonly subscriptions: readonly { readonly name: string; readonly id: string }[];
  readonly loaded: SenderAccount;
  readonly shared: SharedLoad;
}

export interface SetUpContext {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly now: () => number;
  readonly cleanUp: CleanUp;
  readonly onDeath: (reason: GatewayDied) => void;
  readonly onEvent: (received: ReceivedEvent) => void;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LOAD_CONNECTIONS = 8;
const ACTIVE_MS = 20_000;

/** Shows each part as a task. @throws when any part fails; what was started is registered for cleaning up. */
export async function setUp(options: DemoOptions, context: SetUpContext): Promise<Stage> {
  const place = join(ROOT, 'place.json');
  const made: Partial<Stage> = {};
  const so = <K extends keyof Stage>(key: K): NonNullable<Stage[K]> => {
    const value = made[key];
    if (value === undefined) throw new Error(`${key} is not there yet`);
    return value;
  };
  const part = (values: Partial<Stage>): void => void Object.assign(made, values);

  const tasks = new Listr(
    [
      {
        title: `Making a borough of ${options.people} people and their day`,
        task: (_, task) => {
          const borough = makeBorough(place, { ...options, day: context.day });
          part({ borough });
          task.title = `Borough of ${options.people} people; ${borough.day.messages.length} messages on ${context.day}`;
        },
      },
      {
        title: 'Starting the gateway',
        task: async (_, task) => {
          const folder = await dataFolder(options.data, context.cleanUp);
          const ports = await startGateway(options, folder, place, context);
          part({ ports, fhir: createFhirClient(`http://127.0.0.1:${ports.httpPort}/fhir`) });
          task.title = `Gateway: FHIR at ${so('fhir').base}, MLLP on port ${ports.mllpPort}`;
        },
      },
      {
        title: 'Loading the people by A28',
        task: async (_, task) => {
          const started = context.now();
          const loaded = await load(so('borough'), so('ports'), context, (done, all) => {
            if (process.stdout.isTTY) task.title = `Loading the people by A28: ${done} of ${all}`;
          });
          part({ loaded });
          const seconds = (context.now() - started) / 1000;
          task.title = `${loaded.sent} people and admissions loaded over ${LOAD_CONNECTIONS} connections in ${seconds.toFixed(1)} s`;
        },
      },
      {
        title: 'Loading GP summaries and what the council knows',
        task: async (_, task) => {
          const started = context.now();
          const shared = await loadSharedRecord(
            so('borough').shared,
            createFeedsClient(`http://127.0.0.1:${so('ports').httpPort}`),
            {
              seed: options.seed,
              day: context.day,
              onProgress: (what, done, all) => {
                if (process.stdout.isTTY) task.title = `Loading ${what}: ${done} of ${all}`;
              },
            },
          );
          part({ shared });
          const { summaries, returnRows, events } = shared;
          const seconds = ((context.now() - started) / 1000).toFixed(1);
          task.title = `${summaries.taken} GP summaries, ${returnRows.taken} rows of the council's return and ${events.taken} case events loaded in ${seconds} s`;
        },
      },
      {
        title: 'Subscribing for two localities',
        task: async (_, task) => {
          const { borough, fhir } = { borough: so('borough'), fhir: so('fhir') };
          part(await subscribe(borough, fhir, context));
          task.title = `Webhooks active for ${borough.watching.map(({ name }) => name).join(' and ')}`;
        },
      },
    ],
    { registerSignalListeners: false, rendererOptions: { showErrorMessage: false } },
  );
  await tasks.run();
  return {
    borough: so('borough'),
    ports: so('ports'),
    fhir: so('fhir'),
    receiver: so('receiver'),
    subscriptions: so('subscriptions'),
    loaded: so('loaded'),
    shared: so('shared'),
  };
}

/** A folder that holds no record yet: two days in one record would not be what the truth says. */
async function dataFolder(wanted: string | undefined, cleanUp: CleanUp): Promise<string> {
  if (wanted === undefined) {
    const folder = await mkdtemp(join(tmpdir(), 'rother-demo-'));
    cleanUp.add(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }
  const folder = resolve(wanted);
  if (existsSync(join(folder, 'rother.db'))) {
    throw new Error(`${folder} already holds a record; name an empty folder with --data`);
  }
  await mkdir(folder, { recursive: true });
  return folder;
}

async function startGateway(
  options: DemoOptions,
  folder: string,
  place: string,
  { cleanUp, onDeath }: SetUpContext,
): Promise<GatewayPorts> {
  const gateway = new GatewayProcess({
    main: join(ROOT, 'gateway/main.ts'),
    env: {
      HOST: '127.0.0.1',
      HTTP_PORT: String(options.port),
      MLLP_PORT: String(options.mllpPort),
      DATABASE_URL: `sqlite:${join(folder, 'rother.db')}`,
      CONFIG: place,
      LOG_LEVEL: 'info',
      PUBLIC_URL: '',
    },
    onDeath,
  });
  cleanUp.add(() => gateway.stop());
  return gateway.start();
}

async function load(
  borough: DemoBorough,
  { mllpPort }: GatewayPorts,
  { now, cleanUp }: SetUpContext,
  onProgress: (done: number, all: number) => void,
): Promise<SenderAccount> {
  const sender = new MllpSender({ host: '127.0.0.1', port: mllpPort, connections: LOAD_CONNECTIONS, now });
  cleanUp.add(() => sender.stop());
  await sender.start();
  const messages = [...borough.load, ...borough.day.opening];
  let done = 0;
  await Promise.all(
    messages.map(async ({ controlId, text, localNumber }) => {
      await sender.send(controlId, text, Number(localNumber));
      done += 1;
      if (done % 100 === 0) onProgress(done, messages.length);
    }),
  );
  await sender.stop();
  return sender.account;
}

async function subscribe(
  { watching }: DemoBorough,
  fhir: FhirClient,
  { now, onEvent, cleanUp }: SetUpContext,
): Promise<Pick<Stage, 'receiver' | 'subscriptions'>> {
  const authorization = `Bearer ${randomBytes(24).toString('base64url')}`;
  const receiver = new WebhookReceiver({
    authorization,
    onEvent,
    fetchEvents: (id, from, to) => fhir.events(id, from, to),
    now,
  });
  cleanUp.add(() => receiver.stop());
  const base = await receiver.start();
  const subscriptions: { name: string; id: string }[] = [];
  for (const { code } of watching) {
    const endpoint = `${base}${receiver.expect(code)}`;
    const header = `Authorization: ${authorization}`;
    const { id, secret } = await fhir.createSubscription({ locality: code, endpoint, header });
    receiver.trust(code, { subscriptionId: id, secret });
    subscriptions.push({ name: code, id });
  }
  for (const { name, id } of subscriptions) await untilActive(fhir, receiver, name, id);
  return { receiver, subscriptions };
}

async function untilActive(
  fhir: FhirClient,
  receiver: WebhookReceiver,
  name: string,
  id: string,
): Promise<void> {
  let status = 'requested';
  for (let waited = 0; waited < ACTIVE_MS; waited += 50) {
    status = await fhir.subscriptionStatus(id);
    if (status === 'active' && receiver.handshakes(name) > 0) return;
    if (status === 'error') break;
    await sleep(50);
  }
  throw new Error(
    `the subscription for ${name} is ${status} and not active; ${receiver.refused} requests refused`,
  );
}
