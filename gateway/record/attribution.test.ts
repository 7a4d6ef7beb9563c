import { describe, expect, it } from 'vitest';
import { LOCALITY_ATTRIBUTION, LOCALITY_CODES } from '../../conformance/systems.ts';
import type { PersonData } from '../../mappings/fact.ts';
import { personFact } from '../../test-data/adt/facts.ts';
import { attributionOf, localityCodes, type Localities } from './attribution.ts';
import { foldPerson, personState } from './fold-person.ts';
import { NO_IDENTITY } from './identity.ts';

const localities: Localities = {
  byPractice: (ods) => (ods === 'C87017' ? { code: 'central', name: 'Health Village/Central' } : undefined),
  describe: () => 'one practice',
};

function attribution(...data: readonly Partial<PersonData>[]): unknown {
  const facts = data.map((d, i) => personFact(`0${i + 8}:00`, d));
  const state = personState('mrn|1', foldPerson(facts, NO_IDENTITY), NO_IDENTITY);
  const [extension] = attributionOf(state, [], localities, '2026-11-21');
  if (extension === undefined) throw new Error('nobody is left without an attribution');
  expect(extension.url).toBe(LOCALITY_ATTRIBUTION);
  const [code] = localityCodes([extension]);
  return {
    code,
    ...Object.fromEntries(
      (extension.extension ?? []).map((part) => [
        part.url,
        part.valueCoding ?? part.valueCode ?? part.valueString ?? part.valueDateTime,
      ]),
    ),
  };
}

describe('a person is attributed to a locality, with the reason', () => {
  it('by the practice of the place', () => {
    expect(attribution({ practice: { ods: 'C87017' } })).toEqual({
      code: 'central',
      locality: { system: LOCALITY_CODES, code: 'central', display: 'Health Village/Central' },
      reason: 'registered-practice',
      evidence: 'C87017',
      since: '2026-11-21T08:00:00+00:00',
    });
  });

  it('since the practice became theirs', () => {
    expect(attribution({ practice: { ods: 'A12345' } }, { practice: { ods: 'C87017' } })).toMatchObject({
      code: 'central',
      since: '2026-11-21T09:00:00+00:00',
    });
  });

  it.each([
    [
      'registered elsewhere',
      [{ practice: { ods: 'A12345' } }],
      'out-of-area',
      'practice-outside-place',
      'A12345',
    ],
    ['without a practice', [{}], 'unknown', 'no-registered-practice', undefined],
    [
      'whose practice was taken back',
      [{ practice: { ods: 'C87017' } }, { practice: null }],
      'unknown',
      'no-registered-practice',
      undefined,
    ],
  ])('nobody is dropped: a person %s', (_, data, code, reason, evidence) => {
    const result = attribution(...data);
    expect(result).toMatchObject({ code, reason });
    expect(result).toHaveProperty(evidence === undefined ? 'reason' : 'evidence', evidence ?? reason);
    if (evidence === undefined) expect(result).not.toHaveProperty('since');
  });
});

describe('the locality codes of a Patient', () => {
  it('are those of its attributions, and no others', () => {
    const other = { url: 'http://x.example', extension: [{ url: 'locality', valueCoding: { code: 'x' } }] };
    const mine = {
      url: LOCALITY_ATTRIBUTION,
      extension: [{ url: 'locality', valueCoding: { code: 'central' } }],
    };
    expect(localityCodes([other, mine])).toEqual(['central']);
    expect(localityCodes(undefined)).toEqual([]);
  });
});
