/** What the MLLP server tells of its connections, for counters and alarms. Never any content of a message. */

export type CloseReason =
  /** The peer closed. */
  | 'ended'
  | 'socket-error'
  /** Silent for longer than `idleMs`. */
  | 'idle'
  /** A frame took longer than `readDeadlineMs` from its first byte to its end. */
  | 'read-deadline'
  /** No whole frame came within `firstFrameDeadlineMs` of the connection. */
  | 'no-first-frame'
  /** The peer did not read its acknowledgement within `writeDeadlineMs`. */
  | 'write-deadline'
  | 'frame-too-large'
  /** All connections together hold more of unfinished frames than `maxPartialBytes`. */
  | 'partial-frames-full'
  /** Too many bytes without a VT: whoever this is, it does not speak MLLP. */
  | 'no-start'
  /** The handler asked for no acknowledgement: the sender is left to resend. */
  | 'unacknowledged'
  | 'handler-failed'
  | 'server-stopped';

export type ServerEvent =
  | { readonly kind: 'connected'; readonly peer: string }
  | {
      readonly kind: 'refused';
      readonly peer: string;
      readonly reason: 'unknown-peer' | 'connections' | 'connections-of-peer';
    }
  /** No TLS connection came about: `code` says why, `NO_CERTIFICATE`, `CERT_HAS_EXPIRED`, `ERR_SSL_...` and the like. */
  | { readonly kind: 'tls-refused'; readonly peer: string; readonly code: string }
  | { readonly kind: 'closed'; readonly peer: string; readonly reason: CloseReason }
  | { readonly kind: 'junk'; readonly peer: string; readonly count: number; readonly harmful: number }
  | { readonly kind: 'broken-frame'; readonly peer: string; readonly bytes: number }
  | {
      readonly kind: 'overflow';
      readonly peer: string;
      readonly reason: 'frame-too-large' | 'no-start' | 'partial-frames-full';
    }
  | { readonly kind: 'deadline'; readonly peer: string; readonly deadline: 'first-frame' | 'read' | 'write' }
  /** `handle` or `keepBroken` threw; `errorName` is the class of what it threw. */
  | {
      readonly kind: 'handler-failed';
      readonly peer: string;
      readonly handler: 'handle' | 'keepBroken';
      readonly errorName: string;
    }
  /** The listening socket itself failed, for example for want of file descriptors. */
  | { readonly kind: 'listener-error'; readonly code: string };
