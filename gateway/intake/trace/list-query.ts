/** `GET /messages?...`: its parameters, or a refusal that names the one at fault. Nothing is ignored in silence. */
import type { QuarantineReason } from '../../../adapters/feed.ts';
import { dateRange } from '../../search/date-range.ts';
import { invalidParameter, unsupportedParameter } from '../../search/refuse.ts';
import type { SourceMessageTable } from '../../store/schema.ts';

export interface ListQuery {
  readonly feed: string | undefined;
  readonly outcome: SourceMessageTable['outcome'] | undefined;
  /** Why it was quarantined, or the condition (HL7 table 0357) that it was refused with. */
  readonly reason: { readonly quarantine: QuarantineReason } | { readonly condition: number } | undefined;
  readonly controlId: string | undefined;
  readonly trigger: string | undefined;
  /** ISO UTC with milliseconds; both included. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly count: number;
  readonly cursor: string | undefined;
}

const COUNT = { usual: 50, most: 200 };
const OUTCOMES = ['committed', 'rejected', 'quarantined'] as const;
const REASONS: readonly QuarantineReason[] = [
  'circular-merge',
  'conflicting-visit',
  'too-many-numbers',
  'internal-error',
];
const NAMES = [
  'feed',
  'outcome',
  'reason',
  'control-id',
  'trigger',
  'from',
  'to',
  '_count',
  'cursor',
] as const;
type Name = (typeof NAMES)[number];
const LONGEST = 4096;

/** @throws OperationOutcomeError 400: a parameter that is unknown, stands twice, is empty, or whose value makes no sense. */
export function listQuery(query: URLSearchParams): ListQuery {
  const values = new Map<Name, string>();
  for (const [given, value] of query) {
    const name = NAMES.find((known) => known === given);
    if (name === undefined) throw unsupportedParameter(given, `it is none of ${NAMES.join(', ')}`);
    if (values.has(name)) throw invalidParameter(name, 'it stands twice');
    if (value === '' || value.length > LONGEST)
      throw invalidParameter(name, 'its value is empty or too long');
    values.set(name, value);
  }
  const outcome = oneOf(values, 'outcome', OUTCOMES);
  const reason = reasonOf(values.get('reason'));
  const implied = reason === undefined ? undefined : 'condition' in reason ? 'rejected' : 'quarantined';
  if (outcome !== undefined && implied !== undefined && outcome !== implied) {
    throw invalidParameter('reason', `it is one of messages that were ${implied}`);
  }
  return {
    feed: values.get('feed'),
    outcome: outcome ?? implied,
    reason,
    controlId: values.get('control-id'),
    trigger: values.get('trigger'),
    from: instant(values, 'from')?.low,
    to: instant(values, 'to')?.high,
    count: countOf(values.get('_count')),
    cursor: values.get('cursor'),
  };
}

function oneOf<T extends string>(
  values: ReadonlyMap<Name, string>,
  name: Name,
  allowed: readonly T[],
): T | undefined {
  const value = values.get(name);
  const found = allowed.find((one) => one === value);
  if (value !== undefined && found === undefined) {
    throw invalidParameter(name, `it must be one of ${allowed.join(', ')}`);
  }
  return found;
}

function reasonOf(value: string | undefined): ListQuery['reason'] {
  if (value === undefined) return undefined;
  if (/^[12]\d{2}$/.test(value)) return { condition: Number(value) };
  const quarantine = REASONS.find((reason) => reason === value);
  if (quarantine !== undefined) return { quarantine };
  throw invalidParameter(
    'reason',
    `it must be a condition of HL7 table 0357, such as 101, or one of ${REASONS.join(', ')}`,
  );
}

function instant(values: ReadonlyMap<Name, string>, name: Name): { low: string; high: string } | undefined {
  const value = values.get(name);
  if (value === undefined) return undefined;
  const range = dateRange(value, 'london');
  if (range === undefined) {
    throw invalidParameter(name, 'it must be a day or a time such as 2026-11-20 or 2026-11-20T09:30:00Z');
  }
  return range;
}

function countOf(value: string | undefined): number {
  if (value === undefined) return COUNT.usual;
  const count = Number(value);
  if (!/^\d{1,6}$/.test(value) || count < 1)
    throw invalidParameter('_count', 'it must be a whole number from 1');
  return Math.min(count, COUNT.most);
}
