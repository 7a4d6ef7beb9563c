/** What is counted and timed, for Prometheus. Labels are routes, feeds, outcomes and statuses: never a person, an id or a user. */
import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export interface Metrics {
  /** One message of a feed came to this end: `committed`, `duplicate`, `rejected`, `unavailable`. */
  adtMessage(feed: string, outcome: string): void;
  /** From the last byte of a message to its ACK. */
  ackLatency(milliseconds: number): void;
  /** One attempt to deliver an alert came to this end: `ok`, `http-status`, `timeout` and the like. */
  delivery(outcome: string): void;
  /** One HTTP request; `route` is the pattern. */
  httpRequest(method: string, route: string, status: number, milliseconds: number): void;
  /** The exposition text and its content type. */
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Metrics with a registry of their own: several gateways in one process (tests) do not meet in it. */
export function createMetrics(): Metrics {
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
  return {
    adtMessage: (feed, outcome) => {
      adt.inc({ feed, outcome });
    },
    ackLatency: (milliseconds) => {
      ack.observe(milliseconds / 1000);
    },
    delivery: (outcome) => {
      deliveries.inc({ outcome });
    },
    httpRequest: (method, route, status, milliseconds) => {
      http.observe({ method, route, status: String(status) }, milliseconds / 1000);
    },
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}
