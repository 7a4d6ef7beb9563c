import { describe, expect, it } from 'vitest';
import { LOCALITY_CODES, ODS_ORGANISATION, TOPIC } from '../../conformance/systems.ts';
import { readFilter } from './filters.ts';

const context = { baseUrl: 'https://rother.example/fhir', localities: new Set(['wath', 'maltby']) };
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
    ['locality=wath', 'locality', 'wath'],
    [`locality=${LOCALITY_CODES}|wath`, 'locality', 'wath'],
    ['Patient.locality=wath', 'locality', 'wath'],
    ['general-practitioner=c87017', 'general-practitioner', `${ODS_ORGANISATION}|C87017`],
    ['general-practitioner=Organization/o1', 'general-practitioner', 'Organization/o1'],
    ['general-practitioner=urn:x|Y1', 'general-practitioner', 'urn:x|Y1'],
    ['class=EMER', 'class', 'EMER'],
    ['Encounter.class=urn:c|EMER', 'class', 'urn:c|EMER'],
    ['patient:identifier=urn:nhs|999', 'patient:identifier', 'urn:nhs|999'],
  ])('reads %s', (text, param, value) => {
    expect(read(text)).toEqual({ filters: [{ param, values: [value] }] });
  });

  it('reads commas as alternatives, and an escaped comma as itself', () => {
    expect(read('patient=Patient/2,1,1').filters).toEqual([
      { param: 'patient', values: ['Patient/1', 'Patient/2'] },
    ]);
    expect(read('class=urn:c|a\\,b').filters).toEqual([{ param: 'class', values: ['urn:c|a,b'] }]);
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
    'general-practitioner=|C87017',
    'general-practitioner=Patient/1',
    'patient:identifier=999',
    'patient=%E0%A4%A',
  ])('is refused, never dropped: "%s"', (text) => {
    expect(read(text)).toHaveProperty('fault');
  });

  it('quotes no value in its refusal', () => {
    expect(JSON.stringify(read('patient=Patient/9990000018/x'))).not.toContain('9990000018');
    expect(JSON.stringify(read('name=Testperson'))).not.toContain('Testperson');
  });
});
