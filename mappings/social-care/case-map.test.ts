import { describe, expect, it } from 'vitest';
import { NHS_NUMBER } from '../../conformance/systems.ts';
import { verificationStatus } from '../adt/segments/pid-identifiers.ts';
import { contextOf, COUNCIL, exampleOf, statementsOf } from '../../test-data/social-care/case-examples.ts';
import { recordedOf } from '../fact.ts';
import type { CaseEvent, PersonEvent } from './case-event.ts';
import { mapCaseEvent, type CaseEventContext } from './case-map.ts';

const KEY = `${COUNCIL.personSystem}|700123`;

function person(payload: PersonEvent['payload']): PersonEvent {
  return { ...exampleOf('person'), person: { councilPersonId: '700123' }, payload };
}

function refusal(event: CaseEvent, context: Partial<CaseEventContext> = {}): string {
  const mapping = mapCaseEvent(event, { ...contextOf(event), ...context });
  return mapping.kind === 'refused' ? `${mapping.refusal.reason} ${mapping.refusal.path}` : 'mapped';
}

function issues(event: CaseEvent): readonly string[] {
  const mapping = mapCaseEvent(event, contextOf(event));
  return mapping.kind === 'mapped' ? mapping.issues.map(({ from }) => from) : [];
}

describe('a person', () => {
  it('is stated under the council own id, with all that is said', () => {
    const [fact, ...others] = statementsOf(exampleOf('person')).people;
    expect(others).toEqual([]);
    expect(fact).toMatchObject({
      kind: 'demographics',
      person: KEY,
      effective: '2026-03-02T09:41:07.000Z',
      data: {
        name: [
          { use: 'official', family: 'TESTPERSON' },
          { use: 'nickname', given: ['Addie'] },
        ],
        birthDate: '1938-04-11',
        gender: 'female',
        ethnicCategory: { coding: [{ code: 'A' }] },
        practice: { ods: 'C87017' },
        language: { coding: [{ code: 'en' }] },
      },
    });
    const [own, nhs] = fact?.data.identifiers ?? [];
    expect(own).toEqual({ system: COUNCIL.personSystem, value: '700123' });
    expect([nhs?.system, nhs?.value, nhs && verificationStatus(nhs)]).toEqual([
      NHS_NUMBER,
      '9990000018',
      '01',
    ]);
    expect(fact?.data.homeTelecom?.map(({ system, use }) => `${system} ${use ?? ''}`)).toEqual([
      'phone home',
      'phone mobile',
      'email ',
    ]);
  });

  it('has the UPRN in the address key of UK Core', () => {
    const [fact] = statementsOf(exampleOf('person')).people;
    const [address] = fact?.data.address ?? [];
    expect(address).toMatchObject({ use: 'home', postalCode: 'S62 9ZZ', period: { start: '2019-06-01' } });
    const [key] = address?.extension ?? [];
    expect(key?.url).toBe('https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey');
    expect(key?.extension?.[0]?.valueCodeableConcept?.coding?.[0]?.code).toBe('UPRN');
    expect(key?.extension?.[1]?.valueString).toBe('100050000001');
  });

  it('has a temporary address marked as one, and lives where a placement is', () => {
    const use = (kind: 'home' | 'temporary' | 'placement'): string | undefined =>
      statementsOf(person({ address: { kind, postcode: 'S60 1ZZ' } })).people[0]?.data.address?.[0]?.use;
    expect([use('home'), use('placement'), use('temporary')]).toEqual(['home', 'home', 'temp']);
  });

  it('has each field absent, cleared or a value', () => {
    const [fact] = statementsOf(person({ birthDate: null, gender: 'male' })).people;
    expect(fact?.data).toEqual({
      identifiers: [{ system: COUNCIL.personSystem, value: '700123' }],
      birthDate: null,
      gender: 'male',
    });
  });

  it('is marked where the whereabouts are protected, and never unmarked', () => {
    const data = (restricted: boolean | null) => statementsOf(person({ restricted })).people[0]?.data;
    expect(data(true)).toMatchObject({ restricted: true, discretion: ['location-hidden'] });
    for (const other of [false, null]) expect(data(other)).not.toHaveProperty('restricted');
  });

  it('is stated by every event of theirs, even by its id alone', () => {
    for (const type of ['alert', 'service', 'withdrawal', 'person-merge'] as const) {
      expect(statementsOf(exampleOf(type)).people).toMatchObject([{ kind: 'demographics', person: KEY }]);
    }
  });

  it('is not dead by the word of the council, and the issue says so', () => {
    const event = person({ deathDate: '2026-02-01' });
    expect(issues(event)).toEqual(['person.deathDate']);
    expect(statementsOf(event).people[0]?.data).not.toHaveProperty('deathTime');
  });

  it('has no NHS number that fails its check, and the issue does not quote it', () => {
    const event = person({ nhsNumber: '9990000019', nhsNumberStatus: '01' });
    expect(statementsOf(event).people[0]?.data.identifiers).toHaveLength(1);
    const mapping = mapCaseEvent(event, contextOf(event));
    expect(mapping).toMatchObject({ issues: [{ from: 'person.nhsNumber' }] });
    expect(JSON.stringify(mapping.kind === 'mapped' && mapping.issues)).not.toContain('9990000019');
  });

  it('has an NHS number without a status as one that nobody verified', () => {
    const [, nhs] = statementsOf(person({ nhsNumber: '9990000018' })).people[0]?.data.identifiers ?? [];
    expect(nhs).toEqual({ system: NHS_NUMBER, value: '9990000018' });
  });

  it('that is taken back is, with nothing said of them', () => {
    expect(statementsOf(exampleOf('person-delete')).people).toMatchObject([
      {
        kind: 'delete-person',
        person: `${COUNCIL.personSystem}|700555`,
        data: { identifiers: [{ value: '700555' }] },
      },
    ]);
  });
});

describe('two ids of one person', () => {
  it('are merged, and told apart again', () => {
    const merge = exampleOf('person-merge');
    const [fact] = statementsOf(merge).identity;
    expect(fact).toMatchObject({
      kind: 'merge',
      of: 'person',
      from: `${COUNCIL.personSystem}|700999`,
      into: KEY,
    });
    const undo = { ...merge, eventId: 'e-x', payload: { ...merge.payload, undo: true } };
    expect(statementsOf(undo).identity).toMatchObject([
      { kind: 'unlink', from: fact?.from, into: fact?.into },
    ]);
  });

  it('that are the same are refused', () => {
    const merge = exampleOf('person-merge');
    const self = { ...merge, payload: { survivor: '700123', retired: '700123' } };
    expect(refusal(self)).toBe('same-person payload.retired');
  });

  it('stand after what was said of the person at the same moment', () => {
    const { people, identity } = statementsOf(exampleOf('person-merge'));
    expect((identity[0]?.stamp ?? '') > (people[0]?.stamp ?? '')).toBe(true);
  });
});

describe('an event', () => {
  it('of another source, recorded in the future, or of two people is refused', () => {
    const alert = exampleOf('alert');
    expect(refusal({ ...alert, source: 'other' })).toBe('unknown-source source');
    expect(refusal(alert, { receivedAt: '2026-03-02T09:41:08.000Z' })).toBe('mapped');
    expect(refusal(alert, { receivedAt: '2026-03-01T09:41:00.000Z' })).toBe('future recordedAt');
    expect(refusal(person({ councilPersonId: '700124' }))).toBe('two-people payload.councilPersonId');
  });

  it('that is a heartbeat states nothing', () => {
    expect(statementsOf(exampleOf('heartbeat'))).toEqual({
      trigger: 'case-event:heartbeat',
      sourceMessageId: contextOf(exampleOf('heartbeat')).sourceMessageId,
      effective: '2026-03-02T09:30:00.000Z',
      people: [],
      visits: [],
      identity: [],
    });
  });

  it('of a thing is a fact of its set, which holds nothing of the person', () => {
    const service = exampleOf('service');
    const event = { ...service, person: { ...exampleOf('person').payload, councilPersonId: '700123' } };
    const sets = statementsOf(event).sets ?? [];
    const thing = sets.find(({ set }) => set === 'case-event|rmbc-asc|S-100');
    expect(thing).toMatchObject({ kind: 'case-event', person: KEY, data: { type: 'service', key: 'S-100' } });
    for (const found of sets)
      expect(JSON.stringify(found)).not.toMatch(/TESTPERSON|Larkfield|S62|100050000001|999/);
  });

  it('orders facts of a thing by version first, then by recording; what it says of people by recording', () => {
    const alert = exampleOf('alert');
    const stampOf = (changes: Partial<CaseEvent>): string =>
      // Safe: envelope fields alone are changed.
      statementsOf({ ...alert, ...changes } as CaseEvent).sets?.[0]?.stamp ?? '';
    const [early, late] = ['2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z'];
    expect(stampOf({ version: 10, recordedAt: early }) > stampOf({ version: 9, recordedAt: late })).toBe(
      true,
    );
    expect(stampOf({ recordedAt: late }) > stampOf({ recordedAt: early })).toBe(true);
    expect(recordedOf(stampOf({ recordedAt: late }))).toBe('2026-03-01T00:00:00.000Z');
    const [fact] = statementsOf({ ...alert, recordedAt: late }).people;
    expect(fact?.stamp.startsWith('2026-03-01T00:00:00.000Z|')).toBe(true);
  });

  it('puts council, team, worker and provider into the directory, once whoever names them', () => {
    const named = (type: 'allocation' | 'service' | 'placement' | 'assessment'): string[] =>
      (statementsOf(exampleOf(type)).directory ?? []).map((entry) => {
        const [name] = entry.resourceType === 'Organization' ? [entry.name] : [entry.name?.[0]?.text];
        return `${entry.resourceType} ${name ?? ''}`;
      });
    expect(named('allocation')).toEqual([
      'Organization Rotherham MBC',
      'Organization Central locality social work',
      'Practitioner Sam Worker',
    ]);
    expect(named('service')).toEqual([
      'Organization Rotherham MBC',
      'Practitioner Sam Worker',
      'Organization Thistle Home Care',
    ]);
    expect(named('placement')).toEqual(['Organization Rotherham MBC', 'Organization Coppice Care Home']);
    const ids = (type: 'allocation' | 'assessment') =>
      statementsOf(exampleOf(type)).directory?.map(({ id }) => id);
    expect(ids('allocation')).toEqual(ids('assessment'));
  });
});
