/** The contract between a feed and the gateway: what comes in, and what it is told. */

/** One message as it arrived, before anything is believed of it. */
export interface Envelope {
  /** Id of the configured feed, or `unknown` where no feed matches the sender. */
  readonly feed: string;
  /** MSH-3 and MSH-4 as sent ('' when absent). */
  readonly sender: { readonly application: string; readonly facility: string };
  /** MSH-10 as sent, '' when absent or unreadable. */
  readonly controlId: string;
  /** SHA-256 of `raw`, hex. */
  readonly hash: string;
  readonly raw: Uint8Array;
  /** ISO UTC. */
  readonly receivedAt: string;
  readonly correlationId: string;
  /** Address of the sender, `127.0.0.1` or `http:127.0.0.1`. */
  readonly peer: string;
}

/** Why a message is refused. HL7 v2.4 2.16.5 ERR and table 0357. Holds no value of a person. */
export interface Rejection {
  /** AE: the message itself is at fault. AR: this receiver will not take messages of this kind or sender. */
  readonly code: 'AE' | 'AR';
  /** HL7 table 0357, e.g. 101 required field missing. */
  readonly condition: number;
  readonly segment?: string;
  /** Which occurrence of the segment, from 1. */
  readonly sequence?: number;
  readonly field?: number;
  readonly component?: number;
  /** One sentence: what is wrong and what would be right. */
  readonly text: string;
}

/** Why a message that is sound in itself could not be applied. Holds no value of a person. */
export interface Quarantine {
  readonly reason: QuarantineReason;
  /** One sentence for the operator. */
  readonly text: string;
}

export type QuarantineReason =
  /** The merge would make a number its own survivor. */
  | 'circular-merge'
  /** A visit is to become one that has facts of its own. */
  | 'conflicting-visit'
  /** More numbers hang together than any one person has. */
  | 'too-many-numbers'
  /** A fault of ours in reading or applying it. */
  | 'internal-error';

/** What became of a message. `unavailable`: it could not be stored; the sender must be left to resend. */
export type Receipt =
  | { readonly kind: 'committed'; readonly messageId: string }
  | { readonly kind: 'duplicate'; readonly messageId: string }
  | { readonly kind: 'rejected'; readonly messageId: string; readonly rejection: Rejection }
  | {
      /** Kept whole, and set aside with its reason until it is replayed: the sender has nothing to resend. */
      readonly kind: 'quarantined';
      readonly messageId: string;
      readonly quarantine: Quarantine;
      /** What the feed's configuration has the sender told. */
      readonly answer: 'AA' | 'AE';
    }
  | { readonly kind: 'unavailable' };
