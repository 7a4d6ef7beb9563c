/** For tests and benches: a Subscription over HTTP, as any client makes it. FHIR Subscriptions R5 Backport 1.1.0. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bundle, Parameters, Subscription } from '@medplum/fhirtypes';
import { BACKPORT, TOPIC } from '../../../conformance/systems.ts';

export interface WantedSubscription {
  readonly endpoint: string;
  readonly content: 'id-only' | 'full-resource';
  /** Of everybody where absent. */
  readonly locality?: string;
}

const ACTIVE_MS = 15_000;
const POLL_MS = 20;

/** Creates it on the topic of all steps. @param settled the status to wait for. @returns its id. */
export async function subscribe(
  baseUrl: string,
  { endpoint, content, locality }: WantedSubscription,
  settled: 'active' | 'error' = 'active',
): Promise<string> {
  const filter = {
    extension: [{ url: `${BACKPORT}backport-filter-criteria`, valueString: `locality=${locality ?? ''}` }],
  };
  const body = {
    resourceType: 'Subscription',
    meta: { profile: [`${BACKPORT}backport-subscription`] },
    status: 'requested',
    reason: 'test',
    criteria: `${TOPIC}patient-journey`,
    ...(locality === undefined ? {} : { _criteria: filter }),
    channel: {
      type: 'rest-hook',
      endpoint,
      payload: 'application/fhir+json',
      _payload: { extension: [{ url: `${BACKPORT}backport-payload-content`, valueCode: content }] },
    },
  };
  const created = await call(`${baseUrl}/Subscription`, body);
  // The gateway answers a create with the resource, and this is one of ours.
  const { id = '' } = created as Subscription;
  for (let waited = 0; waited < ACTIVE_MS; waited += POLL_MS) {
    const { status } = (await call(`${baseUrl}/Subscription/${id}`)) as Subscription;
    if (status === settled) return id;
    await sleep(POLL_MS);
  }
  throw new Error(`the subscription was not ${settled} within ${ACTIVE_MS} ms`);
}

/** Events numbered so far, as `$status` tells it. */
export async function eventsSinceStart(baseUrl: string, id: string): Promise<number> {
  const bundle = (await call(`${baseUrl}/Subscription/${id}/$status`)) as Bundle<Parameters>;
  const count = bundle.entry?.[0]?.resource?.parameter?.find(
    ({ name }) => name === 'events-since-subscription-start',
  );
  return Number(count?.valueString);
}

async function call(url: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { accept: 'application/fhir+json', 'content-type': 'application/fhir+json' },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`${url} gave ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
  return answer.json();
}
