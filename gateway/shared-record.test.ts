/** Hospital, practice and council about one person, through the production assembly: one Patient, matched, attributed, sourced. */
import type { Bundle, Encounter, List, Parameters, Patient } from '@medplum/fhirtypes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CARE_HOME_RESIDENCE, NHS_NUMBER, VALUE_SOURCE } from '../conformance/systems.ts';
import { bundleOf, list, LISTS, PATIENT } from '../mappings/gp-summary/testing/stu3-bundle.ts';
import { adtText } from './testing/adt-text.ts';
import { startGateway, type RunningGateway } from './testing/running-gateway.ts';

const NUMBER = '9990000018';
const arrival = adtText({
  trigger: 'A04',
  at: '20261121080000',
  controlId: 'S1',
  pd1: { 3: 'Clifton^^C87017' },
  pv1: { 2: 'E', 3: '^AED^^RFRPA' },
});

/** A summary of Joan Hartley's practice, with an allergy. */
function summary(person: Readonly<Record<string, unknown>> = {}): string {
  const allergy = {
    resourceType: 'AllergyIntolerance',
    id: 'a',
    identifier: [{ system: 'https://EMISWeb/C87017', value: 'allergy-1' }],
    clinicalStatus: 'active',
    verificationStatus: 'unconfirmed',
    category: ['medication'],
    code: { coding: [{ system: 'http://snomed.info/sct', code: '91936005', display: 'Penicillin allergy' }] },
    patient: { reference: 'Patient/p' },
    assertedDate: '2010-05-01',
  };
  const patient = {
    ...PATIENT,
    name: [{ use: 'official', family: 'Hartley', given: ['Joan'] }],
    birthDate: '1941-02-03',
    gender: 'female',
    ...person,
  };
  const practice = {
    resourceType: 'Organization',
    id: 'o',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'C87017' }],
    name: 'Clifton Medical Centre',
  };
  return JSON.stringify(
    bundleOf([patient, practice, list(LISTS.allergies, ['AllergyIntolerance/a']), allergy]),
  );
}

describe('a person whom hospital and practice know', () => {
  let gateway: RunningGateway;
  beforeEach(async () => {
    gateway = await startGateway();
  });
  afterEach(async () => {
    await gateway.stop();
  });

  const origin = (): string => gateway.baseUrl.replace(/\/fhir$/, '');
  async function postJson<T>(path: string, body: string, status = 200): Promise<T> {
    const response = await fetch(`${origin()}${path}`, {
      method: 'POST',
      headers: { 'content-type': path.startsWith('/feeds') ? 'application/fhir+json' : 'application/json' },
      body,
    });
    const text = await response.text();
    if (response.status !== status) throw new Error(`${path}: ${response.status} ${text}`);
    // The test names the type that it asked for.
    return JSON.parse(text) as T;
  }
  async function patients(): Promise<readonly Patient[]> {
    const found = await gateway.get<Bundle<Patient>>(`Patient?identifier=${NHS_NUMBER}|${NUMBER}`);
    return (found.entry ?? []).flatMap(({ resource }) => resource ?? []);
  }

  it('is one Patient, whose values say where they come from', async () => {
    await gateway.send(arrival);
    expect(await postJson('/feeds/gp-summary', summary({ birthDate: '1941-02-04' }))).toMatchObject({
      outcome: 'committed',
    });
    const [patient, ...others] = await patients();
    expect(others).toEqual([]);
    expect(patient?.birthDate).toBe('1941-02-03');
    const birth = patient?.extension?.find(
      (e) => e.url === VALUE_SOURCE && e.extension?.some((part) => part.valueCode === 'birthDate'),
    );
    expect(JSON.stringify(birth)).toContain('1941-02-04');
    const allergies = await gateway.get<Bundle>(
      `AllergyIntolerance?patient=${patient?.id ?? ''}&clinical-status=active`,
    );
    expect(allergies.entry).toHaveLength(1);
    const lists = await gateway.get<Bundle<List>>(`List?subject=Patient/${patient?.id ?? ''}`);
    expect(lists.entry?.map(({ resource }) => resource?.subject?.reference)).toEqual(
      lists.entry?.map(() => `Patient/${patient?.id ?? ''}`),
    );
  });

  it('keeps the visits as the hospital told them', async () => {
    await gateway.send(arrival);
    const shown = async (): Promise<unknown[]> =>
      ((await gateway.get<Bundle<Encounter>>('Encounter?class=EMER')).entry ?? []).map(({ resource }) => [
        resource?.serviceProvider,
        resource?.identifier,
        resource?.status,
      ]);
    const before = await shown();
    expect(before).toHaveLength(1);
    // A summary joins the person's entries, and their visits are looked at again.
    await postJson('/feeds/gp-summary', summary());
    expect(await shown()).toEqual(before);
  });

  it('is likely to live in a care home where the hospital admits them from one', async () => {
    const admission = (source: string, controlId: string): string =>
      adtText({
        trigger: controlId === 'H1' ? 'A01' : 'A08',
        at: controlId === 'H1' ? '20261121080000' : '20261121090000',
        controlId,
        pv1: { 2: 'I', 3: '^AMU^^RFRPA', 14: source },
      });
    const residence = async (): Promise<unknown> =>
      (await patients())[0]?.extension?.find(({ url }) => url === CARE_HOME_RESIDENCE)?.extension?.[0]
        ?.valueCode;
    await gateway.send(admission('54', 'H1'));
    expect(await residence()).toBe('likely');
    // Put right: nothing says so any more, and nothing says the opposite.
    await gateway.send(admission('19', 'H2'));
    expect(await residence()).toBeUndefined();
  });

  it('is the same Patient whoever spoke first, and is read by the id of before', async () => {
    await postJson('/feeds/gp-summary', summary());
    const [before] = await patients();
    await gateway.send(arrival);
    const [patient, ...others] = await patients();
    expect(others).toEqual([]);
    expect(patient?.id).not.toBe(before?.id);
    expect((await gateway.get<Patient>(`Patient/${before?.id ?? ''}`)).id).toBe(patient?.id);
    const allergies = await gateway.get<Bundle>(`AllergyIntolerance?patient=${before?.id ?? ''}`);
    expect(allergies.entry).toHaveLength(1);
  });

  it('is two people, marked, where all but the number differs, until somebody decides', async () => {
    await gateway.send(arrival);
    const stranger = { name: [{ family: 'Shaw', given: ['Tom'] }], birthDate: '1990-09-09', gender: 'male' };
    await postJson('/feeds/gp-summary', summary(stranger));
    const two = await patients();
    expect(two.map((p) => p.meta?.tag?.map(({ code }) => code))).toEqual([
      ['nhs-number-shared'],
      ['nhs-number-shared'],
    ]);
    const listed = (await (await fetch(`${origin()}/matches`)).json()) as {
      matches: { id: string; rule: string }[];
    };
    expect(listed.matches.map(({ rule }) => rule)).toEqual(['M2']);
    const [match] = listed.matches;
    const decide = (decision: string) =>
      postJson<{ outcome: string }>(
        `/matches/${match?.id ?? ''}`,
        JSON.stringify({ decision, reason: 'asked the practice', by: 'A. Clerk' }),
      );
    expect(await decide('same')).toMatchObject({ outcome: 'committed' });
    expect(await patients()).toHaveLength(1);
    expect(await decide('different')).toMatchObject({ outcome: 'committed' });
    expect((await patients()).map((p) => p.meta?.tag)).toEqual([undefined, undefined]);
    expect(await (await fetch(`${origin()}/matches`)).json()).toEqual({ matches: [] });
  });

  it('is found by $match with a grade', async () => {
    await gateway.send(arrival);
    const ask = (resource: object): Promise<Bundle> =>
      postJson<Bundle>(
        '/fhir/Patient/$match',
        JSON.stringify({ resourceType: 'Parameters', parameter: [{ name: 'resource', resource }] } satisfies
          Parameters | object),
      );
    const known = {
      name: [{ family: 'Hartley', given: ['Joan'] }],
      birthDate: '1941-02-03',
      gender: 'female',
    };
    const grades = async (resource: object): Promise<unknown[]> =>
      ((await ask({ resourceType: 'Patient', ...resource })).entry ?? []).map(
        (e) => e.search?.extension?.[0]?.valueCode,
      );
    expect(await grades({ ...known, identifier: [{ system: NHS_NUMBER, value: NUMBER }] })).toEqual([
      'certain',
    ]);
    expect(await grades({ ...known, address: [{ postalCode: 'S60 9ZZ' }] })).toEqual(['probable']);
    expect(await grades(known)).toEqual(['possible']);
    expect(await grades({ ...known, birthDate: '1941-02-04' })).toEqual([]);
  });
});
