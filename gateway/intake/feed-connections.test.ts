import { beforeEach, describe, expect, it } from 'vitest';
import { FeedConnections } from './feed-connections.ts';

const PEERS: Readonly<Record<string, readonly string[]>> = {
  pas: ['10.0.0.1', '10.0.0.9'],
  ae: ['10.0.0.2', '10.0.0.9'],
};
let connections: FeedConnections;

beforeEach(() => {
  connections = new FeedConnections(
    ['pas', 'ae'],
    (feed, address) => PEERS[feed]?.includes(address) === true,
  );
});

const connected = (peer: string): void => {
  connections.note({ kind: 'connected', peer });
};

describe('connections', () => {
  it('are those of the addresses that send for the feed, or may and have sent nothing yet', () => {
    connected('10.0.0.1');
    connected('10.0.0.1');
    connected('10.0.0.9');
    expect(connections.connected('pas')).toEqual([
      { address: '10.0.0.1', connections: 2, sending: false },
      { address: '10.0.0.9', connections: 1, sending: false },
    ]);
    connections.carried('ae', '10.0.0.9');
    connections.carried('pas', '10.0.0.1');
    expect(connections.connected('pas')).toEqual([{ address: '10.0.0.1', connections: 2, sending: true }]);
    expect(connections.connected('ae')).toEqual([{ address: '10.0.0.9', connections: 1, sending: true }]);
    connections.note({ kind: 'closed', peer: '10.0.0.1', reason: 'ended' });
    connections.note({ kind: 'closed', peer: '10.0.0.1', reason: 'ended' });
    expect(connections.connected('pas')).toEqual([]);
  });

  it('show whose frames are faulty, and not what is harmless', () => {
    connected('10.0.0.1');
    connections.note({ kind: 'junk', peer: '10.0.0.1', count: 2, harmful: 0 });
    connections.note({ kind: 'junk', peer: '10.0.0.1', count: 2, harmful: 2 });
    connections.note({ kind: 'broken-frame', peer: '10.0.0.1', bytes: 10 });
    connections.note({ kind: 'broken-frame', peer: '10.0.0.1', bytes: 10 });
    connections.note({ kind: 'deadline', peer: '10.0.0.1', deadline: 'write' });
    connections.note({ kind: 'refused', peer: '10.0.0.77', reason: 'unknown-peer' });
    expect(connections.faults('pas')).toEqual([
      { address: '10.0.0.1', kind: 'junk', count: 1 },
      { address: '10.0.0.1', kind: 'broken-frame', count: 2 },
    ]);
    expect(connections.totals('pas')).toEqual([
      { kind: 'junk', count: 1 },
      { kind: 'broken-frame', count: 2 },
    ]);
    expect(connections.faults('ae')).toEqual([]);
  });

  it('count faults of an address of two feeds under neither', () => {
    connections.note({ kind: 'overflow', peer: '10.0.0.9', reason: 'no-start' });
    expect(connections.totals('pas')).toEqual([]);
    expect(connections.totals('unknown')).toEqual([{ kind: 'overflow', count: 1 }]);
  });

  it('are forgotten, the oldest first, where too many addresses come and go; open ones never', () => {
    connected('10.0.0.1');
    for (let i = 0; i < 2000; i++) {
      const peer = `10.1.${Math.floor(i / 250)}.${i % 250}`;
      connected(peer);
      connections.note({ kind: 'closed', peer, reason: 'ended' });
    }
    expect(connections.connected('pas')).toMatchObject([{ address: '10.0.0.1', connections: 1 }]);
  });
});
