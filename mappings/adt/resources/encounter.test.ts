import type { Encounter } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import type { PlaceNames } from './directory.ts';
import { encounters } from './encounter.ts';
import { resourceIds } from './ids.ts';
import type { CareSetting } from './states.ts';

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
    data: {},
    sourceMessageId: 'm1',
    sourceStamp: '1',
    ...change,
  };
}

function write(...settings: readonly CareSetting[]): Encounter[] {
  return encounters(
    { visit: 's|V1', person: 'p|1', visitNumber: { system: 's', value: 'V1' }, settings },
    { ids: resourceIds((kind, key) => `${kind}(${key})`), names, organisation: 'RFR' },
  );
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
});
