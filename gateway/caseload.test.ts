/** A caseload through the production assembly: written over HTTP, followed through a merge, told by a webhook. */
import type { Bundle, Group, Patient } from '@medplum/fhirtypes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adtText, type AdtText } from './testing/adt-text.ts';
import {
  startGateway,
  startReceiver,
  subscriptionBody,
  type Receiver,
  type RunningGateway,
} from './testing/running-gateway.ts';

const RETIRED = 'R99^^^RFR^MR';
const SURVIVOR = 'R12345^^^RFR^MR';

describe('a caseload', () => {
  let gateway: RunningGateway;
  let receiver: Receiver;

  beforeEach(async () => {
    const ahead = Date.parse('2026-11-21T12:00:00.000Z') - Date.now();
    gateway = await startGateway({ now: () => new Date(Date.now() + ahead) });
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await gateway.stop();
    await receiver.close();
  });

  async function send(message: AdtText): Promise<void> {
    expect(await gateway.send(adtText(message))).toMatchObject({ code: 'AA' });
  }

  async function write<T>(method: 'POST' | 'PUT', path: string, body: unknown): Promise<T> {
    const response = await fetch(`${gateway.baseUrl}/${path}`, {
      method,
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify(body),
    });
    expect(response.status, path).toBe(method === 'POST' ? 201 : 200);
    // The test names the type that it wrote.
    return (await response.json()) as T;
  }

  it('keeps its people when their numbers are merged', async () => {
    await send({ trigger: 'A28', at: '20261121080000', controlId: '1', pid: { 3: RETIRED } });
    const found = await gateway.get<Bundle<Patient>>('Patient?identifier=R99');
    const reference = `Patient/${found.entry?.[0]?.resource?.id ?? ''}`;
    const group = await write<Group>('POST', 'Group', {
      resourceType: 'Group',
      type: 'person',
      actual: true,
      name: 'Team North',
    });
    await write('PUT', `Group/${group.id ?? ''}`, { ...group, member: [{ entity: { reference } }] });
    await write(
      'POST',
      'Subscription',
      subscriptionBody('emergency-arrival', receiver.url, [`group=Group/${group.id ?? ''}`], 'id-only'),
    );
    await send({
      trigger: 'A40',
      at: '20261121090000',
      controlId: '2',
      pid: { 3: SURVIVOR },
      more: [`MRG|${RETIRED}`],
    });
    const arrival = { trigger: 'A04', at: '20261121100000', pv1: { 2: 'E', 3: '^AED^^RFRPA' } };
    await send({
      ...arrival,
      controlId: '3',
      pid: { 3: 'R77^^^RFR^MR' },
      pv1: { ...arrival.pv1, 19: 'V7^^^RFR^VN' },
    });
    await send({ ...arrival, controlId: '4', pid: { 3: SURVIVOR } });
    const [notification] = await receiver.events(1);
    expect(notification?.events).toEqual([1]);
    const text = JSON.stringify(notification?.bundle);
    const survivor = await gateway.get<Bundle<Patient>>('Patient?identifier=R12345&active=true');
    const encounters = await gateway.get<Bundle>(
      `Encounter?subject=Patient/${survivor.entry?.[0]?.resource?.id ?? ''}`,
    );
    expect(text).toContain(`Encounter/${encounters.entry?.[0]?.resource?.id ?? 'none'}`);
  });
});
