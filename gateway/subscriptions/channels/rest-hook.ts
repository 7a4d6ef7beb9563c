/**
 * The rest-hook channel: one POST an attempt, signed, never following a redirect, never reading more of the answer than
 * its status. FHIR Subscriptions R5 Backport 1.1.0 "Channels: rest-hook"; Standard Webhooks 1.0.0 (only 2xx is success,
 * 410 ends it, Retry-After is heard; the signature covers id, time and body).
 */
import { Agent } from 'undici';
import { Webhook } from 'standardwebhooks';
import type { Clock } from '../../clock.ts';
import type { Channel, FailureCode, Notification, SendOutcome } from '../channel.ts';
import { splitHeader } from '../request-headers.ts';
import type { Resolve, WebhookPolicy } from '../webhook-policy.ts';
import { checkedConnector } from './checked-connect.ts';

/** How much of an answer's body is read (and thrown away) to keep the connection; beyond it the connection is closed. */
const ANSWER_LIMIT = 16 * 1024;

/** @param clock for the webhook-timestamp of each attempt. */
export function createRestHook(policy: WebhookPolicy, resolve: Resolve, clock: Clock): Channel {
  const agent = new Agent({
    connect: checkedConnector(policy, resolve),
    keepAliveTimeout: 30_000,
    maxHeaderSize: ANSWER_LIMIT,
  });
  return {
    send: (notification) => send(agent, notification, clock.now()),
    close: () => agent.destroy(),
  };
}

async function send(agent: Agent, notification: Notification, now: Date): Promise<SendOutcome> {
  const deadline = AbortSignal.timeout(notification.timeoutMs);
  const signal = AbortSignal.any([deadline, notification.signal]);
  try {
    const url = new URL(notification.url);
    const answer = await agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: 'POST',
      headers: requestHeaders(notification, now),
      body: notification.body,
      signal,
    });
    // The status is the answer; what follows it decides nothing, so trouble with it is no failure.
    await answer.body.dump({ limit: ANSWER_LIMIT, signal }).catch(() => undefined);
    return judge(answer.statusCode, answer.headers['retry-after'], now);
  } catch (error) {
    if (notification.signal.aborted) return { kind: 'stopped' };
    return { kind: 'failed', code: deadline.aborted ? 'timeout' : failureCode(error), httpStatus: null };
  }
}

/** Flat list of names and values: a subscriber's header is sent as it was given, repeated ones included. */
function requestHeaders({ id, body, contentType, headers, secret }: Notification, now: Date): string[] {
  return [
    ...headers.flatMap((line) => splitHeader(line)),
    'Content-Type',
    contentType,
    'webhook-id',
    id,
    'webhook-timestamp',
    String(Math.floor(now.getTime() / 1000)),
    'webhook-signature',
    new Webhook(secret).sign(id, now, body),
  ];
}

function judge(status: number, retryAfter: string | string[] | undefined, now: Date): SendOutcome {
  if (status >= 200 && status < 300) return { kind: 'delivered', httpStatus: status };
  if (status === 410) return { kind: 'gone', httpStatus: status };
  const code = status >= 300 && status < 400 ? 'redirect' : 'http-status';
  const wait = status === 429 || status === 503 ? retryAfterMs(retryAfter, now) : undefined;
  return { kind: 'failed', code, httpStatus: status, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
}

/** RFC 9110 10.2.3: seconds or a date. */
function retryAfterMs(header: string | string[] | undefined, now: Date): number | undefined {
  if (typeof header !== 'string') return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

const CODES: Readonly<Record<string, FailureCode>> = {
  ROTHER_BLOCKED_ADDRESS: 'blocked-address',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  EPROTO: 'tls',
};

function failureCode(error: unknown): FailureCode {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined) return 'network';
  return CODES[code] ?? (/CERT|TLS|SSL/.test(code) ? 'tls' : 'network');
}
