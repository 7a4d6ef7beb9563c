/** Subscriptions over a real store in a temporary folder, with steps that a test commits itself. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Encounter, Patient } from '@medplum/fhirtypes';
import { BACKPORT, TOPIC } from '../../../conformance/systems.ts';
import { createLog } from '../../logging.ts';
import type { RetractedKind, StepEvent, StepKind } from '../../record/step-event.ts';
import { writeResources } from '../../record/write-resources.ts';
import type { Engine } from '../../store/engine.ts';
import { openSqlite } from '../../store/sqlite.ts';
import { systemResolve } from '../channels/checked-connect.ts';
import type { Channel } from '../channel.ts';
import { createRestHook } from '../channels/rest-hook.ts';
import { Dispatcher } from '../dispatcher.ts';
import { createAlertLedger } from '../ledger.ts';
import type { WebhookPolicy } from '../webhook-policy.ts';
import { VirtualTime } from './virtual-time.ts';

export const BASE_URL = 'https://rother.example/fhir';
export const LOOPBACK: WebhookPolicy = { allow: [{ host: '127.0.0.1', http: true }] };

export interface StepInput {
  readonly kind: StepKind;
  readonly retracts?: RetractedKind;
  readonly encounterId?: string;
  readonly patientId?: string;
  /** Ids of Patients that were merged into this one. */
  readonly aliases?: readonly string[];
  readonly localities?: readonly string[];
  readonly encounter?: Partial<Encounter>;
  readonly patient?: Partial<Patient>;
  readonly ward?: string;
}

export class Fixture {
  readonly time = new VirtualTime();
  readonly lines: string[] = [];
  readonly log = createLog('info', { write: (line) => this.lines.push(line) });
  readonly #folder: string;
  store: Engine;
  dispatcher: Dispatcher;
  /** True: what lanes write fails, as if the process ended before its commit. */
  crashing = false;
  readonly #newChannel: () => Channel;
  #channel;
  #ledger;

  /** @param channel in place of real webhooks. */
  static async open(channel?: Channel): Promise<Fixture> {
    const folder = await mkdtemp(join(tmpdir(), 'rother-subscriptions-'));
    const store = await openSqlite(join(folder, 'test.db'), () => '2026-03-02T09:00:00.000Z');
    return new Fixture(folder, store, channel);
  }

  private constructor(folder: string, store: Engine, channel: Channel | undefined) {
    this.#folder = folder;
    this.store = store;
    this.#newChannel = () => channel ?? createRestHook(LOOPBACK, systemResolve, this.time);
    this.#channel = this.#newChannel();
    this.dispatcher = this.#newDispatcher();
    this.#ledger = this.#newLedger();
  }

  /** What the writing interactions need. */
  get writes() {
    return {
      store: this.store,
      clock: this.time,
      newId: randomUUID,
      policy: LOOPBACK,
      resolve: systemResolve,
      changed: (id: string) => {
        this.dispatcher.changed(id);
      },
    };
  }

  /** Ends the lanes and starts others on the same file, as a new process would. */
  async restart(): Promise<void> {
    await this.dispatcher.stop();
    await this.#channel.close();
    await this.store.close();
    this.store = await openSqlite(join(this.#folder, 'test.db'), () => '2026-03-02T09:00:00.000Z');
    this.#channel = this.#newChannel();
    this.crashing = false;
    this.dispatcher = this.#newDispatcher();
    this.#ledger = this.#newLedger();
    await this.dispatcher.start();
  }

  async close(): Promise<void> {
    await this.dispatcher.stop();
    await this.#channel.close();
    await this.store.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Commits a step with its resources and alerts in one unit of work, and wakes the lanes. `fail` rolls it back. */
  async step(input: StepInput, fail = false): Promise<void> {
    await this.steps([input], fail);
  }

  async steps(inputs: readonly StepInput[], fail = false): Promise<void> {
    await this.store.write(async (tx) => {
      const now = this.time.now().toISOString();
      const events: StepEvent[] = [];
      for (const input of inputs) events.push(await this.#commit(tx, input, now));
      await this.#ledger.account(tx, events);
      if (fail) throw new Error('rolled back on purpose');
    });
    this.dispatcher.wake();
  }

  async #commit(tx: Parameters<typeof writeResources>[0], input: StepInput, now: string): Promise<StepEvent> {
    const { kind, retracts, encounterId = 'e1', patientId = 'p1', ward } = input;
    const patient: Patient & { id: string } = {
      resourceType: 'Patient',
      id: patientId,
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' }],
      ...input.patient,
    };
    const encounter: Encounter & { id: string } = {
      resourceType: 'Encounter',
      id: encounterId,
      status: kind === 'cancelled' ? 'cancelled' : 'in-progress',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
      subject: { reference: `Patient/${patientId}` },
      reasonCode: [{ text: `step of ${now} ${kind} ${randomUUID()}` }],
      ...input.encounter,
    };
    const written = await writeResources(tx, [{ resource: patient }, { resource: encounter }], {
      now,
      sourceMessageId: null,
    });
    const encounterVersion = written[1]?.version ?? 0;
    const row = await tx
      .insertInto('step')
      .values({
        kind,
        retracts: retracts ?? null,
        encounter_id: encounterId,
        encounter_version: encounterVersion,
        patient_id: patientId,
        effective: now,
        recorded_at: now,
        late: 0,
        withheld: 0,
        source_message_id: 'm1',
        detail: JSON.stringify(ward === undefined ? {} : { ward }),
      })
      .returning('seq')
      .executeTakeFirstOrThrow();
    return {
      seq: row.seq,
      kind,
      ...(retracts === undefined ? {} : { retracts }),
      encounter,
      encounterVersion,
      patient,
      aliases: input.aliases ?? [],
      localities: input.localities ?? [],
      effective: now,
      recordedAt: now,
      late: false,
    };
  }

  #newLedger() {
    return createAlertLedger({
      newId: randomUUID,
      hint: (ids) => {
        this.dispatcher.hint(ids);
      },
    });
  }

  #newDispatcher(): Dispatcher {
    const { store } = this;
    return new Dispatcher({
      store: {
        reader: store.reader,
        write: (work) => (this.crashing ? Promise.reject(new Error('crashed')) : store.write(work)),
        close: () => store.close(),
      },
      channel: this.#channel,
      clock: this.time,
      scheduler: this.time,
      // The middle of the jitter: nominal waits.
      random: () => 0.5,
      newId: randomUUID,
      log: this.log,
      baseUrl: BASE_URL,
    });
  }
}

export interface SubscriptionInput {
  readonly topic?: string;
  readonly filters?: readonly string[];
  readonly endpoint: string;
  readonly content?: string;
  readonly header?: readonly string[];
  readonly settings?: Readonly<Record<string, number>>;
  readonly end?: string;
  readonly status?: string;
}

/** A Subscription as a client would send it. */
export function subscriptionBody(input: SubscriptionInput) {
  const { topic = 'patient-journey', filters = [], content = 'id-only', settings = {} } = input;
  return {
    resourceType: 'Subscription',
    status: input.status ?? 'requested',
    reason: 'Locality team of synthetic people',
    criteria: `${TOPIC}${topic}`,
    ...(filters.length === 0
      ? {}
      : {
          _criteria: {
            extension: filters.map((valueString) => ({
              url: `${BACKPORT}backport-filter-criteria`,
              valueString,
            })),
          },
        }),
    ...(input.end === undefined ? {} : { end: input.end }),
    channel: {
      type: 'rest-hook',
      endpoint: input.endpoint,
      payload: 'application/fhir+json',
      _payload: { extension: [{ url: `${BACKPORT}backport-payload-content`, valueCode: content }] },
      ...(input.header === undefined ? {} : { header: [...input.header] }),
      ...(Object.keys(settings).length === 0
        ? {}
        : {
            extension: Object.entries(settings).map(([name, value]) => ({
              url: `${BACKPORT}backport-${name}`,
              [name === 'max-count' ? 'valuePositiveInt' : 'valueUnsignedInt']: value,
            })),
          }),
    },
  };
}
