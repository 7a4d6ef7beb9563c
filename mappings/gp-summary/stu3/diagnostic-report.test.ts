import { describe, expect, it } from 'vitest';
import { mapOne } from '../testing/stu3-context.ts';
import { mapDiagnosticReport } from './diagnostic-report.ts';
import { mapDocumentReference } from './document-reference.ts';
import { mapQuestionnaireResponse } from './questionnaire-response.ts';
import { mapSpecimen } from './specimen.ts';

const subject = { reference: 'Patient/p' };

describe('DiagnosticReport', () => {
  const report = {
    resourceType: 'DiagnosticReport',
    id: 'r',
    status: 'unknown',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '721981007' }] },
    category: { coding: [{ system: 'http://hl7.org/fhir/v2/0074', code: 'PAT' }] },
    subject,
    issued: '2002-03-30T00:00:00+00:00',
    performer: [{ actor: { reference: 'Organization/o' }, role: { text: 'x' } }],
    result: [{ reference: 'Observation/1' }, { reference: 'Observation/gone' }],
    codedDiagnosis: [{ text: 'Anaemia' }],
    presentedForm: [{ url: 'https://practice.example/report', title: 'Report' }],
  };
  it('has its results, its category in the code system of R4, and no address', () => {
    const tried = mapOne(mapDiagnosticReport, report, { 'Observation/1': {}, 'Organization/o': {} });
    expect(tried.made[0]).toMatchObject({
      category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'PAT' }] }],
      performer: [{ reference: 'Organization/r4-o' }],
      result: [{ reference: 'Observation/r4-1' }],
      conclusionCode: [{ text: 'Anaemia' }],
      presentedForm: [{ title: 'Report' }],
    });
    expect(JSON.stringify(tried.made)).not.toContain('practice.example');
    expect(tried.issues).toEqual(['DiagnosticReport.result']);
  });
  it('without a code is left out, and says so', () => {
    const { code: _, ...rest } = report;
    expect(mapOne(mapDiagnosticReport, rest)).toEqual({ made: [], issues: ['DiagnosticReport.code'] });
  });
});

describe('Specimen', () => {
  it('keeps where it comes from and when', () => {
    const [made] = mapOne(mapSpecimen, {
      resourceType: 'Specimen',
      id: 's',
      accessionIdentifier: { value: 'Unknown' },
      type: { text: 'VENOUS BLOOD' },
      subject,
      collection: { collectedDateTime: '2002-03-30T09:21:00+00:00' },
    }).made;
    expect(made).toMatchObject({
      accessionIdentifier: { value: 'Unknown' },
      collection: { collectedDateTime: '2002-03-30T09:21:00+00:00' },
    });
  });
});

describe('DocumentReference', () => {
  const document = {
    resourceType: 'DocumentReference',
    id: 'd',
    status: 'current',
    type: { text: 'Letter from specialist' },
    class: { text: 'Correspondence' },
    subject,
    created: '2020-12-22T14:46:00+00:00',
    indexed: '2020-12-22T14:48:54.033+00:00',
    description: 'Recipient: X\nSent: 07 Mar',
    content: [{ attachment: { contentType: 'text/plain', url: 'https://practice.example/doc', size: 25 } }],
    context: { encounter: { reference: 'Encounter/e' } },
  };
  it('tells what is known of a document, and not where it lies', () => {
    const [made] = mapOne(mapDocumentReference, document, { 'Encounter/e': {} }).made;
    expect(made).toMatchObject({
      date: '2020-12-22T14:48:54.033+00:00',
      category: [{ text: 'Correspondence' }],
      description: 'Recipient: X\nSent: 07 Mar',
      content: [
        { attachment: { creation: '2020-12-22T14:46:00+00:00', contentType: 'text/plain', size: 25 } },
      ],
      context: { encounter: [{ reference: 'Encounter/r4-e' }] },
    });
    expect(JSON.stringify(made)).not.toContain('practice.example');
  });
  it('says that there is one where nothing but its address is known', () => {
    const { created: _, ...rest } = document;
    const bare = { ...rest, content: [{ attachment: { url: 'https://practice.example/doc' } }] };
    expect(mapOne(mapDocumentReference, bare).made[0]).toMatchObject({
      content: [{ attachment: { title: 'Document held by the practice' } }],
    });
  });
});

describe('QuestionnaireResponse', () => {
  it('has a link id for each item, and leads to what is part of the summary', () => {
    const [made] = mapOne(
      mapQuestionnaireResponse,
      {
        resourceType: 'QuestionnaireResponse',
        id: 'q',
        identifier: { system: 'https://practice.example', value: 'Q1' },
        status: 'completed',
        subject,
        parent: [{ reference: 'Observation/1' }],
        item: [
          { answer: [{ valueReference: { reference: 'Observation/1' } }] },
          { linkId: 'own', answer: [{ valueString: 'Yes' }], item: [{ answer: [{ valueInteger: 2 }] }] },
        ],
      },
      { 'Observation/1': {} },
    ).made;
    expect(made).toMatchObject({
      partOf: [{ reference: 'Observation/r4-1' }],
      item: [
        { linkId: '1', answer: [{ valueReference: { reference: 'Observation/r4-1' } }] },
        {
          linkId: 'own',
          answer: [{ valueString: 'Yes' }],
          item: [{ linkId: '2.1', answer: [{ valueInteger: 2 }] }],
        },
      ],
    });
  });
});
