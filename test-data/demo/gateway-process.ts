/** The gateway as its own process, as `npm start` runs it: started, watched, stopped, and never left behind. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';

export interface GatewayPorts {
  readonly httpPort: number;
  readonly mllpPort: number;
}

export interface GatewayProcessOptions {
  /** Absolute path of gateway/main.ts. */
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
  /** Called once if the process ends, after it was ready, without having been stopped. */
  readonly onDeath: (reason: GatewayDied) => void;
}

/** The gateway is gone; the message ends with its last words. */
export class GatewayDied extends Error {
  constructor(how: string, lastLines: readonly string[]) {
    super(`the gateway ${how}; its last log lines:\n${lastLines.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'GatewayDied';
  }
}

const READY_MS = 30_000;
const STOP_MS = 10_000;
const KEPT_LINES = 20;
const END_WITH_PARENT = new URL('./end-with-parent.ts', import.meta.url).href;

const ready = z.looseObject({ event: z.literal('gateway.ready'), httpPort: z.int(), mllpPort: z.int() });

export class GatewayProcess {
  readonly #options: GatewayProcessOptions;
  readonly #lines: string[] = [];
  #child: ChildProcess | undefined;
  #stopping = false;
  #ready = false;

  constructor(options: GatewayProcessOptions) {
    this.#options = options;
  }

  get lastLines(): readonly string[] {
    return this.#lines;
  }

  /** Resolves with the ports when the gateway says that it is ready. @throws GatewayDied */
  async start(): Promise<GatewayPorts> {
    const child = spawn(process.execPath, ['--import', END_WITH_PARENT, this.#options.main], {
      env: { ...process.env, ...this.#options.env },
      // Nothing is written to its standard input: that it is open says that this process lives.
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    process.once('exit', this.#kill);
    const ports = Promise.withResolvers<GatewayPorts>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#keep(line);
      const said = readyLine(line);
      if (said !== undefined) ports.resolve(said);
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      this.#keep(line);
    });
    child.stdin.on('error', () => undefined);
    child.once('error', (error) => {
      ports.reject(new GatewayDied(`could not be started (${error.message})`, this.#lines));
    });
    child.once('close', (code, signal) => {
      const death = new GatewayDied(`ended (${signal ?? `exit ${code ?? '?'}`})`, this.#lines);
      ports.reject(death);
      if (this.#ready && !this.#stopping) this.#options.onDeath(death);
    });
    const timer = setTimeout(() => {
      ports.reject(new GatewayDied(`was not ready within ${READY_MS / 1000} s`, this.#lines));
    }, READY_MS);
    try {
      const told = await ports.promise;
      this.#ready = true;
      return told;
    } finally {
      clearTimeout(timer);
    }
  }

  /** SIGTERM, and SIGKILL where that is not heard in time. Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    process.off('exit', this.#kill);
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.kill('SIGTERM');
    await gone;
    clearTimeout(timer);
  }

  /** Last resort, when this process ends by another way than `stop`. */
  readonly #kill = (): void => {
    this.#child?.kill('SIGKILL');
  };

  #keep(line: string): void {
    this.#lines.push(line.slice(0, 1000));
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
  }
}

function readyLine(line: string): GatewayPorts | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { httpPort, mllpPort } = ready.parse(JSON.parse(line));
    return { httpPort, mllpPort };
  } catch {
    // Another log line.
    return undefined;
  }
}
