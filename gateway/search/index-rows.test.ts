import type { Encounter, Resource, ServiceRequest } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { FORMER_NHS_NUMBER, LOCALITY_CODES, NHS_NUMBER } from '../../conformance/systems.ts';
import { indexRows } from './index-rows.ts';
import { SAMPLES, encounter, groupVisit, patient } from './testing/samples.ts';

describe('indexRows', () => {
  const tokens = (resource: Resource, param: string): string[] =>
    indexRows(resource)
      .tokens.filter((t) => t.param === param)
      .map((t) => `${t.system}|${t.value}`);

  it('keeps the system beside the value, and leaves out what has no value', () => {
    expect(tokens(patient, 'Patient.identifier')).toEqual([`${NHS_NUMBER}|9990000018`, '|x1']);
    expect(tokens(patient, 'Patient.language')).toEqual(['urn:ietf:bcp:47|en', '|cy']);
    expect(tokens(patient, 'Patient.phone')).toEqual(['phone|01709555010']);
    expect(tokens(patient, 'Patient.active')).toEqual(['|true']);
    expect(tokens(encounter, 'Encounter.status')).toEqual(['|finished']);
    expect(tokens(patient, 'Patient._profile')).toEqual(['|http://example.org/a', '|http://example.org/b']);
  });

  it('finds a former NHS number as an NHS number too', () => {
    const renumbered: Resource = {
      resourceType: 'Patient',
      identifier: [
        { system: NHS_NUMBER, value: '9990000026' },
        { system: FORMER_NHS_NUMBER, value: '999 000 0018' },
      ],
    };
    expect(tokens(renumbered, 'Patient.identifier')).toEqual([
      `${NHS_NUMBER}|9990000026`,
      `${FORMER_NHS_NUMBER}|9990000018`,
      `${NHS_NUMBER}|9990000018`,
    ]);
  });

  it('takes a Timing from its first moment to its last, and text as something that is there', () => {
    const dates = (resource: Resource): string[] =>
      indexRows(resource).dates.map(
        ({ param, low, high }) => `${param} ${low.slice(0, 10)} ${high.slice(0, 10)}`,
      );
    const order: ServiceRequest = {
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      subject: { reference: 'Patient/p1' },
    };
    const event = ['2026-11-02', '2026-11-20', '2026-11-09'];
    expect(dates({ ...order, occurrenceTiming: { event } })).toEqual([
      'ServiceRequest.occurrence 2026-11-02 2026-11-20',
    ]);
    const repeat = { boundsPeriod: { start: '2026-11-05' } };
    expect(dates({ ...order, occurrenceTiming: { event, repeat } })).toEqual([
      'ServiceRequest.occurrence 2026-11-02 9999',
    ]);
    const weekly: Resource = { ...order, occurrenceTiming: { repeat: { frequency: 1 } } };
    const told: Resource = {
      resourceType: 'Immunization',
      status: 'completed',
      vaccineCode: { text: 'flu' },
      patient: { reference: 'Patient/p1' },
      occurrenceString: 'as a child',
    };
    expect([...dates(weekly), ...dates(told)]).toEqual([]);
    expect(tokens(weekly, 'ServiceRequest.occurrence:present')).toEqual(['|']);
    expect(tokens(told, 'Immunization.date:present')).toEqual(['|']);
  });

  it('keeps a canonical with its version and without', () => {
    const targets = indexRows({
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      questionnaire: 'http://example.org/Questionnaire/q|1.0',
    }).references.map((r) => `${r.param} ${r.target}`);
    expect(targets).toEqual([
      'QuestionnaireResponse.questionnaire http://example.org/Questionnaire/q|1.0',
      'QuestionnaireResponse.questionnaire http://example.org/Questionnaire/q',
    ]);
  });

  it('reads the locality from the attribution alone', () => {
    expect(tokens(patient, 'Patient.locality')).toEqual([`${LOCALITY_CODES}|central`]);
    expect(tokens(encounter, 'Encounter.locality')).toEqual([]);
  });

  it('keeps relative references to the types that the parameter may point to', () => {
    const { references } = indexRows(patient);
    expect(references.filter((r) => r.param === 'Patient.general-practitioner').map((r) => r.target)).toEqual(
      ['Practitioner/gp1', 'Organization/C87017'],
    );
    const visits = indexRows(groupVisit).references.map((r) => `${r.param} ${r.target}`);
    expect(visits).toEqual(['Encounter.subject Group/g1']);
  });

  it('widens dates and leaves open ends open', () => {
    const { dates } = indexRows(encounter);
    expect(dates).toEqual([
      { param: 'Encounter.date', low: '2026-11-02T10:00:00.000Z', high: '9999' },
      {
        param: 'Encounter.location-period',
        low: '2026-11-02T00:00:00.000Z',
        high: '2026-11-03T23:59:59.999Z',
      },
    ]);
  });

  it('keeps each part of a name once, as written and as compared', () => {
    const strings = indexRows(patient).strings.filter((s) => s.param === 'Patient.name');
    expect(strings.map((s) => `${s.norm}=${s.value}`)).toEqual([
      'mrs ann test=Mrs Ann Tèst',
      'test=Tèst',
      'ann=Ann',
      'bee=Bee',
      'mrs=Mrs',
      'former=Former',
    ]);
    const sounds = indexRows(patient).strings.filter((s) => s.param === 'Patient.phonetic');
    expect(sounds.map((s) => s.norm)).toEqual(['t230', 'a500', 'b000', 'f656']);
  });

  it('says of what cannot be compared that it is there, and of nothing else', () => {
    const present = (resource: Resource): string[] =>
      indexRows(resource)
        .tokens.filter((t) => t.param.endsWith(':present'))
        .map((t) => `${t.param}${t.system}${t.value}`);
    for (const resource of SAMPLES) expect(present(resource)).toEqual([]);
    const visit: Encounter = {
      resourceType: 'Encounter',
      status: 'planned',
      class: { display: 'emergency' },
      reasonCode: [{ text: 'fall' }],
      subject: { display: 'Somebody', type: 'Group' },
      serviceProvider: { display: 'The trust' },
      partOf: { reference: 'https://elsewhere.example/fhir/Encounter/1' },
      location: [{ location: { identifier: { value: 'B6' } } }],
    };
    expect(present(visit)).toEqual([
      'Encounter.class:present',
      'Encounter.reason-code:present',
      'Encounter.subject:present',
      'Encounter.location:present',
      'Encounter.part-of:present',
      'Encounter.service-provider:present',
    ]);
  });

  it('makes no row twice', () => {
    const twice: Encounter = {
      ...encounter,
      identifier: [...(encounter.identifier ?? []), { system: 'http://example.org/visit', value: 'v-1' }],
      location: [...(encounter.location ?? []), ...(encounter.location ?? [])],
    };
    expect(indexRows(twice)).toEqual(indexRows(encounter));
  });

  it('makes no row of a value that is not of its type, and none for a type that is not served', () => {
    const broken = {
      resourceType: 'Patient',
      identifier: 'x',
      birthDate: 'yesterday',
      name: [null, 3],
      address: [{ line: 'not a list', city: 4 }],
      communication: [{ language: { coding: { code: 'en' } } }],
      generalPractitioner: [{ reference: 7 }],
    };
    // Not a Patient at all: what a careless source could have us index.
    const rows = indexRows(broken as unknown as Resource);
    expect(rows.references).toEqual([]);
    expect(rows.dates).toEqual([]);
    expect(rows.strings.map((s) => s.norm)).toEqual(['not a list']);
    expect(rows.tokens.map((t) => t.param)).toEqual([
      'Patient.deceased',
      'Patient.language:present',
      'Patient.general-practitioner:present',
    ]);
    expect(indexRows({ resourceType: 'Device', status: 'active' }).tokens).toEqual([]);
  });
});
