/** For whole-path tests: the production assembly on free ports over a fresh database, and a webhook receiver. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle, Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { MllpClient } from '../../adapters/mllp/client.ts';
import { parseAcknowledgement, type Acknowledgement } from '../../adapters/hl7v2/acknowledgement.ts';
import { BACKPORT, TOPIC } from '../../conformance/systems.ts';
import { systemClock, type Clock } from '../clock.ts';
import { compose } from '../compose.ts';
import { readSettings } from '../config.ts';
import { createLog } from '../logging.ts';
import { loadPlace } from '../place.ts';

export interface RunningGateway {
  readonly baseUrl: string;
  readonly mllpPort: number;
  /** As DATABASE_URL names it. */
  readonly database: string;
  readonly logLines: readonly string[];
  /** Sends over MLLP on a connection of this gateway's own. */
  send(message: string): Promise<Acknowledgement>;
  /** GETs below /fhir; throws unless the status is `status`. */
  get<T>(path: string, status?: number): Promise<T>;
  stop(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '..', '..');

export async function startGateway(clock: Clock = systemClock): Promise<RunningGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'rother-gateway-'));
  const logLines: string[] = [];
  const settings = readSettings({
    HTTP_PORT: '0',
    MLLP_PORT: '0',
    DATABASE_URL: `sqlite:${join(folder, 'rother.db')}`,
    STOP_GRACE_S: '2',
  });
  const gateway = await compose(settings, loadPlace(join(ROOT, 'place.json')), {
    clock,
    log: createLog('info', { write: (line) => logLines.push(line) }),
    softwareVersion: '0.0.0-test',
  });
  const { baseUrl, mllpPort } = await gateway.start();
  const client = new MllpClient({ timeoutMs: 10_000 });
  let connected = false;
  return {
    baseUrl,
    mllpPort,
    database: settings.DATABASE_URL,
    logLines,
    send: async (message) => {
      if (!connected) await client.connect('127.0.0.1', mllpPort);
      connected = true;
      const ack = parseAcknowledgement(await client.send(Buffer.from(message)));
      if (ack === undefined) throw new Error('the acknowledgement cannot be read');
      return ack;
    },
    get: async <T>(path: string, status = 200): Promise<T> => {
      const response = await fetch(`${baseUrl}/${path}`);
      if (response.status !== status) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      // The test names the type that it asked for.
      return (await response.json()) as T;
    },
    stop: async () => {
      if (connected) await client.close();
      await gateway.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Received {
  readonly bundle: Bundle;
  readonly type: string;
  /** Event numbers; none for a handshake. */
  readonly events: readonly number[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Receiver {
  readonly url: string;
  readonly all: readonly Received[];
  /** Waits until `count` event notifications have come; rejects after ten seconds. */
  events(count: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const all: Received[] = [];
  let check = (): void => undefined;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      // What the gateway posts is what these tests are about.
      const bundle = JSON.parse(Buffer.concat(chunks).toString()) as Bundle;
      const status = bundle.entry?.[0]?.resource as Parameters;
      all.push({ bundle, type: codeOf(status, 'type'), events: numbersOf(status), headers: request.headers });
      response.writeHead(200).end();
      check();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/alerts`,
    all,
    events: (count) =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => {
          reject(
            new Error(`${all.filter((r) => r.events.length > 0).length} of ${count} notifications came`),
          );
        }, 10_000);
        check = () => {
          const notified = all.filter((r) => r.events.length > 0);
          if (notified.length < count) return;
          clearTimeout(limit);
          resolve(notified);
        };
        check();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A rest-hook Subscription body. */
export function subscriptionBody(
  topic: string,
  endpoint: string,
  filters: readonly string[],
  content = 'full-resource',
): unknown {
  return {
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'test',
    criteria: `${TOPIC}${topic}`,
    ...(filters.length === 0
      ? {}
      : {
          _criteria: {
            extension: filters.map((valueString) => ({
              url: `${BACKPORT}backport-filter-criteria`,
              valueString,
            })),
          },
        }),
    channel: {
      type: 'rest-hook',
      endpoint,
      header: ['Authorization: Bearer test-token'],
      payload: 'application/fhir+json',
      _payload: { extension: [{ url: `${BACKPORT}backport-payload-content`, valueCode: content }] },
    },
  };
}

function codeOf(status: Parameters, name: string): string {
  return status.parameter?.find((p) => p.name === name)?.valueCode ?? '';
}

function numbersOf(status: Parameters): number[] {
  const events: ParametersParameter[] =
    status.parameter?.filter((p) => p.name === 'notification-event') ?? [];
  return events.map((e) => Number(e.part?.find((p) => p.name === 'event-number')?.valueString));
}
