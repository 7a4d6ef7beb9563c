import type { CareTeam, EpisodeOfCare, Resource } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { CARE_HOME_RESIDENCE } from '../../conformance/systems.ts';
import { homeSituation } from './home-situation.ts';
import { NOW, PATIENT } from './testing/view-records.ts';

const OWN = 'https://rother.example/fhir/StructureDefinition/social-care-';
const meta = { tag: [{ system: 'https://fhir.interweavedigital.nhs.uk/Provenance', code: '206' }] };

const package1: EpisodeOfCare = {
  resourceType: 'EpisodeOfCare',
  id: 'e1',
  meta,
  extension: [{ url: `${OWN}frequency`, valueString: '4x daily' }],
  status: 'active',
  type: [{ text: 'Home care' }],
  patient: {},
  managingOrganization: { display: 'Provider' },
  period: { start: '2026-05-03' },
};
const team: CareTeam = {
  resourceType: 'CareTeam',
  id: 't1',
  meta,
  status: 'active',
  name: 'Central team',
  participant: [
    {
      role: [
        {
          coding: [{ system: 'https://rother.example/fhir/CodeSystem/care-role', code: 'allocated-worker' }],
        },
      ],
      member: { display: 'A. Jones' },
    },
  ],
  telecom: [
    {
      extension: [{ url: `${OWN}contact-hours`, valueCode: 'out-of-hours' }],
      system: 'phone',
      value: '01632 960299',
    },
    {
      extension: [{ url: `${OWN}contact-hours`, valueCode: 'in-hours' }],
      system: 'phone',
      value: '01632 960200',
    },
  ],
};
const resident = {
  ...PATIENT,
  extension: [
    { url: CARE_HOME_RESIDENCE, extension: [{ url: 'home', valueCoding: { display: 'Ashgrove House' } }] },
  ],
};
const ofReturn = (id: string): EpisodeOfCare => ({
  ...package1,
  id,
  extension: [{ url: `${OWN}return-to`, valueDate: '2026-06-30' }],
});

describe('what is in place at home, in a few words', () => {
  it('names the package, the worker with the number in hours, and the care home', () => {
    expect(homeSituation([resident, package1, team], NOW)).toBe(
      'home care 4x daily (Provider) since 3 May 2026; worker A. Jones, Central team 01632 960200; lives in Ashgrove House',
    );
  });

  it('is nothing where nothing is known', () => {
    expect(homeSituation([PATIENT], NOW)).toBeUndefined();
    expect(homeSituation([package1, team], NOW)).toBeUndefined();
  });

  it.each<[string, Partial<EpisodeOfCare>]>([
    ['is over', { status: 'finished' }],
    ['has ended though its status was not changed', { period: { start: '2026-05-03', end: '2026-11-01' } }],
    ['is planned', { status: 'planned' }],
    ['was entered in error', { status: 'entered-in-error' }],
    ['is a decision who pays', { extension: [{ url: `${OWN}funding-status`, valueString: 'agreed' }] }],
    ['is a registration with a practice', { meta: {} }],
  ])('leaves out what %s', (_, more) => {
    expect(homeSituation([PATIENT, { ...package1, ...more }], NOW)).toBeUndefined();
  });

  it('says that a package is on hold', () => {
    const held: EpisodeOfCare = {
      ...package1,
      status: 'onhold',
      statusHistory: [{ status: 'onhold', period: { start: '2026-11-21' } }],
    };
    expect(homeSituation([PATIENT, held], NOW)).toContain('ON HOLD since 21 November 2026');
  });

  it('tells a return with its period, and only where nothing is told live', () => {
    expect(homeSituation([PATIENT, ofReturn('e2')], NOW)).toContain(
      '[council return, period to 30 June 2026]',
    );
    expect(homeSituation([PATIENT, ofReturn('e2'), package1], NOW)).not.toContain('return');
  });

  it('counts what does not fit', () => {
    const many: Resource[] = ['1', '2', '3', '4', '5'].map((id) => ({ ...package1, id }));
    expect(homeSituation([PATIENT, ...many], NOW)).toMatch(/; 2 more services$/);
  });

  it('leaves out a worker whose allocation is over', () => {
    expect(homeSituation([PATIENT, { ...team, status: 'inactive' }], NOW)).toBeUndefined();
    expect(homeSituation([PATIENT, { ...team, period: { end: '2026-11-21' } }], NOW)).toBeUndefined();
  });
});
