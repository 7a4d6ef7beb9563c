/** What the sender of a journalled message was told: the acknowledgements made again of its header and its outcome. */
import type { Quarantine, Receipt, Rejection } from '../../../adapters/feed.ts';
import { acknowledge, type AcknowledgementMode } from '../../../adapters/hl7v2/acknowledge.ts';
import { parseAcknowledgement } from '../../../adapters/hl7v2/acknowledgement.ts';
import type { Header } from '../../../adapters/hl7v2/header.ts';

export interface ToldAcknowledgement {
  /** HL7 table 0008. */
  readonly code: string;
  /** MSA-3. */
  readonly text: string;
  /** What ERR names, '' where it says nothing of that; absent where there was no ERR. */
  readonly error?: {
    readonly segment: string;
    readonly field: string;
    /** HL7 table 0357. */
    readonly condition: string;
    readonly text: string;
  };
}

/** What became of the message. */
export type Outcome =
  | { readonly kind: 'committed' }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'quarantined'; readonly quarantine: Quarantine; readonly answer: 'AA' | 'AE' };

/**
 * In the order in which they were sent, by the feed's configuration as it is now; a repeat of a committed message was
 * told the same with the text "Stored before".
 * @returns none where the sender asked for none, or no header said to whom.
 */
export function toldAcknowledgements(
  header: Header | undefined,
  messageId: string,
  outcome: Outcome,
  mode: AcknowledgementMode,
): readonly ToldAcknowledgement[] {
  const receipt: Receipt = { ...outcome, messageId };
  const sent = acknowledge(header, receipt, new Date(0), () => '1', mode) ?? [];
  return sent.flatMap((bytes) => {
    const told = parseAcknowledgement(bytes);
    if (told === undefined) return [];
    const { code, text, error } = told;
    if (error === undefined) return [{ code, text }];
    const { segment, field, condition } = error;
    return [{ code, text, error: { segment, field, condition, text: error.text } }];
  });
}
