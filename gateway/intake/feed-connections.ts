/**
 * Which senders are connected, whose messages came over their connections, and what was wrong with their frames; by
 * address, from what the MLLP listener tells. Bounded: the oldest address without a connection goes first.
 */
import type { ServerEvent } from '../../adapters/mllp/server-events.ts';

type FramingFault = Extract<ServerEvent['kind'], 'junk' | 'broken-frame' | 'overflow' | 'deadline'>;

export interface ConnectedPeer {
  readonly address: string;
  readonly connections: number;
  /** Whether a message of this feed has come over one of them. False: connected, and silent or in doubt. */
  readonly sending: boolean;
}

export interface PeerFaults {
  readonly address: string;
  readonly kind: FramingFault;
  readonly count: number;
}

interface Peer {
  connections: number;
  /** Feeds of the messages that came from it. */
  feeds: Set<string>;
  faults: Map<FramingFault, number>;
}

const ADDRESSES = 500;

export class FeedConnections {
  readonly #feeds: readonly string[];
  readonly #lists: (feed: string, address: string) => boolean;
  readonly #peers = new Map<string, Peer>();
  /** Since the start, by feed and kind; `unknown` where an address is of no feed, or of several. Never goes down. */
  readonly #totals = new Map<string, Map<FramingFault, number>>();

  /**
   * @param feeds ids of the configured feeds.
   * @param lists whether the configuration lets this address send for this feed.
   */
  constructor(feeds: readonly string[], lists: (feed: string, address: string) => boolean) {
    this.#feeds = feeds;
    this.#lists = lists;
  }

  note(event: ServerEvent): void {
    switch (event.kind) {
      case 'connected':
        this.#peer(event.peer).connections++;
        return;
      case 'closed': {
        const peer = this.#peer(event.peer);
        peer.connections = Math.max(0, peer.connections - 1);
        return;
      }
      case 'junk':
        // Blanks between frames do no harm, and some senders always send them.
        if (event.harmful > 0) this.#fault(event.peer, event.kind);
        return;
      case 'deadline':
        // One that does not read its acknowledgement sends proper frames all the same.
        if (event.deadline !== 'write') this.#fault(event.peer, event.kind);
        return;
      case 'broken-frame':
      case 'overflow':
        this.#fault(event.peer, event.kind);
        return;
      case 'refused':
      case 'tls-refused':
      case 'handler-failed':
      case 'listener-error':
    }
  }

  /** A message of this feed came from this address. */
  carried(feed: string, address: string): void {
    this.#peers.get(address)?.feeds.add(feed);
  }

  /** Connections over which messages of the feed came, and those of its addresses over which none came of any feed. */
  connected(feed: string): readonly ConnectedPeer[] {
    return [...this.#peers].flatMap(([address, peer]) =>
      peer.connections > 0 && this.#isOf(feed, address, peer)
        ? [{ address, connections: peer.connections, sending: peer.feeds.has(feed) }]
        : [],
    );
  }

  /** Faults of the frames of those addresses. */
  faults(feed: string): readonly PeerFaults[] {
    return [...this.#peers].flatMap(([address, peer]) =>
      this.#isOf(feed, address, peer)
        ? [...peer.faults].map(([kind, count]) => ({ address, kind, count }))
        : [],
    );
  }

  /** Framing faults since the start. */
  totals(feed: string): readonly { readonly kind: string; readonly count: number }[] {
    return [...(this.#totals.get(feed) ?? [])].map(([kind, count]) => ({ kind, count }));
  }

  #fault(address: string, kind: FramingFault): void {
    const peer = this.#peer(address);
    peer.faults.set(kind, (peer.faults.get(kind) ?? 0) + 1);
    const [feed = 'unknown', ...others] = this.#feeds.filter((id) => this.#isOf(id, address, peer));
    const label = others.length === 0 ? feed : 'unknown';
    const totals = this.#totals.get(label) ?? new Map<FramingFault, number>();
    this.#totals.set(label, totals.set(kind, (totals.get(kind) ?? 0) + 1));
  }

  #isOf(feed: string, address: string, peer: Peer): boolean {
    return peer.feeds.size > 0 ? peer.feeds.has(feed) : this.#lists(feed, address);
  }

  #peer(address: string): Peer {
    const known = this.#peers.get(address);
    if (known !== undefined) return known;
    if (this.#peers.size >= ADDRESSES) {
      const [oldest] = [...this.#peers].find(([, { connections }]) => connections === 0) ?? [];
      if (oldest !== undefined) this.#peers.delete(oldest);
    }
    const peer: Peer = { connections: 0, feeds: new Set(), faults: new Map() };
    this.#peers.set(address, peer);
    return peer;
  }
}
