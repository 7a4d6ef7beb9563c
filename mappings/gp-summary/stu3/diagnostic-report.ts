/**
 * DiagnosticReport -> UKCore-DiagnosticReport 2.7.0: a laboratory report that came to the practice electronically. The
 * names of the tests are in its Observations. GP Connect 1.6.2 "Investigations".
 */
import type { Attachment, DiagnosticReport } from '@medplum/fhirtypes';
import { isAboutPerson } from './about-person.ts';
import { attachment } from './attachment.ts';
import type { ElementFates, Stu3Mapper } from './mapper.ts';
import {
  codeableConcept,
  codeableConcepts,
  identifiers,
  metaOf,
  period,
  reference,
  references,
} from './read-datatypes.ts';
import { dateTime, instant, objects, oneOf, present, text } from './read-json.ts';

const STATUSES = [
  ...(['registered', 'partial', 'preliminary', 'final', 'amended', 'corrected', 'appended'] as const),
  ...(['cancelled', 'entered-in-error', 'unknown'] as const),
] as const;
const STAFF = ['Practitioner', 'PractitionerRole', 'Organization'] as const;

/** @returns the report; none where it is about somebody else, or has no code. */
export const mapDiagnosticReport: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `DiagnosticReport.${element}`;
  if (!isAboutPerson(source, 'subject', at('subject'), context)) return [];
  const code = codeableConcept(source['code']);
  if (code === undefined) {
    context.issue(at('code'), 'is missing: the report is left out');
    return [];
  }
  const status = oneOf(source['status'], STATUSES);
  if (status === undefined) context.issue(at('status'), 'is none of the codes: it is unknown');
  const category = codeableConcept(source['category']);
  const report: DiagnosticReport & { id: string } = present({
    resourceType: 'DiagnosticReport' as const,
    id: context.idOf('DiagnosticReport', source),
    ...metaOf(source, 'UKCore-DiagnosticReport'),
    identifier: identifiers(source['identifier']),
    basedOn: references(source['basedOn'], context, at('basedOn'), ['ServiceRequest', 'MedicationRequest']),
    status: status ?? ('unknown' as const),
    category: category === undefined ? undefined : [category],
    code,
    subject: context.patient,
    encounter: reference(source['context'], context, at('context'), ['Encounter']),
    effectiveDateTime: dateTime(source['effectiveDateTime']),
    effectivePeriod: period(source['effectivePeriod']),
    issued: instant(source['issued']),
    performer: objects(source['performer']).flatMap(
      (one) => reference(one['actor'], context, at('performer.actor'), STAFF) ?? [],
    ),
    specimen: references(source['specimen'], context, at('specimen'), ['Specimen']),
    result: references(source['result'], context, at('result'), ['Observation']),
    conclusion: text(source['conclusion']),
    conclusionCode: codeableConcepts(source['codedDiagnosis']),
    presentedForm: objects(source['presentedForm']).flatMap((one): Attachment[] => {
      const form = attachment(one);
      return form === undefined ? [] : [form];
    }),
  });
  return [report];
};

export const DIAGNOSTIC_REPORT_FATES: ElementFates = {
  'DiagnosticReport.meta.security': 'mapped',
  'DiagnosticReport.identifier': 'mapped',
  'DiagnosticReport.basedOn': 'mapped',
  'DiagnosticReport.status': 'mapped',
  'DiagnosticReport.category': 'mapped',
  'DiagnosticReport.code': 'mapped',
  'DiagnosticReport.subject': 'mapped',
  'DiagnosticReport.context': 'mapped',
  'DiagnosticReport.effectiveDateTime': 'mapped',
  'DiagnosticReport.effectivePeriod': 'mapped',
  'DiagnosticReport.issued': 'mapped',
  'DiagnosticReport.performer.actor': 'mapped',
  'DiagnosticReport.performer.role': { dropped: 'not in R4' },
  'DiagnosticReport.specimen': 'mapped',
  'DiagnosticReport.result': 'mapped',
  'DiagnosticReport.imagingStudy': { dropped: 'not used by GP Connect' },
  'DiagnosticReport.image': { dropped: 'not used by GP Connect; no Media is part of a summary' },
  'DiagnosticReport.conclusion': 'mapped',
  'DiagnosticReport.codedDiagnosis': 'mapped',
  'DiagnosticReport.presentedForm': 'mapped',
  'DiagnosticReport.presentedForm.url': {
    dropped: 'never fetched and never served: it needs another capability',
  },
  'DiagnosticReport.presentedForm.data': {
    dropped: 'GP Connect sends no documents, only what is known of them',
  },
};
