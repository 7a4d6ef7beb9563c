import { describe, expect, it } from 'vitest';
import { contextOf, rowOf } from '../../test-data/social-care/cld-rows.ts';
import type { CldCellsByName } from '../../test-data/social-care/cld-person.ts';
import { resourceIds } from '../resource-ids.ts';
import type { PlaceEvidence } from '../source-set.ts';
import { mapReturnPerson } from './return-facts.ts';
import { returnFold } from './return-fold.ts';

const idOf = (kind: string, key: string): string => `${kind}:${key}`;

function evidence(...rows: readonly CldCellsByName[]): readonly PlaceEvidence[] {
  const [fact] = mapReturnPerson(rows.map(rowOf), contextOf()).sets;
  if (fact === undefined) return [];
  return returnFold.standing(returnFold.step(undefined, fact), { ids: resourceIds(idOf), idOf }).evidence;
}

const IN_HOME = {
  Service_Type: 'Long term support: Nursing care',
  Service_Component: 'Long term nursing care',
  Provider_CQC_Location_ID: '1-540778124',
};
const AT = { asOf: '2025-06-30', source: 'Rotherham Council: council return' };
const COUNCIL_CLIENT = {
  kind: 'council',
  council: { code: '206', name: 'Rotherham Council' },
  ...AT,
};

describe('evidence of where a person lives', () => {
  it('is a service in a care home that is named', () => {
    expect(evidence(IN_HOME)).toEqual([
      {
        kind: 'care-home',
        rank: 2,
        home: { cqc: '1-540778124' },
        stay: 'permanent',
        from: '2024-09-02',
        ...AT,
        basis: 'service "Long term nursing care"',
      },
      COUNCIL_CLIENT,
    ]);
  });

  it('is weaker where the home is not named', () => {
    expect(evidence({ ...IN_HOME, Provider_CQC_Location_ID: '' })[0]).toMatchObject({ rank: 3, home: {} });
  });

  it('ends with the service', () => {
    expect(evidence({ ...IN_HOME, Event_End_Date: '2025-01-31' })[0]).toMatchObject({ to: '2025-01-31' });
  });

  it('is a short stay where the component says so', () => {
    const respite = {
      Service_Type: 'Short term support: Other short term',
      Service_Component: 'Short term residential care',
    };
    expect(evidence(respite)[0]).toMatchObject({ kind: 'care-home', rank: 3, stay: 'short' });
  });

  it('is the accommodation status, and a service in a care home beside a stale one', () => {
    expect(evidence({ Accommodation_Status: 'Registered nursing home' })).toEqual([
      {
        kind: 'care-home',
        rank: 3,
        home: {},
        stay: 'unknown',
        ...AT,
        basis: 'accommodation status "Registered nursing home"',
      },
      COUNCIL_CLIENT,
    ]);
    expect(evidence({ ...IN_HOME, Accommodation_Status: 'Tenant: Private landlord' })[0]).toMatchObject({
      rank: 2,
    });
  });

  it('never says that somebody does not live in a care home', () => {
    expect(evidence({})).toEqual([COUNCIL_CLIENT]);
  });
});
