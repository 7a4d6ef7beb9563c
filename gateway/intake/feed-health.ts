/**
 * How each feed is: who is connected, when it was last heard, how fast it is answered, what was refused or set aside, and
 * whether it is silent for longer than its configuration allows. Counts are those of this process since its start; what must
 * outlive a restart (first and last message, quarantine, last refusal) comes from the journal.
 */
import type { ServerEvent } from '../../adapters/mllp/server-events.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../store/engine.ts';
import type { SequenceReport } from './case-sequences.ts';
import { FeedActivity, lastRejection, type LastRejection, type OutcomeCounts } from './feed-activity.ts';
import { FeedConnections, type ConnectedPeer, type PeerFaults } from './feed-connections.ts';
import { listsPeer } from './find-feed.ts';
import { journalFigures, type JournalFigures } from './journal-figures.ts';
import type { Received } from './receive.ts';

export interface FeedHealth {
  /** `unknown`: senders that no feed is configured for. */
  readonly id: string;
  readonly name: string;
  readonly silent: boolean;
  /** Whole minutes since the last message, or since the start where none ever came. */
  readonly silentForMinutes: number;
  /** Null: silence is never a fault. */
  readonly silenceLimitMinutes: number | null;
  readonly connectedPeers: readonly ConnectedPeer[];
  readonly firstMessageAt: string | null;
  readonly lastMessageAt: string | null;
  readonly ratePerMinute: { readonly last1: number; readonly last5: number; readonly last60: number };
  /** Of the last thousand messages. */
  readonly ackLatencyMs: { readonly p50: number; readonly p99: number } | null;
  /** Since when the counts below count. */
  readonly since: string;
  readonly outcomes: OutcomeCounts;
  /** HL7 table 0357 conditions that were told. */
  readonly rejections: readonly {
    readonly code: string;
    readonly condition: string;
    readonly count: number;
  }[];
  readonly lastRejection: LastRejection | null;
  /** Messages that wait for replay; 10,000 stands for any more. */
  readonly quarantineSize: number;
  /** MSH-7 minus time of receipt, of the last hundred messages. */
  readonly medianSkewSeconds: number | null;
  readonly framingFaults: readonly PeerFaults[];
  /** The same by kind, of addresses that are this feed's alone. */
  readonly framingFaultTotals: readonly { readonly kind: string; readonly count: number }[];
  /** Of a feed that numbers its events: which numbers have not come. */
  readonly sequence?: SequenceReport;
}

export interface FeedMonitor {
  /** A message was answered, `ackMs` after its last byte. */
  answered(received: Pick<Received, 'feed' | 'receipt' | 'skewMs'>, peer: string, ackMs: number): void;
  /** The MLLP listener tells something of a connection. */
  connection(event: ServerEvent): void;
  /** One entry a configured feed, in that order, and last the one of unknown senders. */
  readonly report: () => Promise<readonly FeedHealth[]>;
}

/** A configured feed as its health is told. */
export interface MonitoredFeed {
  readonly id: string;
  readonly name: string;
  readonly peers: readonly string[];
  readonly silenceLimitMinutes?: number | undefined;
}

export interface FeedHealthDependencies {
  readonly feeds: readonly MonitoredFeed[];
  readonly db: Db;
  readonly clock: Clock;
  /** Milliseconds on a clock that never jumps: rates and silences survive a change of the system's time. */
  readonly steady: () => number;
  /** What is known of the numbers of a feed that numbers its events. */
  readonly sequence?: (feed: string) => Promise<SequenceReport | undefined>;
}

const UNKNOWN: MonitoredFeed = {
  id: 'unknown',
  name: 'senders that no feed is configured for',
  peers: [],
};
const MINUTE_MS = 60_000;

/** Counts from now on. */
export function createFeedHealth({
  feeds,
  db,
  clock,
  steady,
  sequence: sequenceOf,
}: FeedHealthDependencies): FeedMonitor {
  const started = { at: clock.now().toISOString(), steady: steady() };
  const entries = [...feeds, UNKNOWN].map((feed) => ({ feed, activity: new FeedActivity() }));
  const byId = new Map(entries.map((entry) => [entry.feed.id, entry]));
  const connections = new FeedConnections(
    feeds.map(({ id }) => id),
    (id, address) =>
      listsPeer(
        feeds.filter((feed) => feed.id === id),
        address,
      ),
  );
  return {
    answered: ({ feed, receipt, skewMs }, peer, ackMs) => {
      const entry = byId.get(feed) ?? byId.get(UNKNOWN.id);
      if (entry === undefined) return;
      connections.carried(entry.feed.id, peer);
      entry.activity.note({ at: clock.now().toISOString(), steady: steady(), receipt, ackMs, skewMs });
    },
    connection: (event) => {
      connections.note(event);
    },
    report: () =>
      Promise.all(
        entries.map(async ({ feed, activity }) => {
          const journal = await journalFigures(db, feed.id);
          const sequence = await sequenceOf?.(feed.id);
          const now = { at: clock.now().toISOString(), steady: steady() };
          const heard = silenceOf(activity, journal, started, now);
          const { silenceLimitMinutes: limit } = feed;
          return {
            id: feed.id,
            name: feed.name,
            silent: limit !== undefined && heard.silentMs >= limit * MINUTE_MS,
            silentForMinutes: Math.floor(heard.silentMs / MINUTE_MS),
            silenceLimitMinutes: limit ?? null,
            connectedPeers: connections.connected(feed.id),
            firstMessageAt: journal.first ?? null,
            lastMessageAt: heard.last ?? null,
            ratePerMinute: {
              last1: activity.ratePerMinute(1, now.steady),
              last5: activity.ratePerMinute(5, now.steady),
              last60: activity.ratePerMinute(60, now.steady),
            },
            ackLatencyMs: activity.ackLatency(),
            since: started.at,
            outcomes: activity.outcomes,
            rejections: activity.rejections,
            lastRejection: activity.lastRejection ?? formerRejection(journal),
            quarantineSize: journal.quarantined,
            medianSkewSeconds: activity.medianSkewSeconds(),
            framingFaults: connections.faults(feed.id),
            framingFaultTotals: connections.totals(feed.id),
            ...(sequence === undefined ? {} : { sequence }),
          };
        }),
      ),
  };
}

interface Moment {
  readonly at: string;
  readonly steady: number;
}

/**
 * What this process heard is measured on the steady clock; what it finds in the journal (of before its start, or of another
 * gateway) by the times that stand there. A restart does not make a silent feed heard.
 */
function silenceOf(
  activity: FeedActivity,
  journal: JournalFigures,
  started: Moment,
  now: Moment,
): { readonly silentMs: number; readonly last: string | undefined } {
  const heard = activity.last;
  const { last } = journal;
  const elsewhere = last !== undefined && (heard === undefined || (last > heard.at && last <= now.at));
  if (elsewhere) return { silentMs: Math.max(0, Date.parse(now.at) - Date.parse(last)), last };
  return { silentMs: now.steady - (heard ?? started).steady, last: heard?.at };
}

function formerRejection({ lastRejection: former }: JournalFigures): LastRejection | null {
  return former === undefined ? null : lastRejection(former.at, former.rejection);
}
