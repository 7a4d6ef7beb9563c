/** The main job, through the production assembly: ADT by MLLP in; record, API and numbered alerts out. */
import type { Bundle, Encounter, Patient, Subscription } from '@medplum/fhirtypes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adtText } from './testing/adt-text.ts';
import {
  startGateway,
  startReceiver,
  subscriptionBody,
  type Receiver,
  type RunningGateway,
} from './testing/running-gateway.ts';

const PD1 = { 3: 'Clifton^^C87017' };
const arrival = adtText({
  trigger: 'A04',
  at: '20261121080000',
  controlId: 'W1',
  pd1: PD1,
  pv1: { 2: 'E', 3: '^AED^^RFRPA' },
});
const admission = adtText({
  trigger: 'A01',
  at: '20261121113000',
  controlId: 'W2',
  pd1: PD1,
  pv1: { 2: 'I', 3: '^AMU^3^RFRPA', 4: '21' },
});
const cancelledAdmission = adtText({
  trigger: 'A11',
  at: '20261121113000',
  recorded: '20261121114000',
  controlId: 'W3',
  pd1: PD1,
  pv1: { 2: 'I', 3: '^AMU^3^RFRPA' },
});

describe('the whole path', () => {
  let gateway: RunningGateway;
  let receiver: Receiver;

  beforeEach(async () => {
    gateway = await startGateway();
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await gateway.stop();
    await receiver.close();
  });

  async function subscribe(
    topic: string,
    filters: readonly string[],
    content?: string,
  ): Promise<Subscription> {
    const response = await fetch(`${gateway.baseUrl}/Subscription`, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify(subscriptionBody(topic, receiver.url, filters, content)),
    });
    expect(response.status).toBe(201);
    return (await response.json()) as Subscription;
  }

  it('takes an A&E arrival over MLLP and makes it readable', async () => {
    expect(await gateway.send(arrival)).toMatchObject({ code: 'AA', controlId: 'W1' });
    const found = await gateway.get<Bundle<Patient>>(
      'Patient?identifier=https://fhir.nhs.uk/Id/nhs-number%7C9990000018&locality=health-village-central',
    );
    const patient = found.entry?.[0]?.resource;
    expect(patient).toMatchObject({
      name: [{ family: 'Hartley', given: ['Joan'] }],
      birthDate: '1941-02-03',
    });
    const visits = await gateway.get<Bundle<Encounter>>(
      `Encounter?patient=${patient?.id ?? ''}&class=EMER&status=arrived&locality=health-village-central`,
    );
    expect(visits.entry?.[0]?.resource).toMatchObject({
      period: { start: '2026-11-21T08:00:00+00:00' },
      location: [
        { status: 'active', location: { display: 'Rotherham Hospital: Urgent and Emergency Care Centre' } },
      ],
    });
  });

  it('tells the locality in numbered notifications, and takes back what is cancelled', async () => {
    const created = await subscribe('admission', ['locality=health-village-central']);
    expect(created.status).toBe('requested');
    await subscribe('admission', ['locality=wath-swinton']);
    await gateway.send(arrival);
    await gateway.send(admission);
    const [first] = await receiver.events(1);
    expect(first?.events).toEqual([1]);
    expect(first?.headers['authorization']).toBe('Bearer test-token');
    const told = first?.bundle.entry?.map((e) => e.resource).find((r) => r?.resourceType === 'Encounter');
    expect(told).toMatchObject({ status: 'in-progress', class: { code: 'IMP' } });

    await gateway.send(cancelledAdmission);
    const notified = await receiver.events(2);
    expect(notified.flatMap((n) => n.events)).toEqual([1, 2]);
    const taken = notified[1]?.bundle.entry
      ?.map((e) => e.resource)
      .find((r) => r?.resourceType === 'Encounter');
    expect(taken).toMatchObject({ id: told?.id, status: 'cancelled' });
    // The other locality's subscription had its handshake and nothing else.
    expect(receiver.all.filter((r) => r.type === 'handshake')).toHaveLength(2);
    expect(receiver.all.filter((r) => r.type === 'event-notification')).toHaveLength(2);
  });

  it('answers a repeat with AA, and does nothing twice', async () => {
    await subscribe('patient-journey', []);
    await gateway.send(arrival);
    expect(await gateway.send(arrival)).toMatchObject({ code: 'AA', controlId: 'W1' });
    await gateway.send(admission);
    const notified = await receiver.events(2);
    expect(notified.flatMap((n) => n.events)).toEqual([1, 2]);
    const visits = await gateway.get<Bundle<Encounter>>('Encounter?_total=accurate');
    // A&E, ward, and the grouping parent.
    expect(visits.total).toBe(3);
  });

  it('takes the same message by HTTP with the same acknowledgement', async () => {
    const post = (body: string): Promise<Response> =>
      fetch(gateway.baseUrl.replace('/fhir', '/feeds/adt'), {
        method: 'POST',
        headers: { 'content-type': 'application/hl7-v2' },
        body,
      });
    const taken = await post(arrival);
    expect(taken.status).toBe(200);
    expect(await taken.text()).toContain('\rMSA|AA|W1|');
    const refused = await post(arrival.replace('|RFR|', '|XXX|'));
    expect(refused.status).toBe(403);
    expect(await refused.text()).toMatch(/MSA\|AR\|W1\|[\s\S]*ERR\|MSH\^1\^4\^207/);
  });

  it('names segment, field and reason when it refuses', async () => {
    const ack = await gateway.send(
      adtText({ trigger: 'A01', at: '20261121113000', controlId: 'W9', pv1: { 2: 'I', 19: '' } }),
    );
    expect(ack).toMatchObject({
      code: 'AE',
      controlId: 'W9',
      error: { segment: 'PV1', field: '19', condition: '101' },
    });
  });

  it('writes nothing personal to its log', async () => {
    await subscribe('patient-journey', []);
    await gateway.send(arrival);
    await receiver.events(1);
    await gateway.get('Patient?family=hartley');
    const log = gateway.logLines.join('\n');
    expect(log).not.toMatch(/hartley|joan|9990000018|mill lane|R12345/i);
    expect(gateway.logLines.length).toBeGreaterThan(0);
  });
});
