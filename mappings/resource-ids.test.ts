import { describe, expect, it } from 'vitest';
import { locationPath, resourceIds } from './resource-ids.ts';

const ids = resourceIds((kind, key) => `${kind}(${key})`);

describe('ids are made of names', () => {
  it('of the person, the visit and its care setting, the organisation', () => {
    expect(ids.patient('s|1')).toBe('Patient(s|1)');
    expect(ids.encounter('s|V1', 'emergency')).toBe('Encounter(s|V1/emergency)');
    expect(ids.encounter('s|V1', 'grouping')).toBe('Encounter(s|V1/grouping)');
    expect(ids.organization('RFR')).toBe('Organization(RFR)');
  });

  it('of a clinician only where there is an identifier', () => {
    expect(ids.practitioner({ system: 's', value: '1', name: { family: 'A' } })).toBe('Practitioner(s|1)');
    expect(ids.practitioner({ name: { family: 'A' } })).toBeUndefined();
  });
});

describe('the path of a place', () => {
  it.each([
    [{ site: 'RFRPA' }, 'RFRPA'],
    [{ site: 'RFRPA', ward: 'B6' }, 'RFRPA/B6'],
    [{ site: 'RFRPA', ward: 'B6', bed: '3' }, 'RFRPA/B6//3'],
    [{ site: 'RFRPA', ward: 'B6', room: '3' }, 'RFRPA/B6/3'],
    [{ site: 'RFRPA', room: '3' }, 'RFRPA//3'],
    [{ site: 'RFRPA', ward: 'ED/RAT' }, 'RFRPA/ED%2FRAT'],
    [{ site: 'RFRPA', ward: 'ED%2FRAT' }, 'RFRPA/ED%252FRAT'],
    [{ site: 'RFRPA', ward: 'B6/' }, 'RFRPA/B6%2F'],
  ])('%o is %s, and no other place has it', (location, path) => {
    expect(locationPath(location)).toBe(path);
    expect(ids.location(location)).toBe(`Location(${path})`);
  });
});
