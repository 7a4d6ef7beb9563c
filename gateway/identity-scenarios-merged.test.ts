/**
 * People whom several sources know, merged and parted again: which id answers in reads, searches, caseloads and alerts, and
 * what is shown where sources differ. Through the production assembly and the real feeds. Decisions 0009 and 0013.
 */
import type { Bundle, Encounter, Extension, Group, Patient } from '@medplum/fhirtypes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VALUE_SOURCE } from '../conformance/systems.ts';
import type { AdtText } from './testing/adt-text.ts';
import { identityFeeds, numbered, pid3, type IdentityFeeds } from './testing/identity-feeds.ts';
import {
  startGateway,
  startReceiver,
  subscriptionBody,
  type Receiver,
  type RunningGateway,
} from './testing/running-gateway.ts';

const FIRST = '9990000018';
const SECOND = '9990000026';

let gateway: RunningGateway;
let feeds: IdentityFeeds;
let receiver: Receiver;
beforeEach(async () => {
  // Shortly after the messages, so that what they tell of is worth telling.
  const ahead = Date.parse('2026-11-21T08:30:00.000Z') - Date.now();
  gateway = await startGateway({ now: () => new Date(Date.now() + ahead) });
  feeds = identityFeeds(gateway);
  receiver = await startReceiver();
});
afterEach(async () => {
  await gateway.stop();
  await receiver.close();
});

const byNumber = (number: string): Promise<readonly Patient[]> => feeds.patients(numbered(number));
const only = async (number: string): Promise<string> => {
  const [patient, ...others] = await byNumber(number);
  expect(others).toEqual([]);
  return patient?.id ?? '';
};
const allergies = async (id: string): Promise<number> =>
  (await gateway.get<Bundle>(`AllergyIntolerance?patient=${id}`)).entry?.length ?? 0;
const arrival = (number: string): Partial<AdtText> => ({
  pv1: { 2: 'E', 3: '^AED^^RFRPA', 19: `${number}^^^RFR^VN` },
});

describe('two people of one name and birthday', () => {
  it('with verified numbers of their own are never listed, and whoever asks for one gets one', async () => {
    await feeds.adt('A28', { 3: pid3(FIRST, 'R1') });
    await feeds.adt('A28', { 3: pid3(SECOND, 'R2') });
    await feeds.summary(FIRST);
    await feeds.summary(SECOND, {}, 'C87005');
    expect(await feeds.listed()).toEqual([]);
    expect(await only(FIRST)).not.toBe(await only(SECOND));
  });

  it('without a number of one are listed, the likelier the more agrees, and are nobody’s until decided', async () => {
    await feeds.adt('A28', { 3: 'R1^^^RFR^MR', 32: '' });
    await feeds.summary(FIRST, { address: [{ postalCode: 'S60 9ZZ' }] });
    expect((await feeds.listed()).map(({ rule }) => rule)).toEqual(['M5']);
    expect(await feeds.patients('family=hartley')).toHaveLength(2);
  });
});

describe('a merge of numbers (A40) of which one was matched', () => {
  it('takes what the practice says along, and its undoing gives it back', async () => {
    await feeds.adt('A28', { 3: pid3(FIRST, 'R1') });
    await feeds.summary(FIRST);
    const retired = await only(FIRST);
    await feeds.adt('A28', { 3: 'R2^^^RFR^MR', 32: '' });
    const [other] = await feeds.patients('identifier=R2');
    await feeds.adt('A40', { 3: 'R2^^^RFR^MR', 32: '' }, { more: ['MRG|R1^^^RFR^MR'] });
    expect(await only(`${FIRST}&active=true`)).toBe(other?.id);
    expect((await gateway.get<Patient>(`Patient/${retired}`)).id).toBe(other?.id);
    expect(await allergies(other?.id ?? '')).toBe(1);
    expect(await allergies(retired)).toBe(1);
    await feeds.adt('A37', { 3: 'R1^^^RFR^MR', 32: '' }, { more: ['PID|2||R2^^^RFR^MR'] });
    expect(await only(FIRST)).toBe(retired);
    expect([await allergies(retired), await allergies(other?.id ?? '')]).toEqual([1, 0]);
  });

  it('of two who have verified numbers of their own keeps both numbers findable, and parts them again', async () => {
    await feeds.adt('A28', { 3: pid3(FIRST, 'R1') });
    await feeds.adt('A28', { 3: pid3(SECOND, 'R2') });
    await feeds.summary(FIRST);
    await feeds.summary(SECOND, {}, 'C87005');
    const [one, two] = [await only(FIRST), await only(SECOND)];
    await feeds.adt('A40', { 3: pid3(SECOND, 'R2') }, { more: ['MRG|R1^^^RFR^MR'] });
    expect([await only(`${FIRST}&active=true`), await only(`${SECOND}&active=true`)]).toEqual([two, two]);
    expect(await allergies(one)).toBe(2);
    await feeds.adt('A37', { 3: pid3(FIRST, 'R1') }, { more: [`PID|2||${pid3(SECOND, 'R2')}`] });
    expect([await only(FIRST), await only(SECOND)]).toEqual([one, two]);
    expect([await allergies(one), await allergies(two)]).toEqual([1, 1]);
  });
});

describe('the id that a person had before they were matched', () => {
  it('goes on working in reads, searches, caseloads and subscriptions', async () => {
    await feeds.summary(FIRST);
    const before = await only(FIRST);
    const entity = { reference: `Patient/${before}` };
    const group = await feeds.post<Group>(
      '/fhir/Group',
      { resourceType: 'Group', type: 'person', actual: true, name: 'North', member: [{ entity }] },
      201,
    );
    for (const filter of [`group=Group/${group.id ?? ''}`, `patient=Patient/${before}`])
      await feeds.post(
        '/fhir/Subscription',
        subscriptionBody('emergency-arrival', receiver.url, [filter]),
        201,
      );
    await feeds.adt('A04', { 3: pid3(FIRST) }, arrival('V1'));
    const id = await only(FIRST);
    expect(id).not.toBe(before);
    await receiver.events(2);
    expect((await gateway.get<Patient>(`Patient/${before}`)).id).toBe(id);
    expect(await allergies(before)).toBe(1);
    expect((await gateway.get<Bundle<Encounter>>(`Encounter?patient=${before}`)).entry).toHaveLength(1);
    for (const member of [before, id])
      expect((await gateway.get<Bundle>(`Group?member=Patient/${member}`)).entry).toHaveLength(1);
  });
});

describe('where sources differ', () => {
  it('one value stands, by the place’s order of sources, and the others are shown beside it', async () => {
    await feeds.adt('A28', { 3: pid3(FIRST) }, { pd1: { 3: 'Clifton^^C87017' } });
    await feeds.summary(FIRST, { birthDate: '1941-02-04', gender: 'male' }, 'C87005');
    await feeds.council('700123', {
      nhsNumber: FIRST,
      nhsNumberStatus: '01',
      name: { family: 'HARTLEY', given: ['Joan'] },
      birthDate: '1941-02-03',
      address: { lines: ['2 Park View'], postcode: 'S62 9ZZ', kind: 'home' },
    });
    const [patient] = await byNumber(FIRST);
    const shown = (patient?.extension ?? []).filter(({ url }) => url === VALUE_SOURCE);
    const of = (element: string): Extension['extension'] =>
      shown.find((e) => e.extension?.some((part) => part.valueCode === element))?.extension;
    const others = (element: string): unknown =>
      of(element)
        ?.filter(({ url }) => url === 'different')
        .map(({ extension }) => extension?.map(({ valueString }) => valueString));
    expect(others('birthDate')).toEqual([["ST ANN'S MEDICAL CENTRE", '1941-02-04']]);
    expect(others('gender')).toEqual([["ST ANN'S MEDICAL CENTRE", 'male']]);
    expect(others('address')).toEqual([['Rotherham Metropolitan Borough Council', '2 Park View, S62 9ZZ']]);
    expect(others('name')).toEqual([]);
    // Who knows where somebody is registered is the practice.
    expect(patient?.generalPractitioner?.[0]?.identifier?.value).toBe('C87005');
    expect(others('practice')).toEqual([['The Rotherham NHS Foundation Trust', 'C87017']]);
  });
});
