import { describe, expect, it } from 'vitest';
import { NHS_NUMBER, UK_CORE } from '../../conformance/systems.ts';
import type { PersonData, PersonFact } from '../../mappings/fact.ts';
import { permutations, personFact } from '../../test-data/adt/facts.ts';
import type { PersonState } from '../../mappings/adt/resources/states.ts';
import { foldPerson, personState } from './fold-person.ts';
import { NO_IDENTITY } from './identity.ts';

const verified = { url: `${UK_CORE}Extension-UKCore-NHSNumberVerificationStatus`, valueCode: '01' };
const nhs = (value: string, status?: typeof verified): PersonData['identifiers'][number] => ({
  ...(status === undefined ? {} : { extension: [status] }),
  system: NHS_NUMBER,
  value,
});
const mrn = (value: string): PersonData['identifiers'][number] => ({ system: 'mrn', value });

/** The state, after seeing that no order of the facts gives another. */
function fold(...facts: readonly PersonFact[]): PersonState {
  const stateOf = (list: readonly PersonFact[]): PersonState =>
    personState('mrn|1', foldPerson(list, NO_IDENTITY), NO_IDENTITY);
  const state = stateOf(facts);
  for (const order of permutations(facts)) expect(stateOf(order)).toEqual(state);
  return state;
}

describe('a person is what was last said of them', () => {
  it('nobody, where nothing was said', () => {
    expect(foldPerson([], NO_IDENTITY)).toBeUndefined();
  });

  it.each<[string, readonly PersonFact[], Partial<PersonData>]>([
    [
      'a value replaces',
      [personFact('08:00', { gender: 'male' }), personFact('09:00', { gender: 'female' })],
      { gender: 'female' },
    ],
    [
      'what is absent stays',
      [personFact('08:00', { gender: 'male' }), personFact('09:00', { birthDate: '1941-02-03' })],
      { gender: 'male', birthDate: '1941-02-03' },
    ],
    [
      'a null clears',
      [personFact('08:00', { birthPlace: 'Rotherham' }), personFact('09:00', { birthPlace: null })],
      {},
    ],
    ['a null of nothing clears nothing', [personFact('08:00', { birthPlace: null })], {}],
    [
      'a value after a null stands',
      [personFact('08:00', { birthPlace: null }), personFact('09:00', { birthPlace: 'Rotherham' })],
      { birthPlace: 'Rotherham' },
    ],
    [
      'a list replaces as a whole',
      [
        personFact('08:00', { homeTelecom: [{ value: '1' }, { value: '2' }] }),
        personFact('09:00', { homeTelecom: [{ value: '3' }] }),
      ],
      { homeTelecom: [{ value: '3' }] },
    ],
    [
      'of two at one time the one entered later stands',
      [
        personFact('09:00', { gender: 'male' }, { recorded: '09:05' }),
        personFact('09:00', { gender: 'female' }, { recorded: '09:01' }),
      ],
      { gender: 'male' },
    ],
    [
      'discretion is never taken back by silence',
      [personFact('08:00', { restricted: true }), personFact('09:00', { gender: 'male' })],
      { restricted: true, gender: 'male' },
    ],
    [
      'no is not the same as nothing',
      [personFact('08:00', { deathIndicator: true }), personFact('09:00', { deathIndicator: false })],
      { deathIndicator: false },
    ],
  ])('%s', (_, facts, expected) => {
    expect(fold(...facts).data).toEqual({ identifiers: [], ...expected });
  });
});

describe('identifiers gather', () => {
  it.each<[string, readonly PersonFact[], PersonData['identifiers']]>([
    [
      'each is kept',
      [personFact('08:00', { identifiers: [mrn('1')] }), personFact('09:00', { identifiers: [mrn('2')] })],
      [mrn('1'), mrn('2')],
    ],
    [
      'none is lost by silence',
      [
        personFact('08:00', { identifiers: [mrn('1'), nhs('9990000018')] }),
        personFact('09:00', { identifiers: [mrn('1')] }),
      ],
      [mrn('1'), nhs('9990000018')],
    ],
    [
      'of NHS numbers the latest stands',
      [
        personFact('08:00', { identifiers: [nhs('9990000018', verified)] }),
        personFact('09:00', { identifiers: [nhs('9990000026')] }),
      ],
      [nhs('9990000026')],
    ],
    [
      'a number keeps its status where a message says none',
      [
        personFact('08:00', { identifiers: [nhs('9990000018', verified)] }),
        personFact('09:00', { identifiers: [nhs('9990000018')] }),
      ],
      [nhs('9990000018', verified)],
    ],
    [
      'another number does not inherit it',
      [
        personFact('08:00', { identifiers: [nhs('9990000018', verified)] }),
        personFact('09:00', { identifiers: [nhs('9990000026')] }),
        personFact('10:00', { identifiers: [nhs('9990000018')] }),
      ],
      [nhs('9990000018')],
    ],
  ])('%s', (_, facts, expected) => {
    expect(fold(...facts).data.identifiers).toEqual(expected);
  });
});

describe('the source and the time of the practice', () => {
  it('is the last message that changed anything', () => {
    const state = fold(
      personFact('08:00', { gender: 'male' }, { controlId: 'first' }),
      personFact('09:00', { gender: 'male' }, { controlId: 'second' }),
    );
    expect(state.sourceMessageId).toContain('first');
  });

  it.each<[string, readonly PersonFact[], string | undefined]>([
    [
      'since it was first said',
      [personFact('08:00', { practice: { ods: 'A1' } }), personFact('09:00', { practice: { ods: 'A1' } })],
      '08:00',
    ],
    [
      'since it changed',
      [personFact('08:00', { practice: { ods: 'A1' } }), personFact('09:00', { practice: { ods: 'A2' } })],
      '09:00',
    ],
    [
      'since it came back',
      [
        personFact('08:00', { practice: { ods: 'A1' } }),
        personFact('09:00', { practice: null }),
        personFact('10:00', { practice: { ods: 'A1' } }),
      ],
      '10:00',
    ],
    [
      'since it was first said, whatever its name became',
      [
        personFact('08:00', { practice: { ods: 'A1' } }),
        personFact('09:00', { practice: { ods: 'A1', name: 'One' } }),
      ],
      '08:00',
    ],
    [
      'never, where there is none',
      [personFact('08:00', { practice: { ods: 'A1' } }), personFact('09:00', { practice: null })],
      undefined,
    ],
  ])('the practice counts %s', (_, facts, since) => {
    expect(fold(...facts).practiceSince?.dateTime.slice(11, 16)).toBe(since);
  });
});
