/**
 * F12: a patient is merged into another (A40) while alerts for the retired number wait, because the subscriber is down.
 * Pass: when it comes back each alert goes out once, in order, and speaks of the surviving person only.
 */
import type { Bundle, Encounter, Patient, Resource } from '@medplum/fhirtypes';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readNotification } from '../../test-data/demo/notification.ts';
import { Receiver, type Received } from '../subscriptions/testing/receiver.ts';
import { adtText, type AdtText } from '../testing/adt-text.ts';
import { subscribe } from '../testing/crash/subscribe.ts';
import { startGateway, type RunningGateway } from '../testing/running-gateway.ts';

let gateway: RunningGateway;
let receiver: Receiver;
beforeEach(async () => {
  gateway = await startGateway();
  receiver = new Receiver();
  await receiver.start();
});
afterEach(async () => {
  await gateway.stop();
  await receiver.stop();
});

const STAY = { 2: 'I', 3: '^B6^1^RFRPA' };

function about(number: string, trigger: string, time: string, more: Partial<AdtText> = {}): string {
  const at = `20261121${time}00`;
  return adtText({
    trigger,
    at,
    controlId: `${trigger}${time}`,
    pid: { 3: `${number}^^^RFR^MR`, 32: '' },
    ...more,
  });
}

/** An admission whose alert cannot be delivered, the merge, a discharge; then what came when the subscriber was back. */
async function mergedMeanwhile(
  content: 'id-only' | 'full-resource',
): Promise<{ told: readonly Received[]; survivor: string }> {
  await subscribe(gateway.baseUrl, { endpoint: receiver.url(), content });
  receiver.answer = () => 503;
  const messages = [
    about('9', 'A01', '0800', { pv1: STAY }),
    about('12', 'A28', '0800'),
    about('12', 'A40', '0900', { more: ['MRG|9^^^RFR^MR'] }),
    about('12', 'A03', '1000', { pv1: { ...STAY, 36: '1' } }),
  ];
  for (const [i, message] of messages.entries()) {
    expect((await gateway.send(message)).code).toBe('AA');
    if (i === 0) await expect.poll(() => receiver.eventNumbers().length).toBeGreaterThan(0);
  }
  const { entry = [] } = await gateway.get<Bundle<Patient>>('Patient?active=true');
  expect(entry).toHaveLength(1);
  const before = receiver.received.length;
  receiver.answer = () => 200;
  const told = (): readonly Received[] => receiver.received.slice(before);
  const last = (): string | undefined => told().at(-1)?.numbers.at(-1);
  await expect.poll(last, { timeout: 10_000 }).toBe('3');
  return { told: told(), survivor: `Patient/${entry[0]?.resource?.id ?? ''}` };
}

it('sends what waited for the retired number once, as alerts of the survivor', async () => {
  const { told, survivor } = await mergedMeanwhile('id-only');
  expect(told.flatMap(({ numbers }) => numbers)).toEqual(['1', '2', '3']);
  const events = told.flatMap(({ bundle }) => readNotification(bundle).events);
  expect(events.map(({ patient, step }) => [patient, step?.kind])).toEqual([
    [survivor, 'admitted'],
    [survivor, 'corrected'],
    [survivor, 'discharged'],
  ]);
}, 20_000);

it('names the retired number in no resource that it sends along', async () => {
  const { told, survivor } = await mergedMeanwhile('full-resource');
  for (const { bundle } of told) {
    const [, ...carried] = (bundle.entry ?? []).map(({ resource }) => resource);
    expect(carried.map(whom)).toEqual([survivor, survivor]);
  }
}, 20_000);

/** The Patient that a carried Encounter is of, or that is carried itself. */
function whom(resource: Resource | undefined): string | undefined {
  if (resource?.resourceType === 'Patient') return `Patient/${resource.id ?? ''}`;
  return (resource as Encounter | undefined)?.subject?.reference;
}
