/** What tests of delivery do again and again: a client at the interactions, an endpoint, and looks into the ledger. */
import { expect } from 'vitest';
import type { Subscription } from '@medplum/fhirtypes';
import {
  BASE_URL,
  Fixture,
  subscriptionBody,
  type SubscriptionInput,
} from '../../subscriptions/testing/fixture.ts';
import { Receiver } from '../../subscriptions/testing/receiver.ts';
import type { FhirRequest, FhirResponse } from '../fhir-request.ts';
import { createSubscription } from '../subscription-create.ts';
import { deleteSubscription } from '../subscription-delete.ts';
import { updateSubscription } from '../subscription-update.ts';

/** How long an event is waited for, in real time. */
export const POLL = { timeout: 5000, interval: 5 };

export type Created = Subscription & { id: string };

export class SubscriptionScenario {
  readonly fixture: Fixture;
  readonly receiver: Receiver;

  /** A store, lanes that run, and an endpoint that answers 200. */
  static async open(): Promise<SubscriptionScenario> {
    const fixture = await Fixture.open();
    const receiver = new Receiver();
    await receiver.start();
    await fixture.dispatcher.start();
    return new SubscriptionScenario(fixture, receiver);
  }

  private constructor(fixture: Fixture, receiver: Receiver) {
    this.fixture = fixture;
    this.receiver = receiver;
  }

  async close(): Promise<void> {
    await this.receiver.stop();
    await this.fixture.close();
  }

  /** Creates a subscription; its handshake waits for time to move. */
  async create(input: Partial<SubscriptionInput> = {}): Promise<Created> {
    const body = subscriptionBody({ endpoint: this.receiver.url(), ...input });
    const response = await createSubscription(request(body), this.fixture.writes);
    // The answer of a create is the resource with its id.
    return response.body as Created;
  }

  /** Creates one and waits until the handshake has made it active. */
  async active(input: Partial<SubscriptionInput> = {}): Promise<Created> {
    const created = await this.create(input);
    this.fixture.time.advance(50);
    await expect.poll(() => this.status(created.id), POLL).toBe('active');
    return created;
  }

  put(id: string, body: object): Promise<FhirResponse> {
    return updateSubscription(request({ ...body, id }, id), this.fixture.writes);
  }

  delete(id: string): Promise<FhirResponse> {
    return deleteSubscription(request(undefined, id), this.fixture.writes);
  }

  async status(id: string): Promise<string | undefined> {
    const row = await this.fixture.store.reader
      .selectFrom('subscription_state')
      .select('status')
      .where('subscription_id', '=', id)
      .executeTakeFirst();
    return row?.status;
  }

  async resource(id: string): Promise<Subscription> {
    const row = await this.fixture.store.reader
      .selectFrom('resource')
      .select('content')
      .where('type', '=', 'Subscription')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    // Stored by the code under test.
    return JSON.parse(row.content) as Subscription;
  }

  async deliveries(id: string): Promise<{ number: number; status: string; attempts: number }[]> {
    const rows = await this.fixture.store.reader
      .selectFrom('delivery')
      .select(['event_number', 'status', 'attempts'])
      .where('subscription_id', '=', id)
      .orderBy('event_number')
      .execute();
    return rows.map((row) => ({ number: row.event_number, status: row.status, attempts: row.attempts }));
  }

  async statuses(id: string): Promise<string[]> {
    return (await this.deliveries(id)).map((d) => d.status);
  }

  /** Attempts of the first event. */
  async attempts(id: string): Promise<number> {
    return (await this.deliveries(id))[0]?.attempts ?? -1;
  }

  /** Lets the first event fail once more: waits for the failure to be recorded, then moves on by `wait`. */
  async failAgain(id: string, attempts: number, wait: number): Promise<void> {
    await expect.poll(() => this.attempts(id), POLL).toBe(attempts);
    this.fixture.time.advance(wait);
  }
}

function request(body: unknown, id?: string): FhirRequest {
  return {
    method: id === undefined ? 'POST' : body === undefined ? 'DELETE' : 'PUT',
    type: 'Subscription',
    ...(id === undefined ? {} : { id }),
    query: new URLSearchParams(),
    body,
    baseUrl: BASE_URL,
    correlationId: 'c1',
  };
}
