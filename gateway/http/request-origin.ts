/**
 * Whom a request is addressed to, and what page sent it. Without a token to check, a browser inside the network is the way
 * in: a page of another site may have it send a form or plain text (CSRF), or point a name of its own at this address (DNS
 * rebinding). Fetch Metadata "Sec-Fetch-Site"; RFC 6454 7 (Origin); RFC 9110 7.4 (421).
 */
import { isIP } from 'node:net';
import type { Request, RequestHandler } from 'express';
import { refusal } from '../outcomes.ts';

/**
 * @param publicUrl the origin that clients see.
 * @throws OperationOutcomeError 421 where the Host header names another host than that: names are taken from the public URL
 * and from loopback only, addresses (which nobody can rebind) also where the request came in on no loopback address.
 * 403 where the browser says that a page of another site sent the request. Clients that are no browsers send neither header.
 */
export function requireOwnOrigin(publicUrl: string): RequestHandler {
  const { origin, hostname } = new URL(publicUrl);
  const ownName = bare(hostname);
  return (req, _res, next) => {
    if (!isOwnHost(req, ownName)) {
      throw refusal(
        'misdirected',
        'The Host header names another host; PUBLIC_URL says under which name this is one',
      );
    }
    const sender = req.get('Origin');
    if (req.get('Sec-Fetch-Site') === 'cross-site' || (sender !== undefined && sender !== origin)) {
      throw refusal('forbidden', 'Requests from pages of other sites are not answered');
    }
    next();
  };
}

function isOwnHost(req: Request, ownName: string): boolean {
  const name = bare((req.get('Host') ?? '').replace(/:\d*$/, ''));
  if (name === ownName || name === 'localhost' || isLoopback(name)) return true;
  return isIP(name) !== 0 && !isLoopback((req.socket.localAddress ?? '').replace(/^::ffff:/, ''));
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

/** A host as a name or address alone: no brackets, no dot of the root, in lower case. */
function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}
