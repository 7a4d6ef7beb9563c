/** Which configured feed a message is of, by its sender's names, address and client certificate. */
import ipaddr from 'ipaddr.js';
import type { Rejection } from '../../adapters/feed.ts';

export interface FeedMatch {
  readonly id: string;
  readonly sender: {
    readonly applications?: readonly string[] | undefined;
    readonly facilities: readonly string[];
  };
  /** Addresses or CIDR blocks. */
  readonly peers: readonly string[];
  readonly processingIds: readonly string[];
  /** SHA-256 fingerprints in hex, in any case, colons or not: who sends must show one of these certificates. */
  readonly clientCertificates?: readonly string[] | undefined;
}

export interface Sender {
  readonly application: string;
  readonly facility: string;
  readonly processingId: string;
  /** IP address. */
  readonly address: string;
  /** SHA-256 fingerprint of the verified client certificate, where the connection has one. */
  readonly certificate?: string | undefined;
}

/**
 * The first feed that takes this sender, or why none does. The refusal names fields, and nothing sent in them.
 * Where a feed of this sender's name lists certificates, one that lists none is no way round them: it takes only what
 * shows a certificate that one of them lists.
 */
export function findFeed<F extends FeedMatch>(
  feeds: readonly F[],
  sender: Sender,
): { readonly feed: F } | { readonly rejection: Rejection } {
  const named = feedsNamed(feeds, sender);
  if (named.length === 0) {
    return refuse(207, 4, 'no feed is configured for this sending application and facility (MSH-3, MSH-4)');
  }
  const allowed = named.filter((feed) => feed.peers.some((peer) => covers(peer, sender.address)));
  if (allowed.length === 0) return refuse(207, 4, 'this address may not send for this facility');
  const listed = named.flatMap(({ clientCertificates }) => clientCertificates ?? []);
  const asked = named.some(({ clientCertificates }) => clientCertificates !== undefined);
  const shown = allowed.filter(
    ({ clientCertificates }) => !asked || includesCertificate(clientCertificates ?? listed, sender),
  );
  if (shown.length === 0) return refuse(207, 4, 'this client certificate may not send for this facility');
  const feed = shown.find((f) => f.processingIds.includes(sender.processingId));
  if (feed === undefined)
    return refuse(202, 11, 'this feed does not take messages of this processing id (MSH-11)');
  return { feed };
}

/** The feeds of this sending application and facility, wherever the message comes from. */
export function feedsNamed<F extends Pick<FeedMatch, 'sender'>>(
  feeds: readonly F[],
  { application, facility }: Pick<Sender, 'application' | 'facility'>,
): readonly F[] {
  return feeds.filter(
    ({ sender: { applications, facilities } }) =>
      facilities.includes(facility) && (applications === undefined || applications.includes(application)),
  );
}

/** Whether any feed takes messages from this IP address, whatever they will say of their sender. */
export function listsPeer(feeds: readonly Pick<FeedMatch, 'peers'>[], address: string): boolean {
  return feeds.some((feed) => feed.peers.some((peer) => covers(peer, address)));
}

function includesCertificate(fingerprints: readonly string[], { certificate }: Sender): boolean {
  if (certificate === undefined) return false;
  const shown = plainHex(certificate);
  return fingerprints.some((listed) => plainHex(listed) === shown);
}

/** `AB:CD` and `abcd` are one fingerprint. */
function plainHex(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}

function refuse(condition: number, field: number, text: string): { rejection: Rejection } {
  return { rejection: { code: 'AR', condition, segment: 'MSH', field, text } };
}

function covers(block: string, address: string): boolean {
  // The usual peers need no arithmetic.
  if (block === address || (block === '127.0.0.0/8' && address === '127.0.0.1')) return true;
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  const [range, bits] = block.includes('/')
    ? ipaddr.parseCIDR(block)
    : [ipaddr.parse(block), ipaddr.parse(block).kind() === 'ipv4' ? 32 : 128];
  return parsed.kind() === range.kind() && parsed.match(range, bits);
}
