import { describe, expect, it } from 'vitest';
import {
  ACT_CODE,
  GMP_NUMBER,
  INTERWEAVE_ENCOUNTER_CLASS,
  LOCALITY_CODES,
  NHS_NUMBER,
  ODS_ORGANISATION,
  TOPIC,
} from '../../conformance/systems.ts';
import { encounterClass } from '../../mappings/adt/tables/patient-class.ts';
import { readFilter } from './filters.ts';

const context = {
  baseUrl: 'https://rother.example/fhir',
  localities: new Set(['wath', 'maltby']),
  practices: new Set(['C87017']),
};
const read = (text: string) => readFilter(text, `${TOPIC}admission`, context);

describe('a filter', () => {
  it.each([
    'patient=Patient/1',
    'patient=1',
    'Encounter?patient=Patient/1',
    'Encounter.patient=Patient/1',
    'Encounter.patient=1',
    'patient=https://rother.example/fhir/Patient/1',
    'patient=Patient%2F1',
  ])('is one and the same in every spelling: %s', (text) => {
    expect(read(text)).toEqual({ filters: [{ param: 'patient', values: ['Patient/1'] }] });
  });

  it.each([
    ['group=Group/g1', 'group', 'Group/g1'],
    ['group=g1', 'group', 'Group/g1'],
    ['group=https://rother.example/fhir/Group/g1', 'group', 'Group/g1'],
    ['Encounter.group=g1', 'group', 'Group/g1'],
    ['locality=wath', 'locality', 'wath'],
    [`locality=${LOCALITY_CODES}|wath`, 'locality', 'wath'],
    ['Patient.locality=wath', 'locality', 'wath'],
    ['general-practitioner=c87017', 'general-practitioner', `${ODS_ORGANISATION}|C87017`],
    ['general-practitioner=Organization/o1', 'general-practitioner', 'Organization/o1'],
    [`general-practitioner=${ODS_ORGANISATION}|A81001`, 'general-practitioner', `${ODS_ORGANISATION}|A81001`],
    ['general-practitioner=g5612908', 'general-practitioner', `${GMP_NUMBER}|G5612908`],
    [`general-practitioner=${GMP_NUMBER}|G5612908`, 'general-practitioner', `${GMP_NUMBER}|G5612908`],
    ['class=EMER', 'class', 'EMER'],
    [`Encounter.class=${ACT_CODE}|EMER`, 'class', `${ACT_CODE}|EMER`],
    [`class=${INTERWEAVE_ENCOUNTER_CLASS}|GROUPING`, 'class', `${INTERWEAVE_ENCOUNTER_CLASS}|GROUPING`],
    [`patient:identifier=${NHS_NUMBER}|999-000-0018`, 'patient:identifier', `${NHS_NUMBER}|9990000018`],
    ['patient:identifier=urn:nhs|999', 'patient:identifier', 'urn:nhs|999'],
  ])('reads %s', (text, param, value) => {
    expect(read(text)).toEqual({ filters: [{ param, values: [value] }] });
  });

  it('reads commas as alternatives, and an escaped comma as itself', () => {
    expect(read('patient=Patient/2,1,1').filters).toEqual([
      { param: 'patient', values: ['Patient/1', 'Patient/2'] },
    ]);
    expect(read('patient:identifier=urn:c|a\\,b').filters).toEqual([
      { param: 'patient:identifier', values: ['urn:c|a,b'] },
    ]);
  });

  it('reads several parameters of one query as conditions that all must hold', () => {
    expect(read('Encounter?patient=1&class=IMP').filters?.map((f) => f.param)).toEqual(['patient', 'class']);
  });

  it.each([
    '',
    'patient',
    '=Patient/1',
    'patient=',
    'patient=Patient/1,',
    'patient=Group/1',
    'group=Patient/1',
    'group=',
    'group=Group/1/_history/1',
    'group=https://elsewhere.example/Group/1',
    'group:identifier=urn:c|1',
    'patient=https://elsewhere.example/Patient/1',
    'patient:exact=Patient/1',
    'patient:not=Patient/1',
    'locality:identifier=wath',
    'Encounter.patient.name=x',
    'Observation.patient=1',
    'Observation?patient=1',
    'Patient.patient=1',
    'Encounter?Encounter.patient=1',
    'Encounter?patient=1&nonsense=2',
    'subject=Patient/1',
    'constructor=1',
    'status=finished',
    'locality=atlantis',
    'locality=urn:other|wath',
    'class=|IMP',
    'class=urn:c|',
    'class=imp',
    'class=Emer',
    'class=SS',
    'class=EMER,inpatient',
    'class=urn:c|EMER',
    `class=${ACT_CODE}|GROUPING`,
    'general-practitioner=C87018',
    'general-practitioner=G561290',
    'general-practitioner=G56129081',
    'general-practitioner=urn:x|C87017',
    `general-practitioner=${GMP_NUMBER}|C87017`,
    `general-practitioner=${ODS_ORGANISATION}|C-87017`,
    `patient:identifier=${NHS_NUMBER}|9990000019`,
    `patient:identifier=${NHS_NUMBER}|999000001`,
    `patient=${Array.from({ length: 201 }, (_, i) => i).join(',')}`,
    'general-practitioner=|C87017',
    'general-practitioner=Patient/1',
    'patient:identifier=999',
    'patient=%E0%A4%A',
  ])('is refused, never dropped: "%s"', (text) => {
    expect(read(text)).toHaveProperty('fault');
  });

  it.each(['E', 'I', 'B', 'O', 'R', 'P', 'W', 'Q', undefined])(
    'may name the class that a patient class %s is mapped to, with its system or alone',
    (code) => {
      const { system = '', code: mapped = '' } = encounterClass(code);
      expect(read(`class=${mapped},${system}|${mapped}`).filters?.[0]?.values).toHaveLength(2);
    },
  );

  it('quotes no value in its refusal', () => {
    expect(JSON.stringify(read('patient=Patient/9990000018/x'))).not.toContain('9990000018');
    expect(JSON.stringify(read('name=Testperson'))).not.toContain('Testperson');
  });
});
