/**
 * For tests and benches: the gateway as production runs it, in a process of its own that can be killed at any moment
 * and never outlives the one that started it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface GatewayChildOptions {
  readonly database: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of node itself, before the script. */
  readonly nodeOptions?: readonly string[];
  readonly onLine?: (line: string) => void;
  /** Kills it, also while it starts. */
  readonly signal?: AbortSignal;
}

export interface GatewayChild {
  readonly pid: number;
  readonly httpPort: number;
  readonly mllpPort: number;
  readonly baseUrl: string;
  /** Ended, by whatever cause. */
  readonly dead: boolean;
  /** Waits until it is gone. */
  readonly gone: Promise<void>;
  /** SIGKILL: no handler runs, nothing is flushed. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and SIGKILL where that is not heard in time. Resolves with the exit code when it is gone. */
  stop(): Promise<number | null>;
}

/** Its standard input is a pipe of ours: when that closes, whoever started it is gone, killed perhaps, and so must it. */
const DIE_WITH_PARENT =
  'data:text/javascript,process.stdin.resume().on("close",()=>process.kill(process.pid,"SIGKILL")).unref()';
const ROOT = join(import.meta.dirname, '..', '..', '..');
const READY_MS = 30_000;
const STOP_MS = 15_000;
const KEPT_LINES = 20;

/** Starts it on free ports. @throws Error with its last words where it ends, or says nothing, before it is ready. */
export async function startGatewayChild(options: GatewayChildOptions): Promise<GatewayChild> {
  const child = spawn(
    process.execPath,
    ['--import', DIE_WITH_PARENT, ...(options.nodeOptions ?? []), join(ROOT, 'gateway/main.ts')],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        HOST: '127.0.0.1',
        HTTP_PORT: '0',
        MLLP_PORT: '0',
        PUBLIC_URL: '',
        CONFIG: join(ROOT, 'place.json'),
        DATABASE_URL: `sqlite:${options.database}`,
        ...options.env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  options.signal?.addEventListener('abort', killNow, { once: true });
  const gone = once(child, 'close').then(() => {
    process.off('exit', killNow);
  });
  const ready = await untilReady(child, gone, options.onLine).catch(async (error: unknown) => {
    killNow();
    await gone.catch(() => undefined);
    throw error;
  });
  const dead = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    ...ready,
    pid: child.pid ?? 0,
    get dead() {
      return dead();
    },
    gone,
    kill: async () => {
      killNow();
      await gone;
    },
    stop: async () => {
      const late = setTimeout(killNow, STOP_MS);
      child.kill('SIGTERM');
      await gone;
      clearTimeout(late);
      return child.exitCode;
    },
  };
}

type Ready = Pick<GatewayChild, 'httpPort' | 'mllpPort' | 'baseUrl'>;

async function untilReady(
  child: ChildProcess,
  gone: Promise<void>,
  onLine: ((line: string) => void) | undefined,
): Promise<Ready> {
  const { promise, resolve, reject } = Promise.withResolvers<Ready>();
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      onLine?.(line);
      last.push(line);
      if (last.length > KEPT_LINES) last.shift();
      const ready = readyLine(line);
      if (ready !== undefined) resolve(ready);
    });
  }
  const fail = (how: string): void => {
    reject(new Error(`the gateway ${how}:\n${last.join('\n')}`));
  };
  gone.then(
    () => {
      fail('ended before it was ready');
    },
    () => {
      fail('could not be started');
    },
  );
  const timer = setTimeout(() => {
    fail(`was not ready within ${READY_MS} ms`);
  }, READY_MS);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

function readyLine(line: string): Ready | undefined {
  if (!line.includes('"gateway.ready"')) return undefined;
  const said: unknown = JSON.parse(line);
  if (typeof said !== 'object' || said === null) return undefined;
  // Each is checked on the next line.
  const { httpPort, mllpPort, baseUrl } = said as Partial<Record<keyof Ready, unknown>>;
  if (typeof httpPort !== 'number' || typeof mllpPort !== 'number' || typeof baseUrl !== 'string') {
    throw new Error('the ready line of the gateway has another shape');
  }
  return { httpPort, mllpPort, baseUrl };
}
