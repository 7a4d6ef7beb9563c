import { describe, expect, it } from 'vitest';
import type { PersonData } from '../../mappings/fact.ts';
import { personFact } from '../../test-data/adt/facts.ts';
import { combinePerson, type Entry, type Precedence, type SourceKind } from './combine-person.ts';
import { foldPerson } from './fold-person.ts';
import { NO_IDENTITY } from './identity.ts';

const ORDER: readonly SourceKind[] = ['hospital', 'gp', 'council'];
const precedence: Precedence = {
  sourceOf: (person) => ({ kind: ORDER.find((kind) => person.startsWith(kind)) ?? 'council', name: person }),
  standing: () => 0,
  rank: (group, kind) => (group === 'practice' && kind === 'gp' ? -1 : ORDER.indexOf(kind)),
};

/** What a source said, one statement an hour from `from` on. */
function says(person: string, from: number, ...data: readonly Partial<PersonData>[]): Entry {
  const facts = data.map((one, i) => personFact(`${String(from + i).padStart(2, '0')}:00`, one));
  const draft = foldPerson(facts, NO_IDENTITY);
  if (draft === undefined) throw new Error('nothing was said');
  return { person, draft };
}

function combined(...entries: readonly Entry[]) {
  const result = combinePerson(entries, precedence);
  if (result === undefined) throw new Error('nobody is there');
  const different = Object.fromEntries(
    result.sources.flatMap(({ group, different: of }) => (of.length === 0 ? [] : [[group, of]])),
  );
  return { ...result, data: result.draft.data, different };
}

describe('a person of whom several sources speak', () => {
  it('has of each group the word of the source that is believed first, whoever spoke last', () => {
    const { data, different } = combined(
      says('hospital', 8, { gender: 'female', birthDate: '1941-02-03' }),
      says('council', 12, { gender: 'male', birthDate: '1941-02-04' }),
    );
    expect([data.gender, data.birthDate]).toEqual(['female', '1941-02-03']);
    expect(different).toEqual({
      gender: [{ source: 'council', text: 'male' }],
      birthDate: [{ source: 'council', text: '1941-02-04' }],
    });
  });

  it('has the practice that the practice says, since when it said so', () => {
    const { data, draft } = combined(
      says('hospital', 12, { practice: { ods: 'C87017' } }),
      says('gp', 8, { practice: { ods: 'C87005' } }),
    );
    expect([data.practice, draft.practiceSince?.dateTime.slice(11, 16)]).toEqual([
      { ods: 'C87005' },
      '08:00',
    ]);
  });

  it('has what only the least trusted knows', () => {
    expect(combined(says('hospital', 8, {}), says('council', 9, { gender: 'male' })).data.gender).toBe(
      'male',
    );
  });

  it('has of two sources of a kind the later word', () => {
    const { data } = combined(
      says('hospital a', 8, { gender: 'male' }),
      says('hospital b', 9, { gender: 'female' }),
    );
    expect(data.gender).toBe('female');
  });

  it('is restricted if anybody says so', () => {
    const { data } = combined(
      says('hospital', 12, { gender: 'female' }),
      says('council', 8, { restricted: true }),
    );
    expect(data.restricted).toBe(true);
  });

  it('is not dead by the word of one who is believed later than one who says alive', () => {
    const { data, different } = combined(
      says('hospital', 8, { deathIndicator: false }),
      says('council', 9, { deathIndicator: true }),
    );
    expect(data.deathIndicator).toBe(false);
    expect(different).toEqual({ deceased: [{ source: 'council', text: 'dead' }] });
  });

  it('of one source alone is as that source has them, without a word on sources', () => {
    const { data, sources } = combined(says('hospital', 8, { gender: 'female' }));
    expect([data.gender, sources]).toEqual(['female', []]);
  });
});

describe('what a reader would not see is no difference', () => {
  it.each<[string, Partial<PersonData>, Partial<PersonData>]>([
    [
      'how a name is written',
      { name: [{ family: 'HARTLEY', given: ['JOAN', 'M'] }] },
      { name: [{ use: 'official', family: 'Hartley', given: ['Joan'] }] },
    ],
    [
      'the lines of one address',
      { address: [{ line: ['1 Mill Lane'], postalCode: 'S60 9ZZ' }] },
      { address: [{ line: ['1, Mill Ln'], postalCode: 's609zz' }] },
    ],
    [
      'a time of birth that one knows, and a flag that is off',
      { birthDate: '1941-02-03', birthTime: '1941-02-03T03:00:00Z', birthDateEstimated: false },
      { birthDate: '1941-02-03' },
    ],
    [
      'a time of death that one knows',
      { deathTime: '2026-11-20T03:00:00Z', deathIndicator: true },
      { deathIndicator: true },
    ],
    ['alive, said and not said to be dead', { deathIndicator: false }, { deathTime: null }],
    [
      'blanks in a telephone number',
      { homeTelecom: [{ system: 'phone', value: '01632 960123' }] },
      { homeTelecom: [{ system: 'phone', use: 'home', value: '01632960123' }] },
    ],
    ['a flag of birth that is off', { multipleBirth: false }, { multipleBirth: null }],
  ])('%s', (_, one, other) => {
    expect(combined(says('hospital', 8, one), says('gp', 9, other)).different).toEqual({});
  });

  it.each<[string, Partial<PersonData>, Partial<PersonData>]>([
    ['name', { name: [{ family: 'HARTLEY', given: ['JOAN'] }] }, { name: [{ family: 'SHAW' }] }],
    ['address', { address: [{ postalCode: 'S60 9ZZ' }] }, { address: [{ postalCode: 'S62 9ZZ' }] }],
    ['telecom', { homeTelecom: [{ value: '1' }] }, { workTelecom: [{ value: '2' }] }],
    ['deceased', { deathTime: '2026-11-20T03:00:00Z' }, { deathTime: '2026-11-19T03:00:00Z' }],
    ['birthDate', { birthDate: '1941-02-03' }, { birthDate: '1941-03-02' }],
    ['multipleBirth', { birthOrder: 1 }, { birthOrder: 2 }],
    ['language', { language: { text: 'en' } }, { language: { text: 'pl' } }],
  ])('and another %s is one', (group, one, other) => {
    expect(Object.keys(combined(says('hospital', 8, one), says('gp', 9, other)).different)).toEqual([group]);
  });
});
