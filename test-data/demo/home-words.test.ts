import { describe, expect, it } from 'vitest';
import { homeDifference } from './check-shared-record.ts';
import { homeView } from './home-view.ts';
import { homeWords } from './home-words.ts';

const OWN = 'https://rother.example/fhir/StructureDefinition/social-care-';
const CATEGORY =
  'https://fhir.interweavedigital.nhs.uk/R4/StructureDefinition/Extension-Interweave-SocialCareServiceCategory';

const team = {
  resourceType: 'CareTeam',
  status: 'active',
  name: 'Central North adult care',
  participant: [
    {
      role: [{ coding: [{ code: 'key-worker' }], text: 'Social worker' }],
      member: { display: 'Ada Holt' },
    },
    { member: { display: 'Central North adult care' } },
  ],
  telecom: [{ system: 'phone', value: '01632 960200' }],
};
const visits = {
  resourceType: 'EpisodeOfCare',
  status: 'active',
  type: [{ text: 'Home support or domiciliary care' }],
  managingOrganization: { display: 'Thistle Home Care' },
  extension: [{ url: CATEGORY }, { url: `${OWN}frequency`, valueString: '2 carers, 4 visits a day' }],
};
const flag = { resourceType: 'Flag', status: 'active', code: { text: 'Two workers at each visit' } };

const told = (...resources: readonly unknown[]): string =>
  homeWords({ home: homeView(resources), allergies: [] });

describe('homeWords', () => {
  it('says package, alert, worker, team and number', () => {
    expect(told(flag, visits, team)).toBe(
      '{home care 4x daily by 2 carers; ! Two workers at each visit; SW A. Holt (Central North) 01632 960200}',
    );
  });

  it('says where the person lives and what to avoid, and not the placement once more', () => {
    const placement = { ...visits, type: [{ text: 'Placement: permanent' }] };
    const home = homeView([placement]);
    expect(
      homeWords({ home, residence: 'Ashgrove House (synthetic)', allergies: ['Allergy to penicillin'] }),
    ).toBe('{ALLERGY: penicillin; lives in Ashgrove House}');
  });

  it('says nothing where nothing is known', () => {
    expect(told()).toBe('');
  });
});

describe('homeView', () => {
  it('passes over what has ended, registrations and statutory returns', () => {
    const returned = { ...visits, extension: [...visits.extension, { url: `${OWN}return-to` }] };
    const ended = [
      { ...visits, status: 'finished' },
      { ...visits, extension: [] },
      returned,
      { ...team, status: 'inactive' },
      { ...flag, status: 'inactive' },
    ];
    expect(homeView(ended)).toEqual({ packages: [], alerts: [] });
  });
});

describe('homeDifference', () => {
  const truth = {
    nhsNumber: '9990000018',
    worker: 'Ada Holt',
    team: 'Central North adult care',
    packages: ['2 carers, 4 visits a day'],
  };

  it('agrees with what the council has entered', () => {
    expect(homeDifference(truth, homeView([team, visits]))).toBeUndefined();
  });

  it.each<[string, readonly unknown[]]>([
    ['worker', [visits]],
    ['packages', [team]],
    ['packages', [team, visits, visits]],
  ])('names what differs: the %s', (what, shown) => {
    expect(homeDifference(truth, homeView(shown))).toContain(what);
  });
});
