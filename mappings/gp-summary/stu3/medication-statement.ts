/**
 * MedicationStatement -> UKCore-MedicationStatement 2.5.0: one a course of a medicine. `taken` is always `unk` and says
 * nothing of adherence. GP Connect 1.6.2 "MedicationStatement".
 */
import type { Extension, MedicationStatement } from '@medplum/fhirtypes';
import { ROTHER, UK_CORE } from '../../../conformance/systems.ts';
import { isAboutPerson } from './about-person.ts';
import { dosages } from './dosage.ts';
import type { ElementFates, Json, Stu3Mapper } from './mapper.ts';
import { medicineOf } from './medication.ts';
import {
  annotations,
  codeableConcept,
  codeableConcepts,
  identifiers,
  metaOf,
  period,
  reference,
  references,
} from './read-datatypes.ts';
import { dateTime, extension, oneOf, present } from './read-json.ts';

const STATUSES = ['active', 'completed', 'entered-in-error', 'intended', 'stopped', 'on-hold'] as const;
const DOSAGE_CHANGED = `${ROTHER}StructureDefinition/medication-dosage-last-changed`;

/** @returns the statement with its medicine; none where it is about somebody else. */
export const mapMedicationStatement: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `MedicationStatement.${element}`;
  if (!isAboutPerson(source, 'subject', at('subject'), context)) return [];
  const status = oneOf(source['status'], STATUSES);
  if (status === undefined) context.issue(at('status'), 'is none of the codes: it is unknown');
  const identifier = identifiers(source['identifier']).filter(({ system }) => system !== undefined);
  const statement: MedicationStatement & { id: string } = present({
    resourceType: 'MedicationStatement' as const,
    id: context.idOf('MedicationStatement', source),
    ...metaOf(source, 'UKCore-MedicationStatement'),
    extension: extensions(source),
    identifier,
    basedOn: references(source['basedOn'], context, at('basedOn'), ['MedicationRequest', 'ServiceRequest']),
    status: status ?? ('unknown' as const),
    statusReason: codeableConcepts(source['reasonNotTaken']),
    category: COMMUNITY,
    medicationCodeableConcept: medicineOf(source, context, at('medication')),
    subject: context.patient,
    context: reference(source['context'], context, at('context'), ['Encounter']),
    effectiveDateTime: dateTime(source['effectiveDateTime']),
    effectivePeriod: period(source['effectivePeriod']),
    dateAsserted: dateTime(source['dateAsserted']),
    informationSource: reference(source['informationSource'], context, at('informationSource'), INFORMANTS),
    reasonCode: codeableConcepts(source['reasonCode']),
    reasonReference: references(source['reasonReference'], context, at('reasonReference'), REASONS),
    note: annotations(source['note'], context, at('note')),
    dosage: dosages(source['dosage']),
  });
  return [statement];
};

const INFORMANTS = ['Patient', 'Practitioner', 'PractitionerRole', 'RelatedPerson', 'Organization'] as const;
const REASONS = ['Condition', 'Observation', 'DiagnosticReport'] as const;

/** GP Connect speaks of what is taken at home. */
const COMMUNITY = {
  coding: [
    { system: 'http://terminology.hl7.org/CodeSystem/medication-statement-category', code: 'community' },
  ],
};

function extensions(source: Json): Extension[] {
  const lastIssue = dateTime(extension(source, 'MedicationStatementLastIssueDate')?.['valueDateTime']);
  const agency = codeableConcept(extension(source, 'PrescribingAgency')?.['valueCodeableConcept']);
  const changed = dateTime(extension(source, 'MedicationStatementDosageLastChanged')?.['valueDateTime']);
  return [
    ...(lastIssue === undefined
      ? []
      : [{ url: `${UK_CORE}Extension-UKCore-MedicationStatementLastIssueDate`, valueDateTime: lastIssue }]),
    ...(agency === undefined
      ? []
      : [
          {
            url: `${UK_CORE}Extension-UKCore-MedicationPrescribingOrganizationType`,
            valueCodeableConcept: agency,
          },
        ]),
    ...(changed === undefined ? [] : [{ url: DOSAGE_CHANGED, valueDateTime: changed }]),
  ];
}

export const MEDICATION_STATEMENT_FATES: ElementFates = {
  'MedicationStatement.meta.security': 'mapped',
  'MedicationStatement.extension(MedicationStatementLastIssueDate)': {
    extension: 'Extension-UKCore-MedicationStatementLastIssueDate',
  },
  'MedicationStatement.extension(PrescribingAgency)': {
    extension: 'Extension-UKCore-MedicationPrescribingOrganizationType',
  },
  'MedicationStatement.extension(MedicationStatementDosageLastChanged)': {
    extension: 'medication-dosage-last-changed',
  },
  'MedicationStatement.identifier': 'mapped',
  'MedicationStatement.basedOn': 'mapped',
  'MedicationStatement.partOf': { dropped: 'not used by GP Connect' },
  'MedicationStatement.context': 'mapped',
  'MedicationStatement.status': 'mapped',
  'MedicationStatement.category': { dropped: 'not used by GP Connect; community is said of all' },
  'MedicationStatement.medicationReference': 'mapped',
  'MedicationStatement.medicationCodeableConcept': 'mapped',
  'MedicationStatement.effectiveDateTime': 'mapped',
  'MedicationStatement.effectivePeriod': 'mapped',
  'MedicationStatement.dateAsserted': 'mapped',
  'MedicationStatement.informationSource': 'mapped',
  'MedicationStatement.subject': 'mapped',
  'MedicationStatement.derivedFrom': { dropped: 'not used by GP Connect' },
  'MedicationStatement.taken': { dropped: 'always "unk", not in R4: adherence is not known' },
  'MedicationStatement.reasonNotTaken': 'mapped',
  'MedicationStatement.reasonCode': 'mapped',
  'MedicationStatement.reasonReference': 'mapped',
  'MedicationStatement.note': 'mapped',
  'MedicationStatement.dosage': 'mapped',
};
