/** What `rother inspect` finds out about one message, before anybody formats it. */
import type { ReadAgain } from '../intake/trace/read-again.ts';

/** What can be said of one message. */
export interface Inspection extends ReadAgain {
  readonly label: string;
  /** Id of the feed that the sender belongs to; absent where none is configured for it. */
  readonly feed?: string;
}
