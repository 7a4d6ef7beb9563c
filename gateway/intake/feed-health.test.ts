import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Receipt } from '../../adapters/feed.ts';
import { journalBench, type JournalBench } from '../testing/journal.ts';
import { createFeedHealth, type FeedHealth, type FeedMonitor } from './feed-health.ts';

const FEEDS = [
  { id: 'pas', name: 'the PAS', peers: ['10.0.0.1', '10.0.0.9'], silenceLimitMinutes: 30 },
  { id: 'ae', name: 'A&E', peers: ['10.0.0.2', '10.0.0.9'] },
];
const STORED: Receipt = { kind: 'committed', messageId: 'm' };
const START = Date.parse('2026-11-20T12:00:00.000Z');

let bench: JournalBench;
let monitor: FeedMonitor;
let passed: number;
/** By how much the system's clock was set forward. */
let shift: number;

function start(): FeedMonitor {
  return createFeedHealth({
    feeds: FEEDS,
    db: bench.engine.reader,
    clock: { now: () => new Date(START + passed + shift) },
    steady: () => 5_000_000 + passed,
  });
}

beforeEach(async () => {
  bench = await journalBench();
  passed = 0;
  shift = 0;
  monitor = start();
});
afterEach(() => bench.close());

const seconds = (n: number): void => void (passed += n * 1000);
const minutes = (n: number): void => {
  seconds(n * 60);
};

function answered(
  feed: string,
  receipt: Receipt = STORED,
  more: { ms?: number; skewMs?: number | null } = {},
): void {
  monitor.answered({ feed, receipt, skewMs: more.skewMs ?? null }, '10.0.0.1', more.ms ?? 1);
}

function refused(condition: number, code: 'AE' | 'AR' = 'AE'): Receipt {
  return {
    kind: 'rejected',
    messageId: 'm',
    rejection: { code, condition, segment: 'PV1', field: 19, text: 'why' },
  };
}

async function health(id: string): Promise<FeedHealth> {
  const found = (await monitor.report()).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no feed ${id}`);
  return found;
}

describe('the silence of a feed', () => {
  it('is measured from the start where no message ever came, and has a limit only where one is set', async () => {
    minutes(29.9);
    expect(await health('pas')).toMatchObject({ silent: false, silentForMinutes: 29, lastMessageAt: null });
    minutes(0.1);
    expect(await health('pas')).toMatchObject({
      silent: true,
      silentForMinutes: 30,
      silenceLimitMinutes: 30,
    });
    expect(await health('ae')).toMatchObject({
      silent: false,
      silentForMinutes: 30,
      silenceLimitMinutes: null,
    });
  });

  it('ends with a message of any outcome', async () => {
    minutes(45);
    answered('pas', refused(101));
    minutes(1);
    expect(await health('pas')).toMatchObject({
      silent: false,
      silentForMinutes: 1,
      lastMessageAt: '2026-11-20T12:45:00.000Z',
    });
  });

  it('goes on over a restart', async () => {
    await bench.keep('first', { feed: 'pas', received_at: '2026-11-01T00:00:00.000Z' });
    await bench.keep('last', { feed: 'pas', received_at: '2026-11-20T11:00:00.000Z', outcome: 'rejected' });
    expect(await health('pas')).toMatchObject({
      silent: true,
      silentForMinutes: 60,
      firstMessageAt: '2026-11-01T00:00:00.000Z',
      lastMessageAt: '2026-11-20T11:00:00.000Z',
    });
  });

  it('is broken by what another gateway on the same store received', async () => {
    answered('pas');
    minutes(60);
    await bench.keep('there', { feed: 'pas', received_at: '2026-11-20T12:50:00.000Z' });
    expect(await health('pas')).toMatchObject({ silent: false, silentForMinutes: 10 });
  });

  it.each([-3_600_000, 86_400_000])('does not follow a system clock that jumps by %s ms', async (jump) => {
    await bench.keep('here', { feed: 'pas', received_at: '2026-11-20T12:00:00.000Z' });
    answered('pas');
    shift = jump;
    minutes(10);
    expect(await health('pas')).toMatchObject({ silent: false, silentForMinutes: 10 });
    minutes(20);
    expect(await health('pas')).toMatchObject({ silent: true, silentForMinutes: 30 });
  });
});

describe('counts and times', () => {
  it('tell the rate over the last minute, five minutes and hour', async () => {
    for (let i = 0; i < 10; i++) {
      answered('pas');
      seconds(60);
    }
    for (let i = 0; i < 30; i++) answered('pas');
    const rates = async () => (await health('pas')).ratePerMinute;
    expect(await rates()).toEqual({ last1: 30, last5: 34 / 5, last60: 40 / 60 });
    seconds(59);
    expect(await rates()).toMatchObject({ last1: 30 });
    seconds(1);
    expect(await rates()).toMatchObject({ last1: 0 });
    minutes(59);
    expect(await rates()).toEqual({ last1: 0, last5: 0, last60: 0 });
    minutes(6000);
    answered('pas');
    expect(await rates()).toEqual({ last1: 1, last5: 1 / 5, last60: 1 / 60 });
  });

  it('tell the latency of the last thousand acknowledgements', async () => {
    for (let i = 0; i < 500; i++) answered('pas', STORED, { ms: 9999 });
    for (let i = 1; i <= 1000; i++) answered('pas', STORED, { ms: i });
    expect((await health('pas')).ackLatencyMs).toEqual({ p50: 500, p99: 990 });
    expect((await health('ae')).ackLatencyMs).toBeNull();
  });

  it('tell the median skew of the last hundred that could be read', async () => {
    for (let i = 0; i < 300; i++) answered('pas', STORED, { skewMs: -5000 });
    for (let i = 0; i < 60; i++) answered('pas', STORED, { skewMs: 90_400 });
    for (let i = 0; i < 60; i++) answered('pas', STORED, { skewMs: null });
    expect((await health('pas')).medianSkewSeconds).toBe(90);
    expect((await health('ae')).medianSkewSeconds).toBeNull();
  });

  it('tell what became of the messages, and why they were refused', async () => {
    for (const receipt of [
      STORED,
      { kind: 'duplicate', messageId: 'm' },
      refused(101),
      refused(101),
      refused(201, 'AR'),
      {
        kind: 'quarantined',
        messageId: 'm',
        quarantine: { reason: 'circular-merge', text: '' },
        answer: 'AA',
      },
      { kind: 'unavailable' },
    ] satisfies Receipt[]) {
      seconds(1);
      answered('pas', receipt);
    }
    expect(await health('pas')).toMatchObject({
      outcomes: { committed: 1, duplicate: 1, rejectedAE: 2, rejectedAR: 1, quarantined: 1, unavailable: 1 },
      rejections: [
        { code: 'AE', condition: '101', count: 2 },
        { code: 'AR', condition: '201', count: 1 },
      ],
      lastRejection: { at: '2026-11-20T12:00:05.000Z', condition: 201, field: 'PV1-19', text: 'why' },
    });
  });

  it('take the last refusal and the size of the quarantine from the journal after a restart', async () => {
    const rejection = { code: 'AE', condition: 100, segment: 'PID', text: 'the PID segment is missing' };
    await bench.keep('refused', { feed: 'ae', outcome: 'rejected', rejection: JSON.stringify(rejection) });
    for (const n of [1, 2, 3]) await bench.keep(`aside ${n}`, { feed: 'ae', outcome: 'quarantined' });
    expect(await health('ae')).toMatchObject({
      quarantineSize: 3,
      lastRejection: { at: '2026-11-20T12:00:00.000Z', condition: 100, field: 'PID', text: rejection.text },
      outcomes: { rejectedAE: 0, quarantined: 0 },
    });
    expect(await health('pas')).toMatchObject({ quarantineSize: 0, lastRejection: null });
  });

  it('put senders that no feed is configured for under one name', async () => {
    answered('unknown', refused(207, 'AR'));
    answered('a feed that was taken out of the configuration');
    expect((await monitor.report()).map(({ id }) => id)).toEqual(['pas', 'ae', 'unknown']);
    expect(await health('unknown')).toMatchObject({
      silent: false,
      outcomes: { committed: 1, rejectedAR: 1 },
    });
  });
});

describe('connections', () => {
  it('are told as the listener tells them, with the feed whose messages came', async () => {
    monitor.connection({ kind: 'connected', peer: '10.0.0.1' });
    monitor.connection({ kind: 'broken-frame', peer: '10.0.0.1', bytes: 10 });
    answered('pas');
    expect(await health('pas')).toMatchObject({
      connectedPeers: [{ address: '10.0.0.1', connections: 1, sending: true }],
      framingFaults: [{ address: '10.0.0.1', kind: 'broken-frame', count: 1 }],
      framingFaultTotals: [{ kind: 'broken-frame', count: 1 }],
    });
    expect(await health('ae')).toMatchObject({
      connectedPeers: [],
      framingFaults: [],
      framingFaultTotals: [],
    });
  });
});
