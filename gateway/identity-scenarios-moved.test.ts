/**
 * People who change teams: a change of practice during a stay, a team of the council, and what is told afterwards of where
 * they belonged. Through the production assembly and the real feeds. identity-and-locality, "Who belongs to which locality".
 */
import type { Bundle, Parameters } from '@medplum/fhirtypes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localityCodes } from './record/attribution.ts';
import { identityFeeds, numbered, pid3, type IdentityFeeds } from './testing/identity-feeds.ts';
import {
  startGateway,
  startReceiver,
  subscriptionBody,
  type Receiver,
  type RunningGateway,
} from './testing/running-gateway.ts';

const NUMBER = '9990000018';
const ON_AMU = { pv1: { 2: 'I', 3: '^AMU^1^RFRPA' } };

let gateway: RunningGateway;
let feeds: IdentityFeeds;
let central: Receiver;
let wath: Receiver;
beforeEach(async () => {
  const ahead = Date.parse('2026-11-21T08:30:00.000Z') - Date.now();
  gateway = await startGateway({ now: () => new Date(Date.now() + ahead) });
  feeds = identityFeeds(gateway);
  [central, wath] = [await startReceiver(), await startReceiver()];
});
afterEach(async () => {
  await gateway.stop();
  await central.close();
  await wath.close();
});

async function localities(): Promise<readonly string[]> {
  const [patient] = await feeds.patients(numbered(NUMBER));
  return localityCodes(patient?.extension);
}

/** Events by number of each team that was told. */
const told = async (receiver: Receiver, count: number): Promise<readonly number[]> =>
  (await receiver.events(count)).flatMap(({ events }) => events);

describe('a change of practice during a stay', () => {
  it('tells both teams: the new one of the stay, and both of its end; and what the old one was told stays', async () => {
    const ids: string[] = [];
    for (const [receiver, code] of [
      [central, 'health-village-central'],
      [wath, 'wath-swinton'],
    ] as const) {
      const body = subscriptionBody('patient-journey', receiver.url, [`Patient?locality=${code}`]);
      ids.push((await feeds.post<{ id: string }>('/fhir/Subscription', body, 201)).id);
    }
    await feeds.adt('A01', { 3: pid3(NUMBER) }, { pd1: { 3: 'Clifton^^C87017' }, ...ON_AMU });
    expect(await told(central, 1)).toEqual([1]);
    await feeds.summary(NUMBER, {}, 'C87029');
    expect(await told(wath, 1)).toEqual([1]);
    expect(await localities()).toEqual(['wath-swinton']);
    await feeds.adt('A03', { 3: pid3(NUMBER) }, ON_AMU);
    expect([await told(central, 2), await told(wath, 2)]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    const events = await gateway.get<Bundle>(`Subscription/${ids[0] ?? ''}/$events?eventsSinceNumber=1`);
    expect(JSON.stringify(events)).toContain('"event-number"');
    const [patient] = await feeds.patients(numbered(NUMBER));
    const history = await gateway.get<Parameters>(`Patient/${patient?.id ?? ''}/$locality-history`);
    expect(history.parameter?.map((p) => p.part?.find(({ name }) => name === 'text')?.valueString)).toEqual([
      'Health Village/Central since 2026-11-21 (registered-practice C87017)',
      expect.stringContaining('moved from Health Village/Central to Wath/Swinton'),
    ]);
  });
});

describe('a team of the council that takes the case', () => {
  it('stands before the practice, while the practice’s team keeps the person; and the roster of both has them', async () => {
    await feeds.adt('A28', { 3: pid3(NUMBER) }, { pd1: { 3: 'Clifton^^C87017' } });
    await feeds.council('700123', { nhsNumber: NUMBER, nhsNumberStatus: '01', birthDate: '1941-02-03' });
    await feeds.post('/feeds/social-care', {
      schemaVersion: 1,
      eventId: 'allocation-1',
      source: 'rmbc-asc',
      sequence: 90,
      occurredAt: '2026-11-20T09:00:00+00:00',
      recordedAt: '2026-11-20T09:00:00+00:00',
      type: 'allocation',
      key: 'allocation-1',
      version: 1,
      person: { councilPersonId: '700123' },
      payload: {
        role: 'social-worker',
        worker: { id: 'w1', name: 'Sam Ward' },
        team: { id: 'asc-wath-swinton', name: 'Wath and Swinton team' },
        from: '2026-11-01',
      },
    });
    expect(await localities()).toEqual(['wath-swinton', 'health-village-central']);
    interface Roster {
      readonly people: readonly { readonly reason: string; readonly primary: boolean }[];
    }
    const reasons = async (code: string): Promise<unknown> =>
      (await feeds.ask<Roster>(`/localities/${code}/roster`)).people.map((p) => [p.reason, p.primary]);
    expect(await reasons('wath-swinton')).toEqual([['allocated-team', true]]);
    expect(await reasons('health-village-central')).toEqual([['registered-practice', false]]);
    expect(await reasons('unknown')).toEqual([]);
  });
});
