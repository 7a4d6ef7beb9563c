/** The MLLP listener, joined with intake: frames in, acknowledgements out, and what is told of connections. */
import { isAcknowledgement } from '../adapters/hl7v2/acknowledgement.ts';
import type { AcknowledgementMode } from '../adapters/hl7v2/acknowledge.ts';
import { MllpServer } from '../adapters/mllp/server.ts';
import type { Settings } from './config.ts';
import type { FeedMonitor } from './intake/feed-health.ts';
import { listsPeer } from './intake/find-feed.ts';
import { keepBrokenFrame } from './intake/keep-broken-frame.ts';
import { noteAcknowledgement } from './intake/note-acknowledgement.ts';
import type { Received, ReceiveDependencies } from './intake/receive.ts';
import type { Log } from './logging.ts';
import type { Metrics } from './metrics.ts';
import type { readMllpTls } from './mllp-tls.ts';
import type { Place } from './place.ts';

export interface MllpListenerDependencies {
  readonly settings: Settings;
  readonly place: Place;
  readonly tls: ReturnType<typeof readMllpTls>;
  readonly receiving: ReceiveDependencies;
  /** Takes one message. */
  readonly take: (raw: Uint8Array, peer: string, certificate?: string) => Promise<Received>;
  /** The frames that answer it; undefined where nothing may be said. */
  readonly answer: (received: Received, mode: AcknowledgementMode) => readonly Uint8Array[] | undefined;
  readonly metrics: Metrics;
  readonly feedHealth: FeedMonitor;
  readonly log: Log;
}

/** Built, and not yet listening. */
export function mllpListener({
  settings,
  place,
  tls,
  receiving,
  take,
  answer,
  metrics,
  feedHealth,
  log,
}: MllpListenerDependencies): MllpServer {
  return new MllpServer({
    host: settings.HOST,
    port: settings.MLLP_PORT,
    maxFrameBytes: settings.MLLP_MAX_FRAME_BYTES,
    maxConnections: settings.MLLP_MAX_CONNECTIONS,
    maxConnectionsPerPeer: settings.MLLP_MAX_CONNECTIONS_PER_PEER,
    accepts: (peer) => listsPeer(place.feeds, peer),
    readDeadlineMs: settings.MLLP_READ_DEADLINE_S * 1000,
    idleMs: settings.MLLP_IDLE_S * 1000,
    tls,
    handle: async (frame, peer, { certificate }) => {
      if (isAcknowledgement(frame)) {
        const feed = noteAcknowledgement(frame, { address: peer, certificate }, { feeds: place.feeds, log });
        metrics.adtMessage(feed, 'acknowledgement');
        return [];
      }
      const received = await take(frame, peer, certificate);
      return answer(received, received.acknowledgement);
    },
    keepBroken: (bytes, peer) => keepBrokenFrame(bytes, peer, receiving),
    onEvent: (event) => {
      feedHealth.connection(event);
      if (event.kind === 'connected' || event.kind === 'closed') return;
      if (event.kind === 'junk' && event.harmful === 0) return;
      const { kind, ...fields } = event;
      log.warn({ event: `mllp.${kind}`, ...fields });
    },
  });
}
