import { describe, expect, it } from 'vitest';
import { createMetrics, type FeedFigures } from './metrics.ts';

const FEED: FeedFigures = {
  id: 'pas',
  silent: true,
  lastMessageAt: '2026-11-20T12:00:00.000Z',
  quarantineSize: 3,
  connectedPeers: [
    { address: '10.0.0.1', connections: 2, sending: true },
    { address: '10.0.0.2', connections: 1, sending: false },
  ],
  medianSkewSeconds: -12,
  rejections: [{ code: 'AE', condition: '101', count: 5 }],
  framingFaultTotals: [{ kind: 'junk', count: 7 }],
};

async function feedLines(feeds: () => Promise<readonly FeedFigures[]>, renderings = 1): Promise<string[]> {
  const metrics = createMetrics(feeds);
  let body = '';
  for (let i = 0; i < renderings; i++) ({ body } = await metrics.render());
  return body.split('\n').filter((line) => line.startsWith('rother_feed_'));
}

describe('the metrics of feeds', () => {
  it('show what is known of each feed, and the same at every rendering', async () => {
    const expected = [
      `rother_feed_last_message_timestamp_seconds{feed="pas"} ${Date.parse('2026-11-20T12:00:00Z') / 1000}`,
      'rother_feed_silent{feed="pas"} 1',
      'rother_feed_quarantine_size{feed="pas"} 3',
      'rother_feed_connections{feed="pas"} 3',
      'rother_feed_clock_skew_seconds{feed="pas"} -12',
      'rother_feed_rejections_total{feed="pas",code="AE",condition="101"} 5',
      'rother_feed_framing_faults_total{feed="pas",kind="junk"} 7',
    ];
    expect(await feedLines(() => Promise.resolve([FEED]))).toEqual(expected);
    expect(await feedLines(() => Promise.resolve([FEED]), 3)).toEqual(expected);
  });

  it('leave out what is not known, and all of it when the store does not answer', async () => {
    const quiet: FeedFigures = { ...FEED, silent: false, lastMessageAt: null, medianSkewSeconds: null };
    const lines = await feedLines(() => Promise.resolve([quiet]));
    expect(lines).toContain('rother_feed_silent{feed="pas"} 0');
    expect(lines.join('\n')).not.toMatch(/last_message|skew/);
    const metrics = createMetrics(() => Promise.reject(new Error('secret')));
    metrics.ackLatency('pas', 12);
    const { body } = await metrics.render();
    expect(body).toContain('rother_ack_seconds_bucket{le="0.02",feed="pas"} 1');
    expect(body).not.toContain('rother_feed_silent{');
    expect(body).not.toContain('secret');
  });
});
