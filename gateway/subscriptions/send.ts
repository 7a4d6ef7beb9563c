/** Builds and sends one notification of a subscription through its channel. Nothing is recorded here. */
import type { Clock } from '../clock.ts';
import type { Engine } from '../store/engine.ts';
import { loadContent, NO_CONTENT } from './alert-content.ts';
import { lowerLevel } from './channel-settings.ts';
import type { Channel, SendOutcome } from './channel.ts';
import { notificationBundle } from './notification.ts';
import type { LedgerEvent } from './pending.ts';
import { storedHeaders, type SubscriptionState } from './state.ts';

export interface SendDependencies {
  readonly store: Engine;
  readonly channel: Channel;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Absolute base of /fhir, without a trailing slash. */
  readonly baseUrl: string;
}

const DEFAULT_TIMEOUT_S = 15;
/** What carries no event is not worth more of a slot's time, whatever timeout the subscriber asked for. */
const LONGEST_PLAIN_TIMEOUT_S = 10;
/** A full-resource body beyond this is sent without its resources (response 410 tells: fetch them). */
const LARGEST_BODY = 1024 * 1024;

/** Sends events as one notification under the id of the first: the same bytes each time it is tried. */
export async function sendEvents(
  state: SubscriptionState,
  events: readonly [LedgerEvent, ...LedgerEvent[]],
  signal: AbortSignal,
  deps: SendDependencies,
): Promise<SendOutcome> {
  const body = await eventBody(state, events, deps);
  return post(state, { id: events[0].bundle_id, body, timeoutS: timeoutOf(state) }, signal, deps);
}

async function eventBody(
  state: SubscriptionState,
  events: readonly [LedgerEvent, ...LedgerEvent[]],
  { store, baseUrl }: SendDependencies,
): Promise<string> {
  const [head] = events;
  const last = events.at(-1) ?? head;
  // Neither what was matched under another topic nor a level that is no longer wanted is told by a later PUT.
  const content = lowerLevel(head.payload, state.payload);
  const full = content === 'full-resource';
  const input = {
    id: head.bundle_id,
    baseUrl,
    subscriptionId: state.subscription_id,
    topic: head.topic,
    content,
    // Whoever reads it has received it, which is what `active` says; and a retry repeats the same bytes.
    status: 'active',
    type: 'event-notification',
    eventsSinceStart: last.event_number,
    error: null,
    timestamp: last.created_at,
    events,
  } as const;
  const resources = full ? await loadContent(store.reader, events, last.created_at) : NO_CONTENT;
  const body = JSON.stringify(notificationBundle({ ...input, resources }));
  if (body.length <= LARGEST_BODY || !full) return body;
  return JSON.stringify(notificationBundle({ ...input, resources: NO_CONTENT }));
}

/** Sends a handshake or a heartbeat: no event, and a new id each time. */
export function sendPlain(
  state: SubscriptionState,
  type: 'handshake' | 'heartbeat',
  signal: AbortSignal,
  deps: SendDependencies,
): Promise<SendOutcome> {
  const id = deps.newId();
  const bundle = notificationBundle({
    id,
    baseUrl: deps.baseUrl,
    subscriptionId: state.subscription_id,
    topic: state.topic,
    content: state.payload,
    status: state.status,
    type,
    eventsSinceStart: state.last_event_number,
    error: null,
    timestamp: deps.clock.now().toISOString(),
    events: [],
    resources: NO_CONTENT,
  });
  const timeoutS = Math.min(timeoutOf(state), LONGEST_PLAIN_TIMEOUT_S);
  return post(state, { id, body: JSON.stringify(bundle), timeoutS }, signal, deps);
}

function timeoutOf({ timeout_s: seconds }: SubscriptionState): number {
  return seconds ?? DEFAULT_TIMEOUT_S;
}

function post(
  state: SubscriptionState,
  { id, body, timeoutS }: { readonly id: string; readonly body: string; readonly timeoutS: number },
  signal: AbortSignal,
  { channel }: SendDependencies,
): Promise<SendOutcome> {
  return channel.send({
    id,
    url: state.endpoint,
    contentType: state.mime_type,
    body,
    headers: storedHeaders(state),
    secret: state.secret,
    timeoutMs: timeoutS * 1000,
    signal,
  });
}
