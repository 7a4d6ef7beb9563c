import { describe, expect, it } from 'vitest';
import {
  locationChain,
  locationName,
  organization,
  personName,
  practitioner,
  type PlaceNames,
} from './directory.ts';
import { resourceIds } from '../../resource-ids.ts';

const ids = resourceIds((kind, key) => `${kind}(${key})`);
const names: PlaceNames = {
  site: (ods) => (ods === 'RFRPA' ? 'Rotherham Hospital' : undefined),
  ward: (_, code) =>
    code === 'B6'
      ? { name: 'Ward B6', emergency: false }
      : code === 'AED'
        ? { name: 'A&E', emergency: true }
        : undefined,
  organisation: () => undefined,
  trust: (site) => (site === 'RFRPA' ? 'RFR' : undefined),
};

describe('a place and the levels above it', () => {
  it('are one Location a level, chained from the site down', () => {
    const chain = locationChain({ site: 'RFRPA', ward: 'B6', room: '2', bed: '3' }, names, ids, 'base/');
    expect(chain.map((l) => [l.name, l.physicalType?.coding?.[0]?.code, l.identifier?.[0]?.value])).toEqual([
      ['Rotherham Hospital', 'si', 'RFRPA'],
      ['Rotherham Hospital: Ward B6', 'wa', 'RFRPA/B6'],
      ['Rotherham Hospital: Ward B6: 2', 'ro', 'RFRPA/B6/2'],
      ['Rotherham Hospital: Ward B6: 2: 3', 'bd', 'RFRPA/B6/2/3'],
    ]);
    expect(chain[0]).not.toHaveProperty('partOf');
    chain.slice(1).forEach((level, i) => {
      expect(level.partOf).toEqual({ reference: `Location/${chain[i]?.id ?? ''}` });
    });
    expect(chain[0]?.identifier?.[0]?.system).toBe('https://fhir.nhs.uk/Id/ods-site-code');
    expect(chain[1]?.identifier?.[0]?.system).toBe('base/location');
  });

  it('are never two under one identifier: a bed is not a room of the same number', () => {
    const room = locationChain({ site: 'RFRPA', ward: 'B6', room: '3' }, names, ids, 'base/').at(-1);
    const bed = locationChain({ site: 'RFRPA', ward: 'B6', bed: '3' }, names, ids, 'base/').at(-1);
    expect(room?.id).not.toBe(bed?.id);
    expect(room?.identifier).not.toEqual(bed?.identifier);
  });

  it.each([
    [{ site: 'RFRPA' }, 'HOSP'],
    [{ site: 'RFRPA', ward: 'B6' }, 'HU'],
    [{ site: 'RFRPA', ward: 'AED' }, 'ER'],
    [{ site: 'RFRPA', ward: 'XYZ' }, 'HU'],
  ])('%o is of the type %s', (location, code) => {
    expect(locationChain(location, names, ids, '').at(-1)?.type?.[0]?.coding?.[0]?.code).toBe(code);
  });

  it('of a site without an ODS code have one of the sender for it', () => {
    expect(locationChain({ site: 'Main Building', ward: 'B6' }, names, ids, 'base/')[0]?.identifier).toEqual([
      { system: 'base/site', value: 'Main Building' },
    ]);
  });

  it('belong to the trust of the site, where it is known', () => {
    expect(locationChain({ site: 'RFRPA' }, names, ids, '')[0]?.managingOrganization).toEqual({
      reference: 'Organization/Organization(RFR)',
    });
    expect(locationChain({ site: 'OTHER' }, names, ids, '')[0]).not.toHaveProperty('managingOrganization');
  });

  it('are called by their codes where nobody has named them', () => {
    expect(locationName({ site: 'OTHER', ward: 'W1' }, names)).toBe('OTHER: W1');
  });
});

describe('the directory', () => {
  it('has a practitioner with number and name, or the number alone', () => {
    expect(practitioner({ system: 's', value: '1', name: { family: 'Darwin' } }, 'p1')).toMatchObject({
      id: 'p1',
      identifier: [{ system: 's', value: '1' }],
      name: [{ family: 'Darwin' }],
    });
    expect(practitioner({ system: 's', value: '1', name: {} }, 'p1')).not.toHaveProperty('name');
  });

  it('has an organisation with its ODS code, and its name where it has one', () => {
    expect(organization({ ods: 'A1', name: 'One' }, 'o1')).toMatchObject({ name: 'One', active: true });
    expect(organization({ ods: 'A1' }, 'o1')).not.toHaveProperty('name');
  });

  it.each([
    [
      { prefix: ['Dr'], given: ['Samuel', 'Erasmus'], family: 'Darwin', suffix: ['FRCP'] },
      'Dr Samuel Erasmus Darwin',
    ],
    [{ family: 'Darwin' }, 'Darwin'],
    [{}, ''],
  ])('calls %o "%s"', (name, text) => {
    expect(personName(name)).toBe(text);
  });
});
