/** What the delivery lanes need of a channel. Implementations are in channels/. */

export interface Notification {
  /** The id of the notification: the same on every retry. */
  readonly id: string;
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  /** Header lines as the subscriber gave them. */
  readonly headers: readonly string[];
  /** Signing secret, `whsec_...`. */
  readonly secret: string;
  readonly timeoutMs: number;
  /** Ends the attempt early; its outcome is then `stopped`. */
  readonly signal: AbortSignal;
}

/** Why an attempt failed: a code of ours, never the text of an error. */
export type FailureCode =
  | 'http-status'
  | 'redirect'
  | 'timeout'
  | 'refused'
  | 'reset'
  | 'dns'
  | 'tls'
  | 'network'
  | 'blocked-address';

export type SendOutcome =
  | { readonly kind: 'delivered'; readonly httpStatus: number }
  | {
      readonly kind: 'failed';
      readonly code: FailureCode;
      readonly httpStatus: number | null;
      readonly retryAfterMs?: number;
    }
  /** 410: the receiver wants no more. */
  | { readonly kind: 'gone'; readonly httpStatus: number }
  /** Ended by `signal`: whether it arrived is not known. */
  | { readonly kind: 'stopped' };

export interface Channel {
  /** One attempt. Resolves with every outcome; rejects only on a bug. */
  send(notification: Notification): Promise<SendOutcome>;
  close(): Promise<void>;
}
