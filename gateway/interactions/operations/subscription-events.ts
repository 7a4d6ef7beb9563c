/**
 * Subscription/[id]/$events: what a subscriber may have missed, by number. FHIR Subscriptions R5 Backport 1.1.0,
 * operation `backport-subscription-events`; both numbers are inclusive. Every event is told from the ledger, whether it
 * was sent, is pending, expired or was cancelled.
 */
import type { Bundle } from '@medplum/fhirtypes';
import type { Clock } from '../../clock.ts';
import type { Db } from '../../store/engine.ts';
import { refusal } from '../../outcomes.ts';
import { safeName } from '../../search/refuse.ts';
import { loadContent, NO_CONTENT } from '../../subscriptions/alert-content.ts';
import { CONTENT_LEVELS, lowerLevel, type ContentLevel } from '../../subscriptions/channel-settings.ts';
import { notificationBundle } from '../../subscriptions/notification.ts';
import { readRange, type LedgerEvent } from '../../subscriptions/pending.ts';
import type { SubscriptionState } from '../../subscriptions/state.ts';
import type { FhirRequest, FhirResponse } from '../fhir-request.ts';
import { operationParameters, type OperationParameter } from './operation-parameters.ts';
import { requireSubscription } from './required-subscription.ts';

export interface EventsDependencies {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Events an answer; a `next` link leads to the rest. */
const PAGE = 100;

/**
 * A history Bundle, status first, with the events of the range that exist. `content` may ask for less than the
 * subscription's level; more is not given, and no event is told at more than the level that it was numbered under. A range beyond the last number has no events.
 * @throws OperationOutcomeError 400 for an unknown parameter, a number that is none, or a range that is upside down;
 * 404 or 410 for the subscription; 410 where part of the range is no longer held.
 */
export async function subscriptionEvents(
  request: FhirRequest,
  deps: EventsDependencies,
): Promise<FhirResponse> {
  const { baseUrl, id = '' } = request;
  const state = await requireSubscription(deps.db, id);
  const { since, until, content } = readParameters(operationParameters(request), state);
  const last = Math.min(until, state.last_event_number);
  const events = await readRange(deps.db, id, { since, until: last }, PAGE);
  const expected = Math.max(0, Math.min(last - since + 1, PAGE));
  if (events.length < expected) {
    throw refusal('gone', `Events from ${since} to ${last} are no longer all held; ask from a later number`);
  }
  const now = deps.clock.now().toISOString();
  const bundle = notificationBundle({
    id: deps.newId(),
    baseUrl,
    subscriptionId: id,
    topic: topicOf(events, content, state),
    content,
    status: state.status,
    type: 'query-event',
    eventsSinceStart: state.last_event_number,
    error: null,
    timestamp: now,
    events,
    resources: content === 'full-resource' ? await loadContent(deps.db, events, now) : NO_CONTENT,
  });
  return { status: 200, body: withNext(bundle, request, { since, until: last, content }) };
}

/** The topic that all events were matched under; none where they differ, or where one of them may not tell of it. */
function topicOf(
  events: readonly LedgerEvent[],
  content: ContentLevel,
  state: SubscriptionState,
): string | undefined {
  const topic = events[0]?.topic ?? state.topic;
  const told = events.every((e) => e.topic === topic && lowerLevel(content, e.payload) !== 'empty');
  return told ? topic : undefined;
}

interface Range {
  readonly since: number;
  readonly until: number;
  readonly content: ContentLevel;
}

function readParameters(parameters: readonly OperationParameter[], state: SubscriptionState): Range {
  let since = 1;
  let until = Number.MAX_SAFE_INTEGER;
  let content: ContentLevel = state.payload;
  for (const { name, value } of parameters) {
    switch (name) {
      case 'eventsSinceNumber':
        since = eventNumber(name, value);
        break;
      case 'eventsUntilNumber':
        until = eventNumber(name, value);
        break;
      case 'content': {
        const asked = CONTENT_LEVELS.find((level) => level === value);
        if (asked === undefined) throw refusal('invalid', `content: one of ${CONTENT_LEVELS.join(', ')}`);
        content = lowerLevel(asked, state.payload);
        break;
      }
      default:
        throw refusal(
          'unsupportedParameter',
          `${safeName(name)}: the parameters are eventsSinceNumber, eventsUntilNumber and content`,
        );
    }
  }
  if (since > until) throw refusal('invalid', 'eventsSinceNumber is greater than eventsUntilNumber');
  return { since, until, content };
}

/** Numbers count from 1; 0 is taken for 1, because "since the beginning" is often written so. */
function eventNumber(name: string, value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw refusal('invalid', `${name}: must be a whole number`);
  return Math.max(1, Number(value));
}

function withNext(
  bundle: Bundle,
  { baseUrl, id = '' }: FhirRequest,
  { since, until, content }: Range,
): Bundle {
  if (until - since + 1 <= PAGE) return bundle;
  const query = new URLSearchParams({
    eventsSinceNumber: String(since + PAGE),
    eventsUntilNumber: String(until),
    content,
  });
  const url = `${baseUrl}/Subscription/${id}/$events?${query.toString()}`;
  return { ...bundle, link: [{ relation: 'next', url }] };
}
