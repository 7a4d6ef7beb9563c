/**
 * Who is who, through the production assembly and the real feeds: numbers that are superseded, withdrawn or made up, people
 * without a name, newborns and twins. identity-and-locality, "Checks worth writing".
 */
import type { Bundle, Encounter, Patient } from '@medplum/fhirtypes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AdtText } from './testing/adt-text.ts';
import { identityFeeds, numbered, pid3, type IdentityFeeds } from './testing/identity-feeds.ts';
import { startGateway, type RunningGateway } from './testing/running-gateway.ts';

const FIRST = '9990000018';
const SECOND = '9990000026';

let gateway: RunningGateway;
let feeds: IdentityFeeds;
beforeEach(async () => {
  gateway = await startGateway();
  feeds = identityFeeds(gateway);
});
afterEach(async () => {
  await gateway.stop();
});

const byNumber = (number: string): Promise<readonly Patient[]> => feeds.patients(numbered(number));
const rules = async (): Promise<readonly string[]> => (await feeds.listed()).map(({ rule }) => rule);
const ids = (found: readonly Patient[]): readonly string[] => found.map(({ id }) => id ?? '').sort();
const tags = (found: readonly Patient[]): unknown => found.map((p) => p.meta?.tag?.map(({ code }) => code));

describe('a number that took the place of another', () => {
  it('is the person’s, found by either, with what a practice says under the old one; until somebody says otherwise', async () => {
    await feeds.adt('A28', { 3: pid3(FIRST) });
    await feeds.adt('A31', { 3: pid3(SECOND) });
    const [patient] = await byNumber(SECOND);
    const id = patient?.id ?? '';
    expect(ids(await byNumber(FIRST))).toEqual([id]);
    await feeds.summary(FIRST);
    expect([ids(await byNumber(FIRST)), ids(await byNumber(SECOND))]).toEqual([[id], [id]]);
    expect((await gateway.get<Bundle>(`AllergyIntolerance?patient=${id}`)).entry).toHaveLength(1);
    const [pair] = await feeds.joined(id);
    expect(pair?.rule).toBe('superseded');
    await feeds.decide(pair?.id ?? '', 'different', id);
    expect(await byNumber(FIRST)).toHaveLength(2);
    expect(ids(await byNumber(SECOND))).toEqual([id]);
    expect(await gateway.get<Bundle>(`AllergyIntolerance?patient=${id}`)).not.toHaveProperty('entry');
    await feeds.decide(pair?.id ?? '', 'same');
    expect(ids(await byNumber(FIRST))).toEqual([id]);
  });

  it('joins whom the hospital knew by the two', async () => {
    await feeds.adt('A28', { 3: pid3(FIRST) });
    await feeds.summary(FIRST);
    const [patient] = await byNumber(FIRST);
    await feeds.adt('A31', { 3: pid3(SECOND) });
    expect(ids(await byNumber(FIRST))).toEqual([patient?.id]);
    await feeds.summary(SECOND, {}, 'C87005');
    expect(ids(await byNumber(SECOND))).toEqual([patient?.id]);
    expect(await rules()).toEqual([]);
  });
});

describe('a number that is no identity', () => {
  it('any more (status 05) parts what it joined, and the person stays under the local number', async () => {
    await feeds.adt('A28', { 3: pid3(FIRST) });
    await feeds.summary(FIRST);
    const [patient] = await byNumber(FIRST);
    await feeds.adt('A31', { 3: pid3(FIRST), 32: 'NSTS05' });
    const still = await feeds.patients('identifier=R12345&active=true');
    expect(ids(still)).toEqual([patient?.id]);
    expect(ids(await byNumber(FIRST))).toHaveLength(2);
    expect(JSON.stringify(still[0]?.identifier)).toContain('"code":"05"');
    // Somebody should look: the practice has the number that the hospital doubts.
    expect(await rules()).toEqual(['M6']);
    await feeds.adt('A31', { 3: pid3(FIRST) });
    expect(ids(await byNumber(FIRST))).toEqual([patient?.id]);
  });

  it.each(['9999999999', '1111111111', '9876543210', '1234567890'])(
    'as it is made up (%s) joins nobody and is kept in the message alone',
    async (dummy) => {
      await feeds.adt('A28', { 3: pid3(dummy, 'R1') });
      await feeds.adt('A28', { 3: pid3(dummy, 'R2'), 5: 'Shaw^Tom', 7: '19900909', 8: '1' });
      expect(await byNumber(dummy)).toEqual([]);
      expect(
        new Set([
          ...ids(await feeds.patients('identifier=R1')),
          ...ids(await feeds.patients('identifier=R2')),
        ]).size,
      ).toBe(2);
      expect(await rules()).toEqual([]);
    },
  );
});

describe('people of whom little is known', () => {
  it('unknown male, twice, are two people and no pair', async () => {
    const unknown = { 5: 'UNKNOWN^Male', 7: '19800101', 8: '1', 11: '', 32: '' };
    const visit = (number: string): NonNullable<AdtText['pv1']> => ({
      2: 'E',
      3: '^AED^^RFRPA',
      19: `${number}^^^RFR^VN`,
    });
    await feeds.adt('A04', { ...unknown, 3: 'R1^^^RFR^MR' }, { pv1: visit('V1') });
    await feeds.adt('A04', { ...unknown, 3: 'R2^^^RFR^MR' }, { pv1: visit('V2') });
    expect(await feeds.patients('active=true')).toHaveLength(2);
    expect(await rules()).toEqual([]);
  });

  it('is one person with the stay once he is known, and his name is found', async () => {
    const visit = { 2: 'E', 3: '^AED^^RFRPA' };
    await feeds.adt(
      'A04',
      { 3: 'R1^^^RFR^MR', 5: 'UNKNOWN^Male', 7: '', 8: '1', 11: '', 32: '' },
      { pv1: visit },
    );
    await feeds.summary(FIRST);
    await feeds.adt('A08', { 3: pid3(FIRST, 'R1') }, { pv1: visit });
    const [patient, ...others] = await byNumber(FIRST);
    expect([patient?.name?.[0]?.family, others]).toEqual(['Hartley', []]);
    const stays = await gateway.get<Bundle<Encounter>>(`Encounter?patient=${patient?.id ?? ''}`);
    expect(stays.entry).toHaveLength(1);
  });

  it('council entry without a name is the person whose number it has and whose birth date is theirs', async () => {
    await feeds.adt('A28', { 3: pid3(FIRST) });
    await feeds.council('700123', { nhsNumber: FIRST, nhsNumberStatus: '01', birthDate: '1941-02-03' });
    expect(await byNumber(FIRST)).toHaveLength(1);
  });

  it('council entry with a number and nothing else is the person’s, as nothing of it could be another’s', async () => {
    await feeds.adt('A28', { 3: pid3(FIRST) });
    await feeds.council('700123', { nhsNumber: FIRST, nhsNumberStatus: '01' });
    expect(tags(await byNumber(FIRST))).toEqual([undefined]);
    // What comes to be known of it later can part them again.
    await feeds.council('700123', { nhsNumber: FIRST, nhsNumberStatus: '01', birthDate: '1990-09-09' });
    expect(tags(await byNumber(FIRST))).toEqual([['nhs-number-shared'], ['nhs-number-shared']]);
  });

  it('council entry with a number, and neither name nor birth date beside what it says, is left to people', async () => {
    await feeds.adt('A28', { 3: pid3(FIRST) });
    await feeds.council('700123', { nhsNumber: FIRST, nhsNumberStatus: '01', gender: 'female' });
    const two = await byNumber(FIRST);
    expect(tags(two)).toEqual([['nhs-number-shared'], ['nhs-number-shared']]);
    const [pair, ...more] = await feeds.listed();
    expect([pair?.rule, more]).toEqual(['M2', []]);
    await feeds.decide(pair?.id ?? '', 'same');
    expect(tags(await byNumber(FIRST))).toEqual([undefined]);
  });
});

describe('newborns and twins', () => {
  const born = { 7: '20261121', 8: '2', 11: '1 Mill Lane^^Rotherham^^S60 9ZZ^GBR^H', 32: '' };

  it.each([
    ['two given names', 'HARTLEY^Ann', 'HARTLEY^Beth', []],
    ['no given names', 'HARTLEY^Baby', 'HARTLEY^Baby', ['M6']],
    ['said to be twins', 'HARTLEY^Ann', 'HARTLEY^Ann', ['M7']],
  ])(
    'of one family, day and address, %s, are never one by themselves',
    async (said, one, other, expected) => {
      const twin = said === 'said to be twins' ? { 24: 'Y' } : {};
      await feeds.adt('A28', { ...born, ...twin, 3: 'R1^^^RFR^MR', 5: one });
      await feeds.adt('A28', { ...born, ...twin, 3: 'R2^^^RFR^MR', 5: other });
      expect(await feeds.patients('active=true')).toHaveLength(2);
      expect(await rules()).toEqual(expected);
    },
  );

  it('with numbers of their own are two people whatever else is equal, and no pair', async () => {
    await feeds.adt('A28', { ...born, 3: pid3(FIRST, 'R1'), 5: 'HARTLEY^Ann', 32: 'NSTS01' });
    await feeds.adt('A28', { ...born, 3: pid3(SECOND, 'R2'), 5: 'HARTLEY^Ann', 32: 'NSTS01' });
    await feeds.summary(FIRST, { name: [{ family: 'Hartley', given: ['Ann'] }], birthDate: '2026-11-21' });
    await feeds.summary(SECOND, { name: [{ family: 'Hartley', given: ['Ann'] }], birthDate: '2026-11-21' });
    expect(await feeds.patients('active=true')).toHaveLength(2);
    expect([(await byNumber(FIRST)).length, (await byNumber(SECOND)).length]).toEqual([1, 1]);
    expect(await rules()).toEqual([]);
  });
});
