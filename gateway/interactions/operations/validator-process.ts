/**
 * Validation in a process of its own (validator-child.ts), so that the gateway's memory stays as it is: started when a
 * resource is first to be validated, ended when none has come for a while. One resource at a time; what waits, and how long
 * anything takes, is bounded.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { OperationOutcomeIssue } from '@medplum/fhirtypes';
import type { Log } from '../../logging.ts';
import type { Scheduler } from '../../subscriptions/scheduler.ts';

/** What is to be validated: any JSON, and canonicals of profiles that it is held to besides those that it claims. */
export interface ToChild {
  readonly resource: unknown;
  readonly profiles: readonly string[];
}

export type FromChild =
  | { readonly kind: 'ready' }
  /** It cannot load the definitions, and ends. The reason names a file and nothing personal. */
  | { readonly kind: 'unready'; readonly reason: string }
  | { readonly kind: 'checked'; readonly issues: readonly OperationOutcomeIssue[] };

export type Validation =
  | Extract<FromChild, { kind: 'checked' }>
  /** Too many wait. */
  | { readonly kind: 'busy' }
  /** It took too long. */
  | { readonly kind: 'late' }
  /** The process could not be started, ended, or the gateway stops. */
  | { readonly kind: 'failed' };

/** The process as it is used here; tests have their own. */
export interface ChildHandle {
  send(message: ToChild): void;
  /** Ends it at once; `ended` follows. */
  kill(): void;
}

export interface ChildEvents {
  readonly told: (message: FromChild) => void;
  /** Once the process is gone, whatever ended it. Never before `start` has returned. */
  readonly ended: () => void;
}

export interface ValidatorProcessDependencies {
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly start: (events: ChildEvents) => ChildHandle;
}

interface Job extends ToChild {
  readonly done: (validation: Validation) => void;
}

interface Running {
  readonly handle: ChildHandle;
  state: 'starting' | 'idle' | 'checking' | 'ending';
  current?: Job;
  cancel: () => void;
}

const START_MS = 20_000;
const CHECK_MS = 10_000;
const IDLE_MS = 60_000;
const MAX_WAITING = 16;

const CHILD = fileURLToPath(new URL('./validator-child.ts', import.meta.url));

export class ValidatorProcess {
  readonly #deps: ValidatorProcessDependencies;
  #waiting: Job[] = [];
  #running: Running | undefined;
  #stopped = false;
  #gone: (() => void) | undefined;

  constructor(deps: ValidatorProcessDependencies) {
    this.#deps = deps;
  }

  /** Never rejects. At most 16 wait, a start takes at most 20 s, a resource at most 10 s. */
  validate(work: ToChild): Promise<Validation> {
    if (this.#stopped) return Promise.resolve({ kind: 'failed' });
    if (this.#waiting.length >= MAX_WAITING) return Promise.resolve({ kind: 'busy' });
    return new Promise((done) => {
      this.#waiting.push({ ...work, done });
      this.#next();
    });
  }

  /** Ends the process, and resolves when it is gone; what waits has failed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#fail(this.#waiting.splice(0));
    const running = this.#running;
    if (running === undefined) return;
    await new Promise<void>((gone) => {
      this.#gone = gone;
      this.#end(running, { kind: 'failed' });
    });
  }

  #next(): void {
    const running = this.#running;
    if (running === undefined) {
      if (this.#waiting.length > 0) this.#start();
      return;
    }
    if (running.state !== 'idle') return;
    running.cancel();
    const job = this.#waiting.shift();
    if (job === undefined) {
      running.cancel = this.#deps.scheduler.after(IDLE_MS, () => {
        this.#end(running, { kind: 'failed' });
      });
      return;
    }
    running.state = 'checking';
    running.current = job;
    running.cancel = this.#deps.scheduler.after(CHECK_MS, () => {
      this.#deps.log.warn({ event: 'validator.late', ms: CHECK_MS });
      this.#end(running, { kind: 'late' });
    });
    running.handle.send({ resource: job.resource, profiles: job.profiles });
  }

  #start(): void {
    const handle = this.#deps.start({
      told: (message) => {
        if (this.#running === running) this.#told(running, message);
      },
      ended: () => {
        if (this.#running === running) this.#ended(running);
      },
    });
    const running: Running = {
      handle,
      state: 'starting',
      cancel: this.#deps.scheduler.after(START_MS, () => {
        handle.kill();
      }),
    };
    this.#running = running;
  }

  #told(running: Running, message: FromChild): void {
    if (running.state === 'ending') return;
    if (message.kind === 'unready') {
      this.#deps.log.warn({ event: 'validator.unready', reason: message.reason });
      return;
    }
    const { current } = running;
    delete running.current;
    running.state = 'idle';
    running.cancel();
    if (message.kind === 'checked') current?.done(message);
    this.#next();
  }

  /** Takes leave of the process: what it was at gets `validation`, what waits gets another process once it is gone. */
  #end(running: Running, validation: Validation): void {
    running.cancel();
    running.state = 'ending';
    running.current?.done(validation);
    delete running.current;
    running.handle.kill();
  }

  #ended(running: Running): void {
    running.cancel();
    this.#running = undefined;
    if (running.state !== 'ending') {
      this.#deps.log.warn({ event: 'validator.ended', state: running.state });
      if (running.current !== undefined) this.#fail([running.current]);
      // One that cannot even start would not the next time: nobody waits for it.
      if (running.state === 'starting') this.#fail(this.#waiting.splice(0));
    }
    this.#next();
    this.#gone?.();
  }

  #fail(jobs: readonly Job[]): void {
    for (const { done } of jobs) done({ kind: 'failed' });
  }
}

/** Starts the program. @param folders of profiles beyond base R4. */
export function startValidatorChild(folders: readonly string[]): ValidatorProcessDependencies['start'] {
  return (events) => {
    const child = fork(CHILD, [JSON.stringify(folders)], {
      execArgv: ['--max-old-space-size=512'],
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (message) => {
      // The program that sends is validator-child.ts.
      events.told(message as FromChild);
    });
    child.on('error', () => {
      // It could not be started, sent to or ended; where it is still there, it is of no use.
      child.kill('SIGKILL');
      if (child.pid === undefined) events.ended();
    });
    child.on('exit', events.ended);
    return {
      // A process that is gone cannot be sent to; that it ended is told besides.
      send: (message) => child.send(message, () => undefined),
      kill: () => child.kill('SIGKILL'),
    };
  };
}
