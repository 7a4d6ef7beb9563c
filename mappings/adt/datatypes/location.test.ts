import { describe, expect, it } from 'vitest';
import { FEED, segmentOf } from '../../../test-data/adt/source.ts';
import type { LocationProfile } from '../feed-profile.ts';
import { IssueList, type MappingIssue } from '../issue.ts';
import { location } from './location.ts';

const ITK: LocationProfile = { ward: 2, room: 0, bed: 3, site: 4 };
const EPIC: LocationProfile = { ward: 1, room: 2, bed: 3, site: 0 };
const NAMED: LocationProfile = { ward: 9, room: 0, bed: 0, site: 0 };

function read(
  text: string,
  profile: LocationProfile,
): { value: ReturnType<typeof location>; issues: readonly MappingIssue[] } {
  const issues = new IssueList();
  const value = location(segmentOf('PV1', { 3: text }), 3, { ...FEED, location: profile }, issues);
  return { value, issues: issues.all() };
}

describe('PL is read through the profile of the feed', () => {
  it.each([
    [
      'ITK: ward in .2, bed in .3, site in .4',
      ITK,
      'West Wing^B6^4^RFRPA',
      { site: 'RFRPA', ward: 'B6', bed: '4' },
    ],
    ['ITK without a bed', ITK, '^B6^^RFRPA', { site: 'RFRPA', ward: 'B6' }],
    ['ITK without a site', ITK, '^B6^4', { site: 'RFRPA', ward: 'B6', bed: '4' }],
    [
      'ITK with a site that has a universal id',
      ITK,
      '^B6^4^RFRPA&2.16.840&ISO',
      { site: 'RFRPA', ward: 'B6', bed: '4' },
    ],
    [
      'Epic: department, room, bed; .4 is a flag',
      EPIC,
      'ED^RAT CHAIR^RAT-1^U^R^^^^^^DEPID',
      { site: 'RFRPA', ward: 'ED', room: 'RAT CHAIR', bed: 'RAT-1' },
    ],
    ['a ward named in .9', NAMED, '^^^^^^^^My Ward', { site: 'RFRPA', ward: 'My Ward' }],
    ['an escaped ampersand', ITK, '^A\\T\\E^^RFRPA', { site: 'RFRPA', ward: 'A&E' }],
    ['an ampersand that the sender forgot to escape', ITK, '^A&E^^RFRPA', { site: 'RFRPA', ward: 'A&E' }],
  ])('%s', (_, profile, text, expected) => {
    expect(read(text, profile)).toEqual({ value: expected, issues: [] });
  });

  it.each(['PV1-3', 'PV1-6', 'PV1-42'])(
    '%s has the ward by the place’s code, where the feed’s differs',
    (at) => {
      const field = Number(at.slice(4));
      const feed = { ...FEED, wards: { 'WARD 6': 'B6' } };
      const issues = new IssueList();
      const read = (ward: string): ReturnType<typeof location> =>
        location(segmentOf('PV1', { [field]: `^${ward}^4^RFRPA` }), field, feed, issues);
      expect(read('WARD 6')).toEqual({ site: 'RFRPA', ward: 'B6', bed: '4' });
      expect(read('AMU')).toEqual({ site: 'RFRPA', ward: 'AMU', bed: '4' });
      expect(read('constructor')).toMatchObject({ ward: 'constructor' });
      expect(issues.all()).toEqual([]);
    },
  );

  it('is cleared by a null and absent without a value', () => {
    expect(read('""', ITK).value).toBeNull();
    expect(read('', ITK).value).toBeUndefined();
  });

  it('of the wrong shape for the feed is reported, and not guessed from other components', () => {
    expect(read('B6^^^RFRPA', ITK)).toEqual({
      value: undefined,
      issues: [
        {
          from: 'PV1-3',
          to: 'Encounter.location',
          reason: 'the location names no ward, room or bed where this feed sends them',
        },
      ],
    });
  });

  it('without a ward is no place, whatever bed it names', () => {
    expect(read('^^4^RFRPA', ITK)).toEqual({
      value: undefined,
      issues: [
        {
          from: 'PV1-3',
          to: 'Encounter.location',
          reason: 'the location names no ward where this feed sends it, and a bed alone is no place',
        },
      ],
    });
  });

  it('with a site that is no ODS code stands at that site, not at the usual one, and says so', () => {
    expect(read('^B6^4^Main Building', ITK)).toEqual({
      value: { site: 'Main Building', ward: 'B6', bed: '4' },
      issues: [
        { from: 'PV1-3.4', to: 'Location.identifier:odsSiteCode', reason: 'the site is not an ODS code' },
      ],
    });
  });
});
