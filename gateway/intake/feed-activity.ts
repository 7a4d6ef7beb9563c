/** What one feed did since the gateway started: counts, rates, latencies and skews, each in a fixed amount of memory. */
import type { Receipt } from '../../adapters/feed.ts';

/** One message that was answered. */
export interface Observation {
  /** ISO UTC. */
  readonly at: string;
  /** Milliseconds on a clock that never jumps. */
  readonly steady: number;
  readonly receipt: Receipt;
  /** From the last byte of the message to its acknowledgement. */
  readonly ackMs: number;
  readonly skewMs: number | null;
}

export interface OutcomeCounts {
  readonly committed: number;
  readonly duplicate: number;
  readonly rejectedAE: number;
  readonly rejectedAR: number;
  readonly quarantined: number;
  readonly unavailable: number;
}

export interface LastRejection {
  /** ISO UTC. */
  readonly at: string;
  /** HL7 table 0357. */
  readonly condition: number;
  /** `PV1-19`; '' where it names none. */
  readonly field: string;
  readonly text: string;
}

const HOUR_S = 3600;
const LATENCIES = 1000;
const SKEWS = 100;

export class FeedActivity {
  /** One counter a second of the last hour. */
  readonly #seconds = new Uint32Array(HOUR_S);
  readonly #latencies = new Recent(LATENCIES);
  readonly #skews = new Recent(SKEWS);
  readonly #outcomes = {
    committed: 0,
    duplicate: 0,
    rejectedAE: 0,
    rejectedAR: 0,
    quarantined: 0,
    unavailable: 0,
  };
  /** `AE 101` and the like; as many as there are conditions. */
  readonly #rejections = new Map<string, number>();
  #second = 0;
  #last: Pick<Observation, 'at' | 'steady'> | undefined;
  #lastRejection: LastRejection | undefined;

  note(observation: Observation): void {
    const { at, steady, receipt, ackMs, skewMs } = observation;
    this.#advance(steady);
    const now = this.#second % HOUR_S;
    this.#seconds[now] = (this.#seconds[now] ?? 0) + 1;
    this.#last = { at, steady };
    this.#latencies.add(ackMs);
    if (skewMs !== null) this.#skews.add(skewMs);
    if (receipt.kind !== 'rejected') {
      this.#outcomes[receipt.kind]++;
      return;
    }
    const { code, condition } = receipt.rejection;
    this.#outcomes[`rejected${code}`]++;
    const key = `${code} ${condition}`;
    this.#rejections.set(key, (this.#rejections.get(key) ?? 0) + 1);
    this.#lastRejection = lastRejection(at, receipt.rejection);
  }

  /** When the last message came; undefined where none did since the start. */
  get last(): Pick<Observation, 'at' | 'steady'> | undefined {
    return this.#last;
  }

  get lastRejection(): LastRejection | undefined {
    return this.#lastRejection;
  }

  get outcomes(): OutcomeCounts {
    return { ...this.#outcomes };
  }

  get rejections(): readonly { readonly code: string; readonly condition: string; readonly count: number }[] {
    return [...this.#rejections].map(([key, count]) => {
      const [code = '', condition = ''] = key.split(' ');
      return { code, condition, count };
    });
  }

  /** Messages a minute over the last so many, to the second. */
  ratePerMinute(minutes: 1 | 5 | 60, steady: number): number {
    this.#advance(steady);
    let sum = 0;
    for (let back = 0; back < minutes * 60; back++) {
      sum += this.#seconds[(this.#second - back + HOUR_S) % HOUR_S] ?? 0;
    }
    return sum / minutes;
  }

  /** Milliseconds of the last thousand; null before the first. */
  ackLatency(): { readonly p50: number; readonly p99: number } | null {
    const p50 = this.#latencies.quantile(0.5);
    const p99 = this.#latencies.quantile(0.99);
    return p50 === undefined || p99 === undefined ? null : { p50, p99 };
  }

  /** Of the last hundred messages whose MSH-7 could be read; null before the first. */
  medianSkewSeconds(): number | null {
    const ms = this.#skews.quantile(0.5);
    return ms === undefined ? null : Math.round(ms / 1000);
  }

  /** Empties the counters of the seconds that have passed without a message. */
  #advance(steady: number): void {
    const second = Math.floor(steady / 1000);
    const passed = Math.min(second - this.#second, HOUR_S);
    for (let back = 0; back < passed; back++) this.#seconds[(second - back) % HOUR_S] = 0;
    if (passed > 0) this.#second = second;
  }
}

/** A rejection as the operator reads it; it holds no value of a person. */
export function lastRejection(
  at: string,
  { condition, segment = '', field, text }: Extract<Receipt, { kind: 'rejected' }>['rejection'],
): LastRejection {
  return { at, condition, field: field === undefined ? segment : `${segment}-${field}`, text };
}

/** The last so many numbers. */
class Recent {
  readonly #values: Float64Array;
  #added = 0;

  constructor(size: number) {
    this.#values = new Float64Array(size);
  }

  add(value: number): void {
    this.#values[this.#added % this.#values.length] = value;
    this.#added++;
  }

  /** The smallest value that the share `q` of them does not exceed; undefined where there are none. */
  quantile(q: number): number | undefined {
    const count = Math.min(this.#added, this.#values.length);
    return this.#values.slice(0, count).sort()[Math.max(0, Math.ceil(q * count) - 1)];
  }
}
