/**
 * Connections that go only where the webhook policy lets them: every address that a name resolves to is checked, and
 * the connection is made to the checked ones, so that a name cannot change its mind between check and connect.
 */
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isAddress, mayConnect, type Endpoint, type Resolve, type WebhookPolicy } from '../webhook-policy.ts';

/** The endpoint's name resolves to an address, or is one, that webhooks may not reach. */
export class BlockedAddressError extends Error {
  readonly code = 'ROTHER_BLOCKED_ADDRESS';

  constructor() {
    super('the endpoint has an address that webhooks may not reach');
    this.name = 'BlockedAddressError';
  }
}

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true });

const CONNECT_TIMEOUT_MS = 10_000;

/** A connector for undici that applies the policy to each new connection. */
export function checkedConnector(policy: WebhookPolicy, resolve: Resolve): buildConnector.connector {
  return (options, callback) => {
    const http = options.protocol === 'http:';
    const endpoint: Endpoint = {
      hostname: options.hostname.replace(/^\[|\]$/g, '').toLowerCase(),
      port: options.port === '' ? (http ? 80 : 443) : Number(options.port),
      http,
    };
    // A literal address is connected to without any lookup, so it is judged here.
    if (isAddress(endpoint.hostname) && !mayConnect(endpoint.hostname, endpoint, policy)) {
      callback(new BlockedAddressError(), null);
      return;
    }
    buildConnector({
      timeout: CONNECT_TIMEOUT_MS,
      allowH2: false,
      lookup: checkedLookup(endpoint, policy, resolve),
    })(options, callback);
  };
}

/** A lookup for `net.connect` that fails where any of the addresses is forbidden. */
export function checkedLookup(endpoint: Endpoint, policy: WebhookPolicy, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => mayConnect(address, endpoint, policy))) {
          callback(new BlockedAddressError(), '');
        } else if (options.all === true) {
          callback(null, [...addresses]);
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error('the name does not resolve'), '');
      },
    );
  };
}
