/** What is counted and timed, for Prometheus. Labels are routes, feeds, outcomes and statuses: never a person, an id or a user. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { FeedHealth } from './intake/feed-health.ts';

export interface Metrics {
  /** One message of a feed came to this end: `committed`, `duplicate`, `rejected`, `quarantined`, `unavailable`. */
  adtMessage(feed: string, outcome: string): void;
  /** From the last byte of a message to its ACK. */
  ackLatency(feed: string, milliseconds: number): void;
  /** One attempt to deliver an alert came to this end: `ok`, `http-status`, `timeout` and the like. */
  delivery(outcome: string): void;
  /** One HTTP request; `route` is the pattern. */
  httpRequest(method: string, route: string, status: number, milliseconds: number): void;
  /** The exposition text and its content type. */
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What the metrics show of a feed; its id is a configured one or `unknown`. */
export type FeedFigures = Pick<
  FeedHealth,
  | 'id'
  | 'silent'
  | 'lastMessageAt'
  | 'quarantineSize'
  | 'connectedPeers'
  | 'medianSkewSeconds'
  | 'rejections'
  | 'framingFaultTotals'
  | 'sequence'
>;

/**
 * Metrics with a registry of their own: several gateways in one process (tests) do not meet in it.
 * @param feeds is asked at every rendering; where it fails, its metrics are left out.
 */
export function createMetrics(
  feeds: () => Promise<readonly FeedFigures[]> = () => Promise.resolve([]),
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const adt = new Counter({
    name: 'rother_adt_messages_total',
    help: 'ADT messages by feed and outcome',
    labelNames: ['feed', 'outcome'],
    registers,
  });
  const ack = new Histogram({
    name: 'rother_ack_seconds',
    help: 'Time from the last byte of a message to its ACK',
    labelNames: ['feed'],
    buckets: SECONDS,
    registers,
  });
  const deliveries = new Counter({
    name: 'rother_deliveries_total',
    help: 'Attempts to deliver an alert by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const http = new Histogram({
    name: 'rother_http_request_seconds',
    help: 'HTTP requests by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const show = feedGauges(registers);
  return {
    adtMessage: (feed, outcome) => {
      adt.inc({ feed, outcome });
    },
    ackLatency: (feed, milliseconds) => {
      ack.observe({ feed }, milliseconds / 1000);
    },
    delivery: (outcome) => {
      deliveries.inc({ outcome });
    },
    httpRequest: (method, route, status, milliseconds) => {
      http.observe({ method, route, status: String(status) }, milliseconds / 1000);
    },
    render: async () => {
      show(await feeds().catch(() => []));
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

/** @returns puts the figures of all feeds in the place of those that were shown before. */
function feedGauges(registers: Registry[]): (feeds: readonly FeedFigures[]) => void {
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames: ['feed'], registers });
  const lastMessage = gauge(
    'rother_feed_last_message_timestamp_seconds',
    'When the last message of the feed came',
  );
  const silent = gauge('rother_feed_silent', '1 where the feed is silent for longer than its limit');
  const quarantine = gauge('rother_feed_quarantine_size', 'Messages of the feed that wait for replay');
  const connections = gauge('rother_feed_connections', 'Open MLLP connections of the feed');
  const skew = gauge(
    'rother_feed_clock_skew_seconds',
    "Median by which the sender's clock is ahead, of the last hundred messages",
  );
  const missing = gauge(
    'rother_feed_missing_events',
    'Events of the feed that have not come, by their sequence numbers',
  );
  const rejections = new Counter({
    name: 'rother_feed_rejections_total',
    help: 'Messages refused, by feed, acknowledgement code and condition of HL7 table 0357',
    labelNames: ['feed', 'code', 'condition'],
    registers,
  });
  const faults = new Counter({
    name: 'rother_feed_framing_faults_total',
    help: 'Faults of MLLP framing, by feed and kind',
    labelNames: ['feed', 'kind'],
    registers,
  });
  return (feeds) => {
    // The totals are counted elsewhere, since the same start; nothing is rendered between the reset and the last of them.
    for (const metric of [lastMessage, silent, quarantine, connections, skew, missing, rejections, faults])
      metric.reset();
    for (const { id: feed, lastMessageAt, medianSkewSeconds, ...figures } of feeds) {
      silent.set({ feed }, figures.silent ? 1 : 0);
      quarantine.set({ feed }, figures.quarantineSize);
      connections.set(
        { feed },
        figures.connectedPeers.reduce((sum, peer) => sum + peer.connections, 0),
      );
      if (lastMessageAt !== null) lastMessage.set({ feed }, Date.parse(lastMessageAt) / 1000);
      if (medianSkewSeconds !== null) skew.set({ feed }, medianSkewSeconds);
      if (figures.sequence !== undefined) missing.set({ feed }, figures.sequence.missing);
      for (const { code, condition, count } of figures.rejections)
        rejections.inc({ feed, code, condition }, count);
      for (const { kind, count } of figures.framingFaultTotals) faults.inc({ feed, kind }, count);
    }
  };
}
