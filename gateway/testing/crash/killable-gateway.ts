/** For tests: a gateway that is killed and comes back on the same database, and those who wait for it meanwhile. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGatewayChild, type GatewayChild, type GatewayChildOptions } from './gateway-child.ts';

export class KillableGateway {
  readonly folder = mkdtempSync(join(tmpdir(), 'rother-crash-'));
  readonly database = join(this.folder, 'rother.db');
  /** Everything that any of its lives logged. */
  readonly lines: string[] = [];
  /** Milliseconds from each kill to the gateway that is ready again. */
  readonly recoveries: number[] = [];
  readonly #options: GatewayChildOptions;
  #ready: Promise<GatewayChild> | undefined;
  #kills = 0;

  constructor() {
    this.#options = {
      database: this.database,
      // One public URL, so that a notification repeats its bytes although the port is another after each start.
      env: { PUBLIC_URL: 'http://rother.test', LOG_LEVEL: 'debug' },
      onLine: (line) => void this.lines.push(line),
    };
  }

  get kills(): number {
    return this.#kills;
  }

  start(): Promise<GatewayChild> {
    this.#ready = startGatewayChild(this.#options);
    return this.#ready;
  }

  /** The gateway, when one is up. */
  up(): Promise<GatewayChild> {
    return this.#ready ?? Promise.reject(new Error('the gateway was not started'));
  }

  /** Base of its API as it can be reached. */
  async api(): Promise<string> {
    return `http://127.0.0.1:${(await this.up()).httpPort}/fhir`;
  }

  /**
   * SIGKILL now, and a new start.
   * @param again milliseconds after which the new one is killed, too, in whatever it is doing; then comes a third.
   */
  async killAndRestart(again?: number): Promise<void> {
    const dying = this.up();
    this.#ready = (async () => {
      await (await dying).kill();
      this.#kills += 1;
      if (again !== undefined) await this.#startAndKill(again);
      const started = performance.now();
      const child = await startGatewayChild(this.#options);
      this.recoveries.push(performance.now() - started);
      return child;
    })();
    await this.#ready;
  }

  /** Ends it by force and removes its files. */
  async remove(): Promise<void> {
    // One that never came up has ended by itself.
    await this.#ready?.then(
      (child) => child.kill(),
      () => undefined,
    );
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #startAndKill(after: number): Promise<void> {
    const signal = AbortSignal.timeout(after);
    const killed = await startGatewayChild({ ...this.#options, signal }).catch(() => undefined);
    await killed?.kill();
    this.#kills += 1;
  }
}
