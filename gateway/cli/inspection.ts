/** What `rother inspect` finds out about one message, before anybody formats it. */
import type { MessageDescription } from '../../adapters/hl7v2/dictionary.ts';
import type { Header } from '../../adapters/hl7v2/header.ts';
import type { MappingResult } from '../../mappings/adt/map-message.ts';

/** What can be said of one message. */
export interface Inspection {
  readonly label: string;
  readonly header: Header | undefined;
  /** Why the frame is not read any further. */
  readonly fault?: string;
  readonly charset?: string;
  readonly flags: readonly string[];
  readonly description?: MessageDescription;
  /** Id of the feed that the sender belongs to; absent where none is configured for it. */
  readonly feed?: string;
  readonly mapping?: MappingResult;
}
