import type { Encounter } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import type { PlaceNames } from './directory.ts';
import { encounters, encountersOf, type EncounterContext } from './encounter.ts';
import { resourceIds } from '../../resource-ids.ts';
import type { CareSetting, VisitState } from './states.ts';

const names: PlaceNames = {
  site: () => 'Rotherham Hospital',
  ward: () => undefined,
  trust: () => undefined,
  organisation: () => 'The Trust',
};
const at = (time: string): { instant: string; dateTime: string } => ({
  instant: `2026-11-21T${time}:00.000Z`,
  dateTime: `2026-11-21T${time}:00+00:00`,
});

function setting(change: Partial<CareSetting>): CareSetting {
  return {
    key: 'inpatient',
    status: 'in-progress',
    class: 'I',
    start: at('08:00'),
    implied: false,
    earlier: [],
    stays: [],
    formerParticipants: [],
    data: {},
    sourceMessageId: 'm1',
    sourceStamp: '1',
    ...change,
  };
}

const context: EncounterContext = {
  ids: resourceIds((kind, key) => `${kind}(${key})`),
  names,
  organisationOf: () => 'RFR',
};

function visit(number: string, ...settings: readonly CareSetting[]): VisitState {
  return { visit: `s|${number}`, person: 'p|1', visitNumber: { system: 's', value: number }, settings };
}

function write(...settings: readonly CareSetting[]): Encounter[] {
  return encounters(visit('V1', ...settings), context);
}

describe('Encounter', () => {
  it('of a single setting stands alone, under both identifiers of the visit', () => {
    const [encounter, ...others] = write(setting({}));
    expect(others).toEqual([]);
    expect(encounter).toMatchObject({
      id: 'Encounter(s|V1/inpatient)',
      status: 'in-progress',
      class: { code: 'IMP' },
      subject: { reference: 'Patient/Patient(p|1)' },
      period: { start: '2026-11-21T08:00:00+00:00' },
      identifier: [{ system: 's', value: 'V1' }, { value: 'RFR.V1' }],
      serviceProvider: { reference: 'Organization/Organization(RFR)', display: 'The Trust' },
    });
    expect(encounter).not.toHaveProperty('partOf');
    expect(encounter).not.toHaveProperty('location');
    expect(encounter).not.toHaveProperty('hospitalization');
  });

  it('tells where the patient was, is, and is expected', () => {
    const [encounter] = write(
      setting({
        stays: [
          { location: { site: 'X', ward: 'AMU' }, start: at('08:00'), end: at('09:00') },
          { location: { site: 'X', ward: 'B6', room: '2' }, start: at('09:00') },
        ],
        plannedLocation: { site: 'X', ward: 'B10', bed: '3' },
      }),
    );
    expect(
      encounter?.location?.map((l) => [
        l.location.display,
        l.status,
        l.physicalType?.coding?.[0]?.code,
        l.period?.end,
      ]),
    ).toEqual([
      ['Rotherham Hospital: AMU', 'completed', 'wa', '2026-11-21T09:00:00+00:00'],
      ['Rotherham Hospital: B6: 2', 'active', 'ro', undefined],
      ['Rotherham Hospital: B10: 3', 'planned', 'bd', undefined],
    ]);
  });

  it.each<[string, Partial<CareSetting>, readonly string[]]>([
    [
      'an expected start while planned',
      { status: 'planned', data: { expectedAdmission: '2026-11-24' } },
      ['plannedStartDate'],
    ],
    ['no expected start once there', { data: { expectedAdmission: '2026-11-24' } }, []],
    ['an expected end', { data: { expectedDischarge: '2026-11-24' } }, ['plannedEndDate']],
    ['a way of discharge', { data: { dischargeMethod: { text: 'x' } } }, ['DischargeMethod']],
    [
      'no way of discharge of an outpatient',
      { key: 'outpatient', data: { dischargeMethod: { text: 'x' } } },
      [],
    ],
    ['a mode of arrival', { data: { modeOfArrival: { text: 'Walk-in' } } }, ['modeOfArrival']],
    [
      'nothing of what was cleared',
      { data: { modeOfArrival: null, expectedDischarge: null, dischargeMethod: null } },
      [],
    ],
  ])('has as extensions %s', (_, change, expected) => {
    const urls = (write(setting(change))[0]?.extension ?? []).map((e) => e.url.replace(/^.*[-.]/, ''));
    expect(urls).toEqual(expected);
  });

  it.each<[string, Partial<CareSetting>, unknown]>([
    [
      'readiness to go home while the stay goes on',
      { data: { readyForDischarge: '2026-11-22T09:00:00+00:00', medicallyFit: true } },
      [
        {
          url: 'https://rother.example/fhir/StructureDefinition/encounter-ready-for-discharge',
          extension: [
            { url: 'since', valueDateTime: '2026-11-22T09:00:00+00:00' },
            { url: 'fit', valueBoolean: true },
          ],
        },
      ],
    ],
    [
      'that the patient is not fit to go',
      { status: 'onleave', data: { readyForDischarge: null, medicallyFit: false } },
      [
        {
          url: 'https://rother.example/fhir/StructureDefinition/encounter-ready-for-discharge',
          extension: [{ url: 'fit', valueBoolean: false }],
        },
      ],
    ],
    [
      'no readiness of who has left',
      { status: 'finished', end: at('12:00'), data: { readyForDischarge: '2026-11-22', medicallyFit: true } },
      undefined,
    ],
    [
      'when a patient on leave is expected back',
      { status: 'onleave', data: { expectedReturn: '2026-11-23' } },
      [
        {
          url: 'https://rother.example/fhir/StructureDefinition/encounter-expected-return',
          valueDateTime: '2026-11-23',
        },
      ],
    ],
    ['no return of a patient who is here', { data: { expectedReturn: '2026-11-23' } }, undefined],
  ])('tells %s', (_, change, expected) => {
    expect(write(setting(change))[0]?.extension).toEqual(expected);
  });

  it.each(['onleave', 'entered-in-error'] as const)('is %s where the setting is', (status) => {
    expect(write(setting({ status }))[0]?.status).toBe(status);
  });

  it('names who was responsible before, until when', () => {
    const [encounter] = write(
      setting({
        formerParticipants: [
          { role: 'attending', clinicians: [{ name: { family: 'Darwin' } }], end: at('09:00') },
        ],
      }),
    );
    expect(encounter?.participant).toMatchObject([
      { period: { end: '2026-11-21T09:00:00+00:00' }, individual: { display: 'Darwin' } },
    ]);
  });

  it('has another number of the visit only where it is another', () => {
    expect(write(setting({ data: { alternateVisitId: 'CE1' } }))[0]?.identifier?.[2]).toEqual({
      use: 'secondary',
      system: 's-alternate',
      value: 'CE1',
    });
    expect(write(setting({ data: { alternateVisitId: 'V1' } }))[0]?.identifier).toHaveLength(2);
  });

  it('keeps its former statuses with their periods', () => {
    expect(write(setting({ earlier: [{ status: 'planned', end: at('08:00') }] }))[0]?.statusHistory).toEqual([
      { status: 'planned', period: { end: '2026-11-21T08:00:00+00:00' } },
    ]);
  });
});

describe('a visit of several settings has a parent', () => {
  const emergency = setting({
    key: 'emergency',
    class: 'E',
    status: 'finished',
    end: at('11:00'),
    endedBy: 'next-setting',
  });
  const ward = setting({
    start: at('11:00'),
    data: { admitSource: { text: 'home' } },
    sourceStamp: '2',
    sourceMessageId: 'm2',
  });

  it('that groups the children, open while one of them is', () => {
    const [first, second, parent] = write(emergency, ward);
    expect(first?.partOf).toEqual({ reference: `Encounter/${parent?.id ?? ''}` });
    expect(second?.partOf).toEqual(first?.partOf);
    expect(parent).toMatchObject({
      id: 'Encounter(s|V1/grouping)',
      status: 'in-progress',
      class: { code: 'GROUPING' },
      period: { start: '2026-11-21T08:00:00+00:00' },
      hospitalization: { admitSource: { text: 'home' } },
      meta: { source: 'urn:uuid:m2' },
    });
    expect(parent?.period).not.toHaveProperty('end');
    for (const key of ['location', 'participant', 'partOf', 'type', 'reasonCode']) {
      expect(parent).not.toHaveProperty(key);
    }
  });

  it('ends when the last of them ends', () => {
    const parent = write(emergency, { ...ward, status: 'finished', end: at('18:00') })[2];
    expect(parent?.status).toBe('finished');
    expect(parent?.period?.end).toBe('2026-11-21T18:00:00+00:00');
  });

  it('takes no period from a setting that was cancelled', () => {
    const parent = write(emergency, { ...ward, start: at('07:00'), status: 'cancelled' })[2];
    expect(parent?.period).toEqual({ start: '2026-11-21T08:00:00+00:00', end: '2026-11-21T11:00:00+00:00' });
    expect(parent?.status).toBe('finished');
  });

  it('is cancelled when all of them are', () => {
    const parent = write({ ...emergency, status: 'cancelled' }, { ...ward, status: 'cancelled' })[2];
    expect(parent?.status).toBe('cancelled');
  });

  it('ends without a beginning where only the end is known', () => {
    const { start: _start, ...unknown } = setting({ status: 'finished', end: at('18:00') });
    const parent = write({ ...emergency, status: 'cancelled' }, unknown)[2];
    expect(parent?.period).toEqual({ end: '2026-11-21T18:00:00+00:00' });
  });

  it('goes on while a patient is on leave, whatever is planned beside it', () => {
    const { start: _start, ...planned } = setting({ key: 'outpatient', status: 'planned' });
    expect(write(planned, { ...ward, status: 'onleave' })[2]?.status).toBe('onleave');
  });

  it('takes nothing from a setting that was entered in error, unless all were', () => {
    const error = { ...ward, start: at('07:00'), status: 'entered-in-error' } as const;
    expect(write(emergency, error)[2]).toMatchObject({
      status: 'finished',
      period: { start: '2026-11-21T08:00:00+00:00', end: '2026-11-21T11:00:00+00:00' },
    });
    expect(write({ ...emergency, status: 'entered-in-error' }, error)[2]?.status).toBe('entered-in-error');
  });
});

describe('visits that are one journey have one parent', () => {
  const attendance = visit(
    'E1',
    setting({ key: 'emergency', class: 'E', status: 'finished', end: at('11:00'), endedBy: 'discharge' }),
  );
  const stay = visit('I1', setting({ start: at('11:00'), sourceStamp: '2', sourceMessageId: 'm2' }));
  const grouping = { id: 'journey', extension: [{ url: 'urn:why', valueString: 'times' }] };

  it('under which the Encounters of all stand, each with its own number', () => {
    const [first, second, parent, ...others] = encountersOf([attendance, stay], context, grouping);
    expect(others).toEqual([]);
    expect([first?.id, second?.id]).toEqual(['Encounter(s|E1/emergency)', 'Encounter(s|I1/inpatient)']);
    expect([first?.identifier?.[0]?.value, second?.identifier?.[0]?.value]).toEqual(['E1', 'I1']);
    for (const child of [first, second]) expect(child?.partOf).toEqual({ reference: 'Encounter/journey' });
    expect(parent).toMatchObject({
      id: 'journey',
      status: 'in-progress',
      class: { code: 'GROUPING' },
      extension: grouping.extension,
      period: { start: '2026-11-21T08:00:00+00:00' },
      meta: { source: 'urn:uuid:m2' },
    });
    expect(parent?.identifier?.map((i) => i.value)).toEqual(['E1', 'RFR.E1', 'I1', 'RFR.I1']);
    expect(parent).not.toHaveProperty('partOf');
  });

  it('whatever the order in which they are given', () => {
    expect(encountersOf([stay, attendance], context, grouping)).toEqual(
      encountersOf([attendance, stay], context, grouping),
    );
  });
});
