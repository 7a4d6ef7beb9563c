/**
 * Condition (problem header) -> UKCore-Condition 2.6.0, with what UK Core has retired in extensions of our own. GP Connect
 * 1.6.2 "Problem header (Condition)". No verification status is sent, and none is made up.
 */
import type { Annotation, Condition, Extension } from '@medplum/fhirtypes';
import { ROTHER } from '../../../conformance/systems.ts';
import { isAboutPerson } from './about-person.ts';
import { markedMeta } from './entry-marks.ts';
import type { ElementFates, Json, Stu3Context, Stu3Mapper } from './mapper.ts';
import { onset, onsetFates, type Onset } from './onset.ts';
import { annotations, codeableConcept, codeableConcepts, identifiers, reference } from './read-datatypes.ts';
import { dateTime, extension, extensions, oneOf, present } from './read-json.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem/';
const OWN = `${ROTHER}StructureDefinition/`;
const CLINICAL = ['active', 'recurrence', 'inactive', 'remission', 'resolved'] as const;
const VERIFICATION = ['provisional', 'differential', 'confirmed', 'refuted', 'entered-in-error'] as const;
const PEOPLE = ['Practitioner', 'PractitionerRole', 'Patient', 'RelatedPerson'] as const;
/** Any item of the record can be a problem, or be linked with one. */
const ITEMS = [
  ...(['AllergyIntolerance', 'Condition', 'DiagnosticReport', 'DocumentReference', 'Encounter'] as const),
  ...(['Immunization', 'MedicationRequest', 'MedicationStatement', 'Observation'] as const),
  ...(['QuestionnaireResponse', 'ServiceRequest'] as const),
] as const;

/** @returns the problem; none where it is about somebody else. */
export const mapCondition: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `Condition.${element}`;
  if (!isAboutPerson(source, 'subject', at('subject'), context)) return [];
  const code = codeableConcept(source['code']);
  if (code === undefined) context.issue(at('code'), 'is missing: the problem has no name');
  const status = oneOf(source['clinicalStatus'], CLINICAL);
  const verification = oneOf(source['verificationStatus'], VERIFICATION);
  const inError = verification === 'entered-in-error';
  if (status === undefined && !inError) context.issue(at('clinicalStatus'), 'is none of the codes');
  const began = onset(source, 'onset');
  // con-4: what is active has not abated.
  const stated = onset(source, 'abatement');
  const contradicts = (status === 'active' || status === 'recurrence') && Object.keys(stated).length > 0;
  if (contradicts) context.issue(at('abatement'), 'an active problem has not abated: kept as a note');
  const ended = contradicts ? {} : stated;
  const condition: Condition & { id: string } = present({
    resourceType: 'Condition' as const,
    id: context.idOf('Condition', source),
    ...markedMeta(source, 'UKCore-Condition', code),
    extension: problemExtensions(source, context),
    identifier: identifiers(source['identifier']),
    clinicalStatus:
      status === undefined || inError
        ? undefined
        : { coding: [{ system: `${HL7}condition-clinical`, code: status }] },
    verificationStatus:
      verification === undefined
        ? undefined
        : { coding: [{ system: `${HL7}condition-ver-status`, code: verification }] },
    category: codeableConcepts(source['category']),
    severity: codeableConcept(source['severity']),
    code,
    bodySite: codeableConcepts(source['bodySite']),
    subject: context.patient,
    encounter: reference(source['context'], context, at('context'), ['Encounter']),
    onsetDateTime: began.dateTime,
    onsetAge: began.age,
    onsetPeriod: began.period,
    onsetRange: began.range,
    onsetString: began.string,
    abatementDateTime: ended.dateTime,
    abatementAge: ended.age,
    abatementPeriod: ended.period,
    abatementRange: ended.range,
    abatementString: ended.string,
    recordedDate: dateTime(source['assertedDate']),
    // GP Connect means by asserter the person who recorded it.
    recorder: reference(source['asserter'], context, at('asserter'), PEOPLE),
    note: [...annotations(source['note'], context, at('note')), ...(contradicts ? [endNote(stated)] : [])],
  });
  return [condition];
};

function endNote({ dateTime: date, period, string, age, range }: Onset): Annotation {
  const when = date ?? period?.end ?? period?.start ?? string ?? age?.value ?? range?.low?.value ?? '';
  return { text: `The source gives an end to this active problem: ${when}` };
}

const RELATIONS = ['parent', 'child', 'sibling'] as const;

/** Extensions that UK Core has retired, and the record needs: what the problem is about, and how much it weighs. */
function problemExtensions(source: Json, context: Stu3Context): Extension[] {
  const at = (name: string): string => `Condition.extension(${name})`;
  const target = (from: Json | undefined, name: string) =>
    reference(from?.['valueReference'], context, at(name), ITEMS);
  const actual = target(extension(source, 'ActualProblem'), 'ActualProblem');
  const significance = oneOf(extension(source, 'ProblemSignificance')?.['valueCode'], SIGNIFICANCES);
  const related = extensions(source, 'RelatedProblemHeader').flatMap((one) => {
    const problem = target(extension(one, 'target'), 'RelatedProblemHeader');
    const type = oneOf(extension(one, 'type')?.['valueCode'], RELATIONS);
    if (problem === undefined) return [];
    return [
      {
        url: `${OWN}related-problem`,
        extension: [
          ...(type === undefined ? [] : [{ url: 'type', valueCode: type }]),
          { url: 'target', valueReference: problem },
        ],
      },
    ];
  });
  return [
    ...(actual === undefined ? [] : [{ url: `${OWN}actual-problem`, valueReference: actual }]),
    ...(significance === undefined ? [] : [{ url: `${OWN}problem-significance`, valueCode: significance }]),
    ...related,
    ...extensions(source, 'RelatedClinicalContent').flatMap((one) => {
      const content = target(one, 'RelatedClinicalContent');
      return content === undefined ? [] : [{ url: `${OWN}related-content`, valueReference: content }];
    }),
  ];
}

const SIGNIFICANCES = ['major', 'minor'] as const;

export const CONDITION_FATES: ElementFates = {
  'Condition.meta.security': 'mapped',
  'Condition.extension(ActualProblem)': { extension: 'actual-problem' },
  'Condition.extension(RelatedClinicalContent)': { extension: 'related-content' },
  'Condition.extension(RelatedProblemHeader)': { extension: 'related-problem' },
  'Condition.extension(ProblemSignificance)': { extension: 'problem-significance' },
  'Condition.identifier': 'mapped',
  'Condition.clinicalStatus': 'mapped',
  'Condition.verificationStatus': 'mapped',
  'Condition.category': 'mapped',
  'Condition.severity': 'mapped',
  'Condition.code': 'mapped',
  'Condition.bodySite': 'mapped',
  'Condition.subject.reference': 'mapped',
  'Condition.context': 'mapped',
  ...onsetFates('Condition.onset'),
  ...onsetFates('Condition.abatement'),
  'Condition.assertedDate': 'mapped',
  'Condition.asserter': 'mapped',
  'Condition.stage': { dropped: 'not used by GP Connect' },
  'Condition.evidence': { dropped: 'not used by GP Connect' },
  'Condition.note': 'mapped',
};
