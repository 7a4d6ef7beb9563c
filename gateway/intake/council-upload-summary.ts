/** What an upload of a council's return is told: how far it is, and what became of it. Holds no value of a person. */
import type { CldFault } from '../../mappings/social-care/cld-fault.ts';
import type { EventType, ReturnPeriod } from '../../mappings/social-care/return.ts';

export type EventCounts = Readonly<Record<EventType, number>>;

/** A row that was refused: where, by which rule, and what kind of value stood there. */
export interface RefusedRow {
  readonly line: number;
  readonly column?: string;
  readonly reason: string;
  readonly value: string;
}

export interface UploadSummary {
  /**
   * `taken`: all of it. `held`: nothing of it, as it is much shorter than the last. `refused`: nothing of it.
   * `stopped`: not all of it, as the store takes nothing or another upload has the feed; to be sent again.
   */
  readonly outcome: 'taken' | 'held' | 'refused' | 'stopped';
  /** Why, unless it was taken. */
  readonly reason?: string;
  readonly feed: string;
  /** `LA_Code`. */
  readonly council: string;
  /** Name of the file's content; absent where it was not read to its end. */
  readonly content?: string;
  readonly rows: {
    readonly read: number;
    readonly accepted: number;
    readonly refused: number;
    /** Accepted rows of people of whom this upload changed something, and of those of whom it changed nothing. */
    readonly changed: number;
    readonly unchanged: number;
  };
  readonly people: {
    /** Of whom the file has rows. */
    readonly stated: number;
    readonly changed: number;
    /** Whom an earlier file had and this one leaves out, told now. */
    readonly absent: number;
    /** Set aside for a fault of the gateway; replay takes them. */
    readonly quarantined: number;
  };
  readonly events: EventCounts;
  /** The same of the file before. */
  readonly formerEvents?: EventCounts;
  /** Services that were open and are missing now: their end is assumed. */
  readonly endedServices: number;
  readonly period?: ReturnPeriod;
  /** Refused rows; a row may have several reasons. */
  readonly refusals: {
    readonly byReason: Readonly<Record<string, number>>;
    /** The first thousand. */
    readonly rows: readonly RefusedRow[];
    readonly more: number;
  };
  /** What was left out or read otherwise in rows that were taken, by rule. */
  readonly notes: Readonly<Record<string, number>>;
  readonly columns: {
    /** Of no meaning here, as written. */
    readonly ignored: readonly string[];
    readonly missing: readonly string[];
  };
}

export type UploadEvent =
  | { readonly kind: 'busy'; readonly retryAfterSeconds: number }
  /** `of` accepted rows; null while the file is being read. */
  | {
      readonly kind: 'progress';
      readonly staged: number;
      readonly applied: number;
      readonly of: number | null;
    }
  | { readonly kind: 'end'; readonly summary: UploadSummary };

const LISTED = 1_000;

/** Collects faults in bounded memory. */
export class FaultTally {
  readonly #byReason = new Map<string, number>();
  readonly #notes = new Map<string, number>();
  readonly #rows: RefusedRow[] = [];
  #refusing = 0;

  add({ line, column, rule, value, refuses }: CldFault): void {
    const counts = refuses ? this.#byReason : this.#notes;
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
    if (!refuses) return;
    this.#refusing += 1;
    if (this.#rows.length < LISTED)
      this.#rows.push({ line, ...(column === undefined ? {} : { column }), reason: rule, value });
  }

  count(rule: CldFault['rule']): number {
    return this.#byReason.get(rule) ?? 0;
  }

  get refusals(): UploadSummary['refusals'] {
    return {
      byReason: sorted(this.#byReason),
      rows: [...this.#rows].sort((a, b) => a.line - b.line),
      more: this.#refusing - this.#rows.length,
    };
  }

  get notes(): UploadSummary['notes'] {
    return sorted(this.#notes);
  }
}

function sorted(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
