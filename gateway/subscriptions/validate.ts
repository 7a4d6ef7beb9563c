/**
 * A Subscription as sent -> what this server will do, or a refusal that names every fault.
 * FHIR Subscriptions R5 Backport 1.1.0 "Accepting Subscription Requests": an unsupported topic, filter, channel,
 * endpoint, payload or content level SHALL be rejected. Nothing is modified silently, nothing is dropped.
 */
import { findTopic, TOPICS } from '../../conformance/topics.ts';
import { BACKPORT, ROTHER } from '../../conformance/systems.ts';
import { refusal } from '../outcomes.ts';
import { onlyKnown, readChannelSettings, type ChannelSettings, type Report } from './channel-settings.ts';
import { MAX_VALUES, readFilter, type Filter } from './filters.ts';
import type { ValueContext } from './filter-values.ts';
import { headerFaults, isRedacted, REDACTED } from './request-headers.ts';
import { subscriptionBody, type SubscriptionBody } from './subscription-body.ts';
import { isAddress, mayConnect, readEndpoint, type Resolve, type WebhookPolicy } from './webhook-policy.ts';

export interface ValidationContext extends ValueContext {
  readonly policy: WebhookPolicy;
  readonly resolve: Resolve;
  readonly now: Date;
  /** An update may switch off, and may send back what the server shows: redaction marks, the place of the secret. */
  readonly purpose: 'create' | 'update';
}

/** A subscription that this server can keep. */
export interface ValidSubscription {
  readonly body: SubscriptionBody;
  /** What the client wants: running, or switched off. */
  readonly wanted: 'on' | 'off';
  readonly topic: string;
  readonly filters: readonly Filter[];
  readonly endpoint: string;
  /** As given; a line may carry the redaction mark, which only an update may restore. */
  readonly headers: readonly string[];
  readonly settings: ChannelSettings;
  /** ISO UTC with milliseconds, or null. */
  readonly endsAt: string | null;
}

/** Where the signing secret is told, once. */
export const WEBHOOK_SECRET = `${ROTHER}StructureDefinition/webhook-secret`;

const CROSS_VERSION = /^http:\/\/hl7\.org\/fhir\/\d+\.\d+\//;
/** The one cross-version extension that the guide's 1.2 draft has. */
const IDENTIFIER = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Subscription.identifier';
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const MAX_FILTERS = 50;
const MAX_BODY = 256 * 1024;

/**
 * Reads an unknown body. Throws a 400 refusal where it is no Subscription at all, and a 422 refusal with one issue
 * a fault otherwise; no issue quotes a value, for filters and headers may name people or hold secrets.
 * A name that does not resolve now is accepted: the handshake will tell; a name that resolves to a forbidden address
 * is not.
 */
export async function validateSubscription(
  body: unknown,
  context: ValidationContext,
): Promise<ValidSubscription> {
  if (
    typeof body !== 'object' ||
    body === null ||
    !('resourceType' in body) ||
    body.resourceType !== 'Subscription'
  ) {
    throw refusal('invalid', 'The body is not a Subscription resource.');
  }
  if (JSON.stringify(body).length > MAX_BODY)
    throw refusal('tooLarge', 'The Subscription is larger than 256 kB.');
  const structure = subscriptionBody.safeParse(body);
  if (!structure.success) {
    const texts = structure.error.issues.map((i) => `${['Subscription', ...i.path].join('.')}: ${i.message}`);
    throw refusal('unprocessable', texts.slice(0, 50));
  }
  const faults: string[] = [];
  const report: Report = (path, fault) => faults.push(`${path}: ${fault}`);
  const subscription = structure.data;
  const wanted = readStatus(subscription, context.purpose, report);
  readRootExtensions(subscription, context.purpose, report);
  const filters = readCriteria(subscription, context, report);
  const settings = readChannel(subscription.channel, report);
  const endpoint = await checkEndpoint(subscription.channel.endpoint, wanted, context, report);
  const headers = subscription.channel.header ?? [];
  for (const fault of headerFaults(headers)) report('Subscription.channel.header', fault);
  if (context.purpose === 'create' && headers.some(isRedacted)) {
    report('Subscription.channel.header', `has "${REDACTED}" for a value; there is none to keep`);
  }
  const endsAt = readEnd(subscription.end, wanted, context.now, report);
  if (faults.length > 0) throw refusal('unprocessable', faults);
  return {
    body: subscription,
    wanted,
    topic: subscription.criteria,
    filters,
    endpoint,
    headers,
    settings,
    endsAt,
  };
}

/** A client asks for `requested` or `active` (both mean: verify the endpoint, then send), or for `off`. */
function readStatus(
  subscription: SubscriptionBody,
  purpose: ValidationContext['purpose'],
  report: Report,
): 'on' | 'off' {
  if (subscription.status === 'error') report('Subscription.status', 'error is set by the server alone');
  if (subscription.status !== 'off') return 'on';
  if (purpose === 'create') report('Subscription.status', 'off cannot be asked for at create');
  return 'off';
}

function readRootExtensions(
  { extension }: SubscriptionBody,
  purpose: ValidationContext['purpose'],
  report: Report,
): void {
  for (const { url } of extension ?? []) {
    if (url === IDENTIFIER) continue;
    if (url === WEBHOOK_SECRET) {
      if (purpose === 'create') report('Subscription.extension', 'the signing secret is given by the server');
    } else if (CROSS_VERSION.test(url) || url.includes('/subscriptions-backport/')) {
      report('Subscription.extension', 'has an extension for an element that the guide defines elsewhere');
    }
  }
}

function readCriteria(subscription: SubscriptionBody, context: ValueContext, report: Report): Filter[] {
  const { criteria, _criteria } = subscription;
  const topic = findTopic(criteria);
  if (topic === undefined) {
    const hint = /^[A-Za-z]+(\?|$)/.test(criteria)
      ? 'is a search, which is not offered: name a topic and put conditions in backport-filter-criteria'
      : 'is not a topic of this server';
    report('Subscription.criteria', `${hint}; topics: ${TOPICS.map((t) => t.canonical).join(', ')}`);
  }
  const extensions = _criteria?.extension ?? [];
  const path = 'Subscription.criteria.extension';
  onlyKnown(extensions, ['backport-filter-criteria'], path, report);
  if (extensions.length > MAX_FILTERS) report(path, `has more than ${MAX_FILTERS} filters`);
  const filters: Filter[] = [];
  for (const [i, extension] of extensions.slice(0, MAX_FILTERS).entries()) {
    if (extension.url !== `${BACKPORT}backport-filter-criteria`) continue;
    const value = extension['valueString'];
    // Without a topic there is nothing to hold a filter against; the topic's fault is reported already.
    if (topic === undefined) continue;
    const reading =
      typeof value === 'string' && value.length <= 100_000
        ? readFilter(value, criteria, context)
        : { fault: 'must have a valueString of at most 100,000 characters' };
    if (reading.filters === undefined) report(path, `filter ${i + 1} ${reading.fault}`);
    else filters.push(...reading.filters);
  }
  const values = filters.reduce((sum, filter) => sum + filter.values.length, 0);
  if (values > MAX_VALUES) report(path, `has ${values} values in all; at most ${MAX_VALUES} are taken`);
  return filters;
}

function readChannel(channel: SubscriptionBody['channel'], report: Report): ChannelSettings {
  if (channel.type !== 'rest-hook') {
    report('Subscription.channel.type', 'is not offered; offered: rest-hook');
  }
  if (channel._type !== undefined) {
    report('Subscription.channel.type.extension', 'custom channel types are not offered');
  }
  return readChannelSettings(channel, report);
}

async function checkEndpoint(
  text: string | undefined,
  wanted: 'on' | 'off',
  { policy, resolve }: ValidationContext,
  report: Report,
): Promise<string> {
  const path = 'Subscription.channel.endpoint';
  if (text === undefined) {
    report(path, 'is required for rest-hook');
    return '';
  }
  const reading = readEndpoint(text, policy);
  if (reading.endpoint === undefined) {
    report(path, reading.fault);
    return text;
  }
  const { endpoint } = reading;
  if (wanted === 'on' && !isAddress(endpoint.hostname)) {
    const addresses = await resolve(endpoint.hostname).catch(() => []);
    if (!addresses.every(({ address }) => mayConnect(address, endpoint, policy))) {
      report(path, 'resolves to an address that webhooks may not reach');
    }
  }
  return text;
}

function readEnd(end: string | undefined, wanted: 'on' | 'off', now: Date, report: Report): string | null {
  if (end === undefined) return null;
  const instant = new Date(end);
  if (!INSTANT.test(end) || Number.isNaN(instant.getTime())) {
    report('Subscription.end', 'is not an instant with a time zone');
    return null;
  }
  if (wanted === 'on' && instant <= now) report('Subscription.end', 'is in the past');
  return instant.toISOString();
}
