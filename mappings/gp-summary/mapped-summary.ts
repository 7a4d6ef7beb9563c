/** What mapping a GP summary is given and gives, whatever its format. Design section 3, "Snapshots". */
import type { IdOf, ResourceIds } from '../resource-ids.ts';
import type { Statements } from '../statements.ts';
import type { Json } from './stu3/mapper.ts';
import type { Dropped } from './summary.ts';

export interface SummaryContext {
  readonly sourceMessageId: string;
  /** ISO UTC. */
  readonly receivedAt: string;
  /** Of the raw bytes: makes the order of facts total. */
  readonly hash: string;
  readonly ids: ResourceIds;
  readonly idOf: IdOf;
  /** The Parameters that were sent to the practice; without them the scope of the summary is unknown. */
  readonly request?: Json;
  /** When the practice answered, ISO UTC. */
  readonly retrieved?: string;
}

/** What could not be carried over: where, and why, never with the value. */
export interface SummaryIssue {
  readonly path: string;
  readonly reason: string;
}

export type MappedSummary =
  | {
      readonly statements: Statements;
      readonly dropped: readonly Dropped[];
      readonly issues: readonly SummaryIssue[];
    }
  | { readonly refused: { readonly path: string; readonly text: string } };
