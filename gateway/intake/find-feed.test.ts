import { describe, expect, it } from 'vitest';
import { feedsNamed, findFeed, listsPeer, type FeedMatch, type Sender } from './find-feed.ts';

const FINGERPRINT = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);

function feed(over: Partial<FeedMatch> = {}): FeedMatch {
  return {
    id: 'pas',
    sender: { facilities: ['RFR'] },
    peers: ['10.1.0.0/16'],
    processingIds: ['P'],
    ...over,
  };
}

function outcome(feeds: readonly FeedMatch[], over: Partial<Sender> = {}): string {
  const sender = { application: 'PAS', facility: 'RFR', processingId: 'P', address: '10.1.2.3', ...over };
  const found = findFeed(feeds, sender);
  if ('feed' in found) return found.feed.id;
  const { code, condition, field, text } = found.rejection;
  return `${code} ${condition} MSH-${String(field)} ${text}`;
}

describe('findFeed', () => {
  it('finds the feed of a sender by facility, and by application where the feed lists them', () => {
    const feeds = [feed({ id: 'lab', sender: { applications: ['LAB'], facilities: ['RFR'] } }), feed()];
    expect(outcome(feeds)).toBe('pas');
    expect(outcome(feeds, { application: 'LAB' })).toBe('lab');
  });

  it.each<[string, Partial<Sender>, RegExp]>([
    ['facility', { facility: 'XYZ' }, /^AR 207 MSH-4 no feed is configured for this sending application/],
    ['address', { address: '10.2.0.1' }, /^AR 207 MSH-4 this address may not send for this facility/],
    ['processing id', { processingId: 'T' }, /^AR 202 MSH-11 /],
  ])('refuses a sender of another %s with AR, naming the field and no value', (_, over, expected) => {
    const told = outcome([feed()], over);
    expect(told).toMatch(expected);
    for (const value of Object.values(over)) expect(told.split(' ')).not.toContain(value);
  });

  it('takes a feed that lists certificates only over a connection with one of them, however it is written', () => {
    const colons = FINGERPRINT.toUpperCase().match(/../g)?.join(':') ?? '';
    for (const listed of [FINGERPRINT, FINGERPRINT.toUpperCase(), colons]) {
      const feeds = [feed({ clientCertificates: [OTHER.replace('cd', 'ce'), listed] })];
      expect(outcome(feeds, { certificate: FINGERPRINT })).toBe('pas');
      expect(outcome(feeds, { certificate: OTHER })).toBe(
        'AR 207 MSH-4 this client certificate may not send for this facility',
      );
      expect(outcome(feeds)).toMatch(/^AR 207 MSH-4 this client certificate/);
    }
  });

  it('asks no certificate of a feed that lists none', () => {
    expect(outcome([feed()], { certificate: OTHER })).toBe('pas');
  });

  it('lets the certificate decide between two feeds of one facility', () => {
    const feeds = [
      feed({ id: 'one', clientCertificates: [FINGERPRINT] }),
      feed({ id: 'two', clientCertificates: [OTHER] }),
    ];
    expect(outcome(feeds, { certificate: OTHER })).toBe('two');
  });

  it.each(['listing feed first', 'lenient feed first'])(
    'lets no feed without a list be a way round the certificates of another of the sender’s name: %s',
    (order) => {
      const feeds = [
        feed({ id: 'listing', peers: ['10.9.0.0/16'], clientCertificates: [FINGERPRINT] }),
        feed({ id: 'lenient', processingIds: ['P', 'T'] }),
      ];
      if (order === 'lenient feed first') feeds.reverse();
      const refused = 'AR 207 MSH-4 this client certificate may not send for this facility';
      expect(outcome(feeds, { certificate: OTHER })).toBe(refused);
      expect(outcome(feeds)).toBe(refused);
      expect(outcome(feeds, { processingId: 'T' })).toBe(refused);
      expect(outcome(feeds, { certificate: FINGERPRINT })).toBe('lenient');
    },
  );

  it('asks nothing of a feed for what a feed of another application or facility lists', () => {
    const feeds = [
      feed({ sender: { applications: ['LAB'], facilities: ['RFR'] }, clientCertificates: [FINGERPRINT] }),
      feed({ sender: { facilities: ['XYZ'] }, clientCertificates: [FINGERPRINT] }),
      feed({ id: 'lenient', sender: { applications: ['PAS'], facilities: ['RFR'] } }),
    ];
    expect(outcome(feeds)).toBe('lenient');
    expect(outcome(feeds, { application: 'LAB' })).toMatch(/^AR 207/);
  });

  it('asks the address before the certificate: neither makes up for the other', () => {
    const feeds = [feed({ clientCertificates: [FINGERPRINT] })];
    expect(outcome(feeds, { certificate: FINGERPRINT, address: '10.2.0.1' })).toMatch(/this address/);
  });
});

describe('feedsNamed', () => {
  it('gives the feeds of an application and facility, in their order, wherever a message comes from', () => {
    const feeds = [
      feed({ id: 'lab', sender: { applications: ['LAB'], facilities: ['RFR'] } }),
      feed({ id: 'any', peers: ['192.0.2.7'], processingIds: ['T'] }),
    ];
    const named = (application: string, facility: string): string[] =>
      feedsNamed(feeds, { application, facility }).map(({ id }) => id);
    expect(named('LAB', 'RFR')).toEqual(['lab', 'any']);
    expect(named('PAS', 'RFR')).toEqual(['any']);
    expect(named('LAB', 'XYZ')).toEqual([]);
    expect(named('', '')).toEqual([]);
  });
});

describe('listsPeer', () => {
  it('knows addresses and blocks of both families', () => {
    const feeds = [feed(), feed({ peers: ['2001:db8::/32', '192.0.2.7'] })];
    for (const address of ['10.1.255.255', '2001:db8::7', '192.0.2.7', '::ffff:192.0.2.7']) {
      expect(listsPeer(feeds, address)).toBe(true);
    }
    for (const address of ['10.2.0.0', '2001:db9::7', '192.0.2.8', 'unknown']) {
      expect(listsPeer(feeds, address)).toBe(false);
    }
  });
});
