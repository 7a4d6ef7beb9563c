import { describe, expect, it } from 'vitest';
import {
  ageWords,
  dateWords,
  scopeWords,
  stateWords,
  supersededWords,
  warningWords,
  type ToldState,
} from './summary-text.ts';

describe('the state of an area in words', () => {
  it.each<[ToldState['state'], string]>([
    ['recorded', 'Recorded at the practice'],
    ['incomplete', 'Recorded at the practice, but incomplete'],
    ['nothing-recorded', 'Nothing recorded at the practice'],
    ['withheld', 'Withheld by the practice or the patient'],
    ['not-available', 'The practice system does not provide this, or has it switched off'],
    ['not-asked', 'Not part of this summary'],
    ['explicitly-none', 'No known allergies, date of recording not given'],
    ['refused', 'GP record not available'],
  ])('%s: %s', (state, words) => {
    expect(stateWords({ area: 'allergies', state })).toBe(words);
  });

  it.each([
    ['allergies', 'No known allergies, recorded on June 2020'],
    ['medications', 'No known medicines, recorded on June 2020'],
    ['problems', 'No known problems, recorded on June 2020'],
    ['immunisations', 'None known to the practice, recorded on June 2020'],
  ] as const)('explicitly none of %s: %s', (area, words) => {
    expect(stateWords({ area, state: 'explicitly-none', recorded: '2020-06' })).toBe(words);
  });

  it('names the last refresh after a refusal', () => {
    const told = { area: 'problems', state: 'refused', refreshed: '2025-03-03' } as const;
    expect(stateWords(told)).toBe('GP record not available; last refreshed on 3 March 2025');
  });
});

describe('warnings and scope in words', () => {
  it("are the practice's own where it gave any", () => {
    expect(warningWords({ code: 'data-in-transit', sentence: 'Before 01-Mar-2025.' })).toBe(
      'Before 01-Mar-2025.',
    );
    expect(warningWords({ code: 'data-in-transit', sentence: ' ' })).toContain('former practice');
    expect(warningWords({ code: 'confidential-items', sentence: '' })).toContain('confidential');
    expect(warningWords({ code: 'data-awaiting-filing', sentence: '' })).toContain('not filed yet');
  });

  it('are none where all was asked for', () => {
    expect(scopeWords({ kind: 'whole' })).toBeUndefined();
    expect(scopeWords({ kind: 'narrowed', text: 'since March' })).toBe(
      'Only a part was asked for: since March',
    );
    expect(scopeWords({ kind: 'unknown' })).toContain('not known');
  });
});

describe('age and supersession in words', () => {
  it.each([
    [{ days: 0, beyond: false }, 'As of 3 March 2025, today'],
    [{ days: 1, limit: 7, beyond: false }, 'As of 3 March 2025, 1 day old'],
    [{ days: 12, limit: 7, beyond: true }, 'As of 3 March 2025, 12 days old: older than 7 days'],
    [{ days: 1, limit: 1, beyond: true }, 'As of 3 March 2025, 1 day old: older than 1 day'],
  ])('%o: %s', (age, words) => {
    expect(ageWords('2025-03-03', age)).toBe(words);
  });

  it('name the former practice', () => {
    expect(supersededWords('Example Surgery')).toContain('From Example Surgery, a former practice');
  });
});

describe('dates in words', () => {
  it.each([
    ['2025', '2025'],
    ['2025-09', 'September 2025'],
    ['2025-03-03', '3 March 2025'],
    ['2025-07-01T23:30:00Z', '2 July 2025'],
    ['2025-01-01T23:30:00Z', '1 January 2025'],
    ['2025-07-02T00:30:00+01:00', '2 July 2025'],
    ['soon', 'an unknown date'],
  ])('%s is %s', (dateTime, words) => {
    expect(dateWords(dateTime)).toBe(words);
  });
});
