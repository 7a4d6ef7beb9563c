/** The subscriber of the benches, seen from the thread that sends. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Arrival {
  /** Path of the endpoint. */
  readonly path: string;
  readonly eventNumber: number;
  /** Milliseconds on the machine's monotonic clock, when the last byte was in. */
  readonly at: number;
}

export type WorkerReport =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'arrivals'; readonly arrivals: readonly Arrival[] };

export interface Webhooks {
  endpoint(path: string): string;
  /** What has come since it was last asked. */
  take(): Promise<readonly Arrival[]>;
  stop(): Promise<void>;
}

export async function startWebhooks(): Promise<Webhooks> {
  const worker = new Worker(new URL('./webhook-worker.ts', import.meta.url));
  const next = async (): Promise<WorkerReport> => {
    // Only webhook-worker.ts speaks here.
    const [report] = (await once(worker, 'message')) as [WorkerReport];
    return report;
  };
  const first = await next();
  if (first.kind !== 'listening') throw new Error('the subscriber did not start');
  return {
    endpoint: (path) => `http://127.0.0.1:${first.port}${path}`,
    take: async () => {
      const answer = next();
      worker.postMessage('take');
      const report = await answer;
      return report.kind === 'arrivals' ? report.arrivals : [];
    },
    stop: async () => {
      await worker.terminate();
    },
  };
}

/** The present moment on the clock of `Arrival.at`. */
export function moment(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
