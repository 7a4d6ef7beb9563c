import { describe, expect, it } from 'vitest';
import type { Address } from '@medplum/fhirtypes';
import { UK_CORE } from '../../conformance/systems.ts';
import type { PlaceEvidence } from '../../mappings/source-set.ts';
import { residenceOf, type CareHome } from './residence.ts';

const HOME: CareHome = {
  id: '1-1000000001',
  name: 'Ashgrove House',
  postcode: 'S65 1ZZ',
  uprn: '100050000001',
  locality: { code: 'central-north', name: 'Central North' },
};
const TODAY = '2026-11-21';
type CareHomeEvidence = Extract<PlaceEvidence, { kind: 'care-home' }>;
const says = (changes: Partial<CareHomeEvidence>): CareHomeEvidence => ({
  kind: 'care-home',
  rank: 2,
  home: { cqc: HOME.id },
  stay: 'permanent',
  asOf: '2026-11-01',
  source: 'council',
  basis: 'long term residential care',
  ...changes,
});
const keyed = (uprn: string): Address => ({
  line: ['1 Elsewhere'],
  extension: [
    {
      url: `${UK_CORE}Extension-UKCore-AddressKey`,
      extension: [
        { url: 'type', valueCoding: { code: 'UPRN' } },
        { url: 'value', valueString: uprn },
      ],
    },
  ],
});
const of = (address: readonly Address[], ...evidence: CareHomeEvidence[]) =>
  residenceOf(address, evidence, [HOME], TODAY);

describe('a person lives in a care home', () => {
  it.each<[string, readonly Address[], CareHomeEvidence[], 'yes' | 'likely', boolean]>([
    ['by the UPRN of the address', [keyed('0100050000001')], [], 'yes', true],
    ['by an open service at the home', [], [says({})], 'yes', true],
    ['by a placement at a home of the place', [], [says({ rank: 3 })], 'yes', true],
    [
      'probably, by an accommodation status without a home',
      [],
      [says({ rank: 3, home: {} })],
      'likely',
      false,
    ],
    ['probably, by a code of the GP record', [], [says({ rank: 4, home: {} })], 'likely', false],
    [
      'probably, by name and postcode',
      [{ line: ['Ashgrove House', '2 Lane'], postalCode: 's651zz' }],
      [],
      'likely',
      true,
    ],
    ['probably, by where they were admitted from', [], [says({ rank: 6, home: {} })], 'likely', false],
  ])('%s', (_, address, evidence, status, named) => {
    const residence = of(address, ...evidence);
    expect(residence?.status).toBe(status);
    expect(residence?.home !== undefined).toBe(named);
  });

  it('by the strongest evidence, the rest beside it', () => {
    const residence = of([keyed(HOME.uprn ?? '')], says({ rank: 4, home: {} }), says({}));
    expect(residence?.evidence.map(({ rank }) => rank)).toEqual([1, 2, 4]);
  });

  it('for a time, where the stay is short', () => {
    expect(of([], says({ stay: 'short' }))?.short).toBe(true);
  });

  it.each([
    ['nothing says so', []],
    ['the service ended', [says({ to: '2026-11-20' })]],
  ])('is not said where %s, and neither is the opposite', (_, evidence) => {
    expect(of([{ postalCode: 'S65 1ZZ', line: ['3 Lane'] }], ...evidence)).toBeUndefined();
  });

  it('until the last day of the service', () => {
    expect(of([], says({ to: TODAY }))?.status).toBe('yes');
  });
});
