/** What `rother send --social-care` says: how far the gateway is with a return, and what became of it. */
import { z } from 'zod';
import type { CliIo } from './io.ts';

const count = z.int();
const dates = z.object({ start: z.string(), end: z.string() });

/** Of the answer, what is shown; the rest of it is there with --json. */
export const summarySchema = z.looseObject({
  outcome: z.enum(['taken', 'held', 'refused', 'stopped']),
  reason: z.string().optional(),
  council: z.string(),
  rows: z.object({ read: count, accepted: count, refused: count, changed: count, unchanged: count }),
  people: z.object({ stated: count, changed: count, absent: count, quarantined: count }),
  endedServices: count,
  period: dates.extend({ stated: dates }).optional(),
  refusals: z.object({
    byReason: z.record(z.string(), count),
    rows: z.array(
      z.object({ line: count, column: z.string().optional(), reason: z.string(), value: z.string() }),
    ),
    more: count,
  }),
  columns: z.object({ ignored: z.array(z.string()), missing: z.array(z.string()) }),
});
export type ReturnSummary = z.infer<typeof summarySchema>;

export const progressSchema = z.object({ staged: count, applied: count, of: count.nullable() });
type Step = z.infer<typeof progressSchema>;

/** Refused rows that are shown; all of the first thousand are there with --json. */
const SHOWN = 20;
const SHOW_EVERY_MS = 200;
const CLEAR_LINE = '\r\u001b[2K';

/** The summary in lines, not yet fit for a terminal: it quotes names of columns as the file has them. */
export function summaryText(file: string, summary: ReturnSummary): string {
  const { outcome, reason, council, rows, people, endedServices, period, refusals, columns } = summary;
  const shown = refusals.rows.slice(0, SHOWN);
  const hidden = refusals.rows.length - shown.length + refusals.more;
  return lines(
    `${file}: ${outcome}${reason === undefined ? '' : `: ${reason}`}`,
    `  council ${council}${
      period === undefined
        ? ''
        : `, ${period.start} to ${period.end} (the file says ${period.stated.start} to ${period.stated.end})`
    }`,
    `  rows: ${rows.read} read, ${rows.accepted} accepted, ${rows.refused} refused`,
    ...(outcome === 'taken' || outcome === 'stopped'
      ? [
          `  accepted rows: ${rows.changed} of people with changes, ${rows.unchanged} of people without`,
          `  people: ${people.stated} in the file, ${people.absent} no longer in it, ${people.changed} changed` +
            (people.quarantined === 0 ? '' : `, ${people.quarantined} set aside for a fault of the gateway`),
          `  services with an assumed end: ${endedServices}`,
        ]
      : []),
    ...(columns.ignored.length === 0 ? [] : [`  columns not known: ${columns.ignored.join(', ')}`]),
    ...(shown.length === 0 ? [] : ['  refused:']),
    ...shown.map(
      ({ line, column, reason: rule, value }) =>
        `    line ${line}  ${column ?? 'the row'}  ${rule} (${value})`,
    ),
    ...(hidden === 0 ? [] : [`    and ${hidden} more`]),
  );
}

function lines(...texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

export interface ReturnProgress {
  show(step: Step): void;
  clear(): void;
}

/** One line on standard error, where that is a terminal. */
export function createReturnProgress({ stderr, now }: CliIo): ReturnProgress {
  if (stderr.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  const started = now();
  let shown = -SHOW_EVERY_MS;
  /** When the first rows were applied, and how many. */
  let first: { readonly at: number; readonly applied: number } | undefined;
  return {
    show({ staged, applied, of }) {
      const time = now();
      if (applied > 0) first ??= { at: time, applied };
      if (time - shown < SHOW_EVERY_MS) return;
      shown = time;
      stderr.write(`${CLEAR_LINE}${of === null ? reading(staged, time) : applying(applied, of, time)}`);
    },
    clear() {
      stderr.write(CLEAR_LINE);
    },
  };

  function reading(staged: number, time: number): string {
    return `${staged} rows read, ${Math.round((staged * 1000) / Math.max(1, time - started))}/s`;
  }

  function applying(applied: number, of: number, time: number): string {
    const share = Math.floor((applied * 100) / Math.max(1, of));
    const seconds = first === undefined ? 0 : (time - first.at) / 1000;
    const rate = first === undefined || seconds === 0 ? 0 : (applied - first.applied) / seconds;
    const left = rate === 0 ? '' : `, ${Math.round(rate)}/s, ${duration((of - applied) / rate)} left`;
    return `${applied} of ${of} rows applied (${share} %)${left}`;
  }
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return `${Math.ceil(seconds / 60)} min`;
}
