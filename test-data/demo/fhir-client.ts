/** What the demo asks of the FHIR API, over HTTP like any other client. */
import { z } from 'zod';
import { readStatusBundle } from './notification.ts';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/';
const SECRET = 'https://rother.example/fhir/StructureDefinition/webhook-secret';
const PATIENT_JOURNEY = 'https://rother.example/fhir/SubscriptionTopic/patient-journey';
const TIMEOUT_MS = 20_000;

const subscription = z.looseObject({
  resourceType: z.literal('Subscription'),
  id: z.string(),
  status: z.string(),
  extension: z.array(z.looseObject({ url: z.string(), valueString: z.string().optional() })).optional(),
});

const searchset = z.looseObject({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.looseObject({ resource: z.looseObject({ resourceType: z.string() }) })).optional(),
});

export interface CreatedSubscription {
  readonly id: string;
  readonly secret: string;
}

export interface NewSubscription {
  readonly locality: string;
  readonly endpoint: string;
  /** `Name: value`, sent with each notification. */
  readonly header: string;
}

export interface FhirClient {
  readonly base: string;
  createSubscription(wanted: NewSubscription): Promise<CreatedSubscription>;
  subscriptionStatus(id: string): Promise<string>;
  /** `$status` of one subscription. */
  status(id: string): Promise<{ status: string; eventsSinceStart: number }>;
  /** `$events`, both ends included, unread. */
  events(id: string, from: number, to: number): Promise<unknown>;
  /** The matches of a search, unread. */
  search(type: string, query: Readonly<Record<string, string>>): Promise<readonly unknown[]>;
}

/** @param base `http://host:port/fhir`. An answer that is no success throws with method, path and status. */
export function createFhirClient(base: string): FhirClient {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${base}/${path}`, {
      method,
      headers: { accept: 'application/fhir+json', 'content-type': 'application/fhir+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} gave ${answer.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  };
  return {
    base,
    async createSubscription(wanted) {
      const created = subscription.parse(await call('POST', 'Subscription', subscriptionBody(wanted)));
      const secret = created.extension?.find(({ url }) => url === SECRET)?.valueString;
      if (secret === undefined) throw new Error('the answer to the create tells no webhook secret');
      return { id: created.id, secret };
    },
    subscriptionStatus: async (id) => subscription.parse(await call('GET', `Subscription/${id}`)).status,
    status: async (id) => readStatusBundle(await call('GET', `Subscription/${id}/$status`)),
    events: (id, from, to) =>
      call('GET', `Subscription/${id}/$events?eventsSinceNumber=${from}&eventsUntilNumber=${to}`),
    async search(type, query) {
      const { entry = [] } = searchset.parse(await call('GET', `${type}?${new URLSearchParams(query)}`));
      return entry.map(({ resource }) => resource);
    },
  };
}

/** FHIR Subscriptions R5 Backport 1.1.0, profile backport-subscription. */
function subscriptionBody({ locality, endpoint, header }: NewSubscription): unknown {
  return {
    resourceType: 'Subscription',
    meta: { profile: [`${BACKPORT}backport-subscription`] },
    status: 'requested',
    reason: `The demo's locality team of ${locality}`,
    criteria: PATIENT_JOURNEY,
    _criteria: {
      extension: [{ url: `${BACKPORT}backport-filter-criteria`, valueString: `locality=${locality}` }],
    },
    channel: {
      type: 'rest-hook',
      endpoint,
      payload: 'application/fhir+json',
      _payload: {
        extension: [{ url: `${BACKPORT}backport-payload-content`, valueCode: 'full-resource' }],
      },
      header: [header],
    },
  };
}
