/**
 * Where webhooks may go: unicast public addresses over https, and beside them only what the place's
 * administrator listed. Guards against server-side request forgery; applied when a subscription is written and
 * again at each send, to every address that the name resolves to. Link-local addresses, where clouds tell a machine its
 * own credentials, are never reached, whatever is listed.
 * FHIR Subscriptions R5 Backport 1.1.0 "Channels: rest-hook" (http is discouraged); Standard Webhooks 1.0.0.
 */
import ipaddr from 'ipaddr.js';

export interface WebhookPolicy {
  readonly allow: readonly {
    /** A host name, an address or a CIDR block. A block or address admits literal addresses only, never a name. */
    readonly host: string;
    /** Ports; absent means any. */
    readonly ports?: readonly number[] | undefined;
    /** True where plain http is allowed there. */
    readonly http: boolean;
    /** Addresses or CIDR blocks, other than public ones, that a listed name may resolve to. */
    readonly addresses?: readonly string[] | undefined;
  }[];
}

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Resolves a host name to all of its addresses; rejects where it has none. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** An endpoint that has been read: what a connection needs to be judged by. */
export interface Endpoint {
  /** Lower case, without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly http: boolean;
}

/** The endpoint of a URL, or what is wrong with the URL. Nothing is resolved here. */
export function readEndpoint(
  text: string,
  policy: WebhookPolicy,
): { readonly endpoint: Endpoint } | { readonly fault: string; readonly endpoint?: never } {
  if (!URL.canParse(text)) return { fault: 'is not an absolute URL' };
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { fault: 'is not an https URL' };
  if (url.username !== '' || url.password !== '') return { fault: 'holds credentials; use channel.header' };
  if (url.hash !== '') return { fault: 'holds a fragment' };
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const http = url.protocol === 'http:';
  const port = url.port === '' ? (http ? 80 : 443) : Number(url.port);
  // The URL parser turns 2130706433, 0x7f.1 and 0177.0.0.1 into 127.0.0.1: such spellings only serve to deceive.
  if (ipaddr.IPv4.isValid(hostname) && !text.includes(`//${hostname}`)) {
    return { fault: 'spells its address in another way than four decimal numbers' };
  }
  const endpoint = { hostname, port, http };
  if (http && entriesFor(endpoint, policy).length === 0) {
    return { fault: 'is plain http, which this place allows for listed hosts only; use https' };
  }
  if (isAddress(hostname) && !mayConnect(hostname, endpoint, policy)) {
    return { fault: 'is an address that webhooks may not reach' };
  }
  return { endpoint };
}

/** May a connection for this endpoint go to this address (one that its name resolved to, or the literal itself)? */
export function mayConnect(address: string, endpoint: Endpoint, policy: WebhookPolicy): boolean {
  if (!ipaddr.isValid(address) || isNever(address)) return false;
  const entries = entriesFor(endpoint, policy);
  if (entries.length === 0) return !endpoint.http && isPublic(address);
  // Who listed an address or a block has named what may be reached; who listed a name has not.
  if (isAddress(endpoint.hostname)) return true;
  if (isPublic(address)) return true;
  if (endpoint.hostname === 'localhost' && ipaddr.parse(address).range() === 'loopback') return true;
  return entries.some(({ addresses = [] }) => addresses.some((block) => inBlock(address, block)));
}

/** Link-local, and the host of a virtual machine that Azure shows at a public address. */
const NEVER = ['169.254.0.0/16', 'fe80::/10', 'fd00:ec2::/32', '168.63.129.16'];

function isNever(address: string): boolean {
  // `process` also undoes an IPv4-mapped address.
  const plain = ipaddr.process(address).toString();
  return NEVER.some((block) => inBlock(plain, block));
}

function isPublic(address: string): boolean {
  // `parse`, not `process`: an IPv4-mapped address stays what it is, and is no public address.
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  // Of IPv6 only what is assigned as global unicast: the rest hides older forms, such as ::127.0.0.1.
  return parsed.kind() === 'ipv4' || parsed.match(ipaddr.parseCIDR('2000::/3'));
}

export function isAddress(hostname: string): boolean {
  return ipaddr.isValid(hostname);
}

/** Where the administrator named this host, port and, for http, the missing encryption. */
function entriesFor(endpoint: Endpoint, { allow }: WebhookPolicy): WebhookPolicy['allow'] {
  return allow.filter(
    ({ host, ports, http }) =>
      (http || !endpoint.http) &&
      (ports?.includes(endpoint.port) ?? true) &&
      (host.toLowerCase() === endpoint.hostname || inBlock(endpoint.hostname, host)),
  );
}

function inBlock(hostname: string, host: string): boolean {
  if (!ipaddr.isValid(hostname)) return false;
  const address = ipaddr.parse(hostname);
  const block = ipaddr.isValidCIDR(host) ? ipaddr.parseCIDR(host) : undefined;
  if (block !== undefined) return address.kind() === block[0].kind() && address.match(block);
  return ipaddr.isValid(host) && ipaddr.parse(host).toNormalizedString() === address.toNormalizedString();
}
