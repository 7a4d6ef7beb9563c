import { describe, expect, it } from 'vitest';
import { GMC_NUMBER, GMP_NUMBER } from '../../../conformance/systems.ts';
import type { PersonData } from '../../fact.ts';
import type { PlaceNames } from './directory.ts';
import { resourceIds } from '../../resource-ids.ts';
import { patient } from './patient.ts';

const names: PlaceNames = {
  site: () => undefined,
  ward: () => undefined,
  trust: () => undefined,
  organisation: (ods) => (ods === 'C87017' ? 'CLIFTON MEDICAL CENTRE' : undefined),
};
const attribution = { url: 'locality' };

function write(data: Partial<PersonData>): Record<string, unknown> {
  const { resourceType, id, meta, active, extension, ...rest } = patient(
    { person: 's|1', data: { identifiers: [], ...data }, replaces: [], seeAlso: [], sourceMessageId: 'm1' },
    { ids: resourceIds((kind, key) => `${kind}(${key})`), names, attribution: [attribution] },
  );
  expect([resourceType, id, active]).toEqual(['Patient', 'Patient(s|1)', true]);
  expect(meta?.source).toBe('urn:uuid:m1');
  const others = (extension ?? []).filter((e) => e !== attribution);
  expect(extension).toContain(attribution);
  return { ...rest, ...(others.length === 0 ? {} : { extension: others }), security: meta?.security };
}

describe('Patient', () => {
  it('states nothing that is not known, and nothing that was cleared', () => {
    expect(write({})).toEqual({ security: undefined });
    expect(
      write({ name: null, gender: null, address: null, birthDate: null, contact: null, practice: null }),
    ).toEqual({ security: undefined });
  });

  it.each<[string, Partial<PersonData>, Record<string, unknown>]>([
    [
      'home and work telephones in one list',
      { homeTelecom: [{ value: '1' }], workTelecom: [{ value: '2' }] },
      { telecom: [{ value: '1' }, { value: '2' }] },
    ],
    [
      'a work telephone alone',
      { homeTelecom: null, workTelecom: [{ value: '2' }] },
      { telecom: [{ value: '2' }] },
    ],
    [
      'a birth date',
      { birthDate: '1941-02-03', birthTime: null, birthDateEstimated: false },
      { birthDate: '1941-02-03' },
    ],
    [
      'a language',
      { language: { coding: [{ code: 'en' }] } },
      { communication: [{ language: { coding: [{ code: 'en' }] } }] },
    ],
    [
      'a death by its time',
      { deathTime: '2026-11-21', deathIndicator: true },
      { deceasedDateTime: '2026-11-21' },
    ],
    ['a death by its time alone', { deathTime: '2026-11-21' }, { deceasedDateTime: '2026-11-21' }],
    ['a death without a time', { deathIndicator: true }, { deceasedBoolean: true }],
    ['a living person', { deathIndicator: false }, { deceasedBoolean: false }],
    ['neither, where the two contradict each other', { deathTime: '2026-11-21', deathIndicator: false }, {}],
    ['a twin', { multipleBirth: true }, { multipleBirthBoolean: true }],
    ['the second of twins', { multipleBirth: true, birthOrder: 2 }, { multipleBirthInteger: 2 }],
    ['an order of birth alone', { birthOrder: 2 }, { multipleBirthInteger: 2 }],
    [
      'an only child, whatever the order',
      { multipleBirth: false, birthOrder: 1 },
      { multipleBirthBoolean: false },
    ],
  ])('has %s', (_, data, expected) => {
    expect(write(data)).toEqual({ ...expected, security: undefined });
  });

  it('says of an estimated birth date that it is one, and keeps its time', () => {
    expect(
      write({ birthDate: '1941-02-03', birthTime: '1941-02-03T04:30:00+01:00', birthDateEstimated: true }),
    ).toMatchObject({
      birthDate: '1941-02-03',
      _birthDate: {
        extension: [{ valueDateTime: '1941-02-03T04:30:00+01:00' }, { valueBoolean: true }],
      },
    });
  });

  it('is marked where discretion was asked for', () => {
    expect(write({ restricted: true })['security']).toMatchObject([{ code: 'R' }]);
  });

  it('names the practice as the place does, else as the message does', () => {
    expect(write({ practice: { ods: 'C87017', name: 'Clifton' } })['generalPractitioner']).toMatchObject([
      { reference: 'Organization/Organization(C87017)', display: 'CLIFTON MEDICAL CENTRE' },
    ]);
    expect(write({ practice: { ods: 'A1', name: 'One' } })['generalPractitioner']).toMatchObject([
      { identifier: { value: 'A1' }, display: 'One' },
    ]);
    expect(write({ practice: { ods: 'A1' } })['generalPractitioner']).toEqual([
      {
        reference: 'Organization/Organization(A1)',
        identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'A1' },
      },
    ]);
  });

  it.each([
    [
      'by number and name',
      { system: GMP_NUMBER, value: 'G1', name: { family: 'Townley', prefix: ['Dr'] } },
      {
        reference: `Practitioner/Practitioner(${GMP_NUMBER}|G1)`,
        identifier: { system: GMP_NUMBER, value: 'G1' },
        display: 'Dr Townley',
      },
    ],
    [
      'by another number',
      { system: GMC_NUMBER, value: 'C1', name: { family: 'Townley' } },
      { reference: `Practitioner/Practitioner(${GMC_NUMBER}|C1)`, display: 'Townley' },
    ],
    ['by name alone', { name: { family: 'Townley' } }, { display: 'Townley' }],
  ])('names the GP %s', (_, generalPractitioner, expected) => {
    expect(write({ generalPractitioner })['generalPractitioner']).toEqual([expected]);
  });
});
