import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from './compare.ts';
import { namePart, type MatchEvidence } from './evidence.ts';

const ANN: MatchEvidence = {
  person: 'mrn|1',
  nhsNumber: '9990000018',
  nhsStatus: '01',
  formerNhsNumbers: [],
  birthDate: '1941-03-02',
  family: 'HARTLEY',
  given: 'ANN',
  gender: 'female',
  postcode: 'S651AB',
  twin: false,
  dead: false,
  source: { stamp: 's', messageId: 'm' },
};
const other = (changes: Partial<MatchEvidence>): MatchEvidence => ({ ...ANN, person: 'gp|1', ...changes });
const noNumber = { nhsNumber: '', nhsStatus: '' };

describe('two entries', () => {
  it.each<[string, Partial<MatchEvidence>, string, string]>([
    ['with the same verified number and birth date', {}, 'same', 'M1'],
    ['whose birth date has one digit wrong', { birthDate: '1941-03-03' }, 'same', 'M1'],
    ['whose day and month changed places', { birthDate: '1941-02-03' }, 'same', 'M1'],
    ['of which one has no birth date, with the same family name', { birthDate: '' }, 'same', 'M1'],
    [
      'of which one has a number and neither name nor birth date',
      { birthDate: '', family: '' },
      'candidate',
      'M2',
    ],
    [
      'of which one has a number and nothing else at all',
      { birthDate: '', family: '', given: '', gender: '', postcode: '' },
      'same',
      'M1',
    ],
    ['with the same number and another birth date', { birthDate: '1970-09-09' }, 'candidate', 'M2'],
    [
      'with the same number, another gender and another name',
      { gender: 'male', family: 'SHAW' },
      'candidate',
      'M2',
    ],
    ['with the same number and another married name', { family: 'SHAW' }, 'same', 'M1'],
    [
      'with a number that one did not trace, confirmed by name and birth date',
      { nhsStatus: '02' },
      'same',
      'M4',
    ],
    [
      'with such a number and no name, confirmed by gender',
      { nhsStatus: '02', family: '', given: '' },
      'same',
      'M4',
    ],
    [
      'with such a number, no name and another gender',
      { nhsStatus: '02', family: '', gender: 'male' },
      'candidate',
      'M2',
    ],
    [
      'with such a number and a birth date that is only near',
      { nhsStatus: '02', birthDate: '1941-03-03' },
      'candidate',
      'M2',
    ],
    ['whose number needs to be resolved', { nhsStatus: '05' }, 'candidate', 'M5'],
    [
      'of which one took the place of the other',
      { nhsNumber: '9990000026', formerNhsNumbers: ['9990000018'] },
      'same',
      'superseded',
    ],
    ['with two verified numbers, alike in all else', { nhsNumber: '9990000026' }, 'different', 'M6'],
    ['without a number, alike in all else', noNumber, 'candidate', 'M5'],
    ['without a number, one of them dead', { ...noNumber, dead: true }, 'candidate', 'M6'],
    ['without a number at another address', { ...noNumber, postcode: 'S602AA' }, 'candidate', 'M6'],
    ['without a number and of another name', { ...noNumber, family: 'SHAW' }, 'different', 'M6'],
    ['of one house and birthday with other given names', { ...noNumber, given: 'BETH' }, 'different', 'M7'],
    ['said to be twins, without given names', { ...noNumber, twin: true, given: '' }, 'different', 'M7'],
    ['of people who are not known', { ...noNumber, family: '', given: '', birthDate: '' }, 'different', 'M6'],
  ])('%s', (_, changes, outcome, rule) => {
    expect(compare(ANN, other(changes))).toMatchObject({ outcome, rule });
  });

  it('say what differs', () => {
    expect(compare(ANN, other({ birthDate: '1941-03-03', postcode: 'S602AA' })).differences).toEqual([
      'birth-date-differs',
      'postcode-differs',
    ]);
  });

  it('are compared the same either way', () => {
    const evidence = fc.record({
      nhsNumber: fc.constantFrom('', '9990000018', '9990000026'),
      nhsStatus: fc.constantFrom('', '01', '02', '05'),
      formerNhsNumbers: fc.constantFrom([], ['9990000018']),
      birthDate: fc.constantFrom('', '1941-03-02', '1941-02-03', '1970-09-09'),
      family: fc.constantFrom('', 'HARTLEY', 'SHAW'),
      given: fc.constantFrom('', 'ANN', 'BETH'),
      gender: fc.constantFrom('', 'female', 'male'),
      postcode: fc.constantFrom('', 'S651AB', 'S602AA'),
      twin: fc.boolean(),
      dead: fc.boolean(),
    });
    fc.assert(
      fc.property(evidence, evidence, (a, b) => {
        expect(compare(other(a), other(b))).toEqual(compare(other(b), other(a)));
      }),
    );
  });

  it('are never joined by less than a number', () => {
    fc.assert(
      fc.property(fc.constantFrom('HARTLEY', ''), fc.boolean(), (family, twin) => {
        expect(
          compare(other({ ...noNumber, family, twin }), other({ ...noNumber, family })).outcome,
        ).not.toBe('same');
      }),
    );
  });
});

describe('a name for comparison', () => {
  it.each([
    ["O'Brien-Smythe", 'OBRIENSMYTHE'],
    ['Zoë', 'ZOE'],
    ['Unknown', ''],
    ['UNKNOWN MALE', ''],
    ['Baby', ''],
    [undefined, ''],
  ])('%s', (text, plain) => {
    expect(namePart(text)).toBe(plain);
  });
});
