/**
 * AllergyIntolerance -> UKCore-AllergyIntolerance 2.5.0. What has ended is resolved and says since when; what is active
 * never carries an end. GP Connect 1.6.2 "AllergyIntolerance"; UK Core AllergyIntoleranceEnd on the clinical status.
 */
import type {
  AllergyIntolerance,
  AllergyIntoleranceReaction,
  Annotation,
  Extension,
} from '@medplum/fhirtypes';
import { UK_CORE } from '../../../conformance/systems.ts';
import { isAboutPerson } from './about-person.ts';
import { markedMeta } from './entry-marks.ts';
import type { ElementFates, Json, Stu3Context, Stu3Mapper } from './mapper.ts';
import { onset, onsetFates } from './onset.ts';
import { annotations, codeableConcept, codeableConcepts, identifiers, reference } from './read-datatypes.ts';
import { dateTime, extension, objects, oneOf, present, text, tokens } from './read-json.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem/';
const CLINICAL = ['active', 'inactive', 'resolved'] as const;
const VERIFICATION = ['unconfirmed', 'confirmed', 'refuted', 'entered-in-error'] as const;
const TYPES = ['allergy', 'intolerance'] as const;
const CATEGORIES = ['food', 'medication', 'environment', 'biologic'] as const;
const CRITICALITIES = ['low', 'high', 'unable-to-assess'] as const;
const SEVERITIES = ['mild', 'moderate', 'severe'] as const;
const PEOPLE = ['Practitioner', 'PractitionerRole', 'Patient', 'RelatedPerson'] as const;

/** @returns the allergy; none where it is about somebody else or has no code (UK Core 1..1). */
export const mapAllergyIntolerance: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `AllergyIntolerance.${element}`;
  if (!isAboutPerson(source, 'patient', at('patient'), context)) return [];
  const code = codeableConcept(source['code']);
  if (code === undefined) {
    context.issue(at('code'), 'is missing: an allergy to nothing is left out');
    return [];
  }
  const verification = oneOf(source['verificationStatus'], VERIFICATION);
  const began = onset(source, 'onset');
  const { status, endNote } = clinicalStatus(source, verification, context);
  const allergy: AllergyIntolerance & { id: string } = present({
    resourceType: 'AllergyIntolerance' as const,
    id: context.idOf('AllergyIntolerance', source),
    ...markedMeta(source, 'UKCore-AllergyIntolerance', code),
    extension: evidence(source, context),
    identifier: identifiers(source['identifier']),
    clinicalStatus: status,
    verificationStatus:
      verification === undefined
        ? undefined
        : { coding: [{ system: `${HL7}allergyintolerance-verification`, code: verification }] },
    type: oneOf(source['type'], TYPES),
    category: tokens(source['category']).flatMap((category) => oneOf(category, CATEGORIES) ?? []),
    criticality: oneOf(source['criticality'], CRITICALITIES),
    code,
    patient: context.patient,
    encounter: reference(
      extension(source, 'encounter-associatedEncounter')?.['valueReference'],
      context,
      at('extension(encounter-associatedEncounter)'),
      ['Encounter'],
    ),
    onsetDateTime: began.dateTime,
    onsetAge: began.age,
    onsetPeriod: began.period,
    onsetRange: began.range,
    onsetString: began.string,
    recordedDate: dateTime(source['assertedDate']),
    recorder: reference(source['recorder'], context, at('recorder'), PEOPLE),
    asserter: reference(source['asserter'], context, at('asserter'), PEOPLE),
    lastOccurrence: dateTime(source['lastOccurrence']),
    note: [...annotations(source['note'], context, at('note')), ...endNote],
    reaction: objects(source['reaction']).map((one) => reaction(one, context)),
  });
  return [allergy];
};

/** ait-1, ait-2: there unless entered in error, then absent. The end stands on it, and only where there is one. */
function clinicalStatus(
  source: Json,
  verification: string | undefined,
  context: Stu3Context,
): { status: AllergyIntolerance['clinicalStatus']; endNote: Annotation[] } {
  const told = oneOf(source['clinicalStatus'], CLINICAL);
  const end = extension(source, 'AllergyIntoleranceEnd') ?? {};
  const endDate = dateTime(extension(end, 'endDate')?.['valueDateTime']);
  const reasonEnded = text(extension(end, 'reasonEnded')?.['valueString']);
  if (verification === 'entered-in-error') return { status: undefined, endNote: [] };
  // One that nobody says is over counts as one that is not: the other way round could harm.
  if (told === undefined) {
    context.issue('AllergyIntolerance.clinicalStatus', 'is none of the codes: it is taken for active');
  }
  const code = told ?? 'active';
  const ended: Extension[] = [
    ...(endDate === undefined ? [] : [{ url: 'endDate', valueDateTime: endDate }]),
    ...(reasonEnded === undefined ? [] : [{ url: 'reasonEnded', valueString: reasonEnded }]),
  ];
  const coding = [{ system: `${HL7}allergyintolerance-clinical`, code }];
  if (ended.length === 0) return { status: { coding }, endNote: [] };
  if (code === 'active') {
    context.issue('AllergyIntolerance.extension(AllergyIntoleranceEnd)', 'an active allergy does not end');
    const words = [endDate ?? 'date not given', ...(reasonEnded === undefined ? [] : [reasonEnded])];
    return { status: { coding }, endNote: [{ text: `The source gives an end: ${words.join(', ')}` }] };
  }
  const extensionOfEnd = [{ url: `${UK_CORE}Extension-UKCore-AllergyIntoleranceEnd`, extension: ended }];
  return { status: { extension: extensionOfEnd, coding }, endNote: [] };
}

function evidence(source: Json, context: Stu3Context): Extension[] {
  const path = 'AllergyIntolerance.extension(Evidence)';
  const report = reference(extension(source, 'Evidence')?.['valueReference'], context, path, [
    'DiagnosticReport',
  ]);
  return report === undefined ? [] : [{ url: `${UK_CORE}Extension-UKCore-Evidence`, valueReference: report }];
}

/** 1..*: where the source names none, that there is no information is all that is known. */
const NO_INFORMATION = {
  coding: [{ system: `${HL7}v3-NullFlavor`, code: 'NI', display: 'NoInformation' }],
};

function reaction(source: Json, context: Stu3Context): AllergyIntoleranceReaction {
  const manifestation = codeableConcepts(source['manifestation']);
  return present({
    substance: codeableConcept(source['substance']),
    manifestation: manifestation.length === 0 ? [NO_INFORMATION] : manifestation,
    description: text(source['description']),
    onset: dateTime(source['onset']),
    severity: oneOf(source['severity'], SEVERITIES),
    exposureRoute: codeableConcept(source['exposureRoute']),
    note: annotations(source['note'], context, 'AllergyIntolerance.reaction.note'),
  });
}

export const ALLERGY_INTOLERANCE_FATES: ElementFates = {
  'AllergyIntolerance.meta.security': 'mapped',
  'AllergyIntolerance.extension(AllergyIntoleranceEnd)': {
    extension: 'Extension-UKCore-AllergyIntoleranceEnd',
  },
  'AllergyIntolerance.extension(encounter-associatedEncounter)': 'mapped',
  'AllergyIntolerance.extension(Evidence)': { extension: 'Extension-UKCore-Evidence' },
  'AllergyIntolerance.identifier': 'mapped',
  'AllergyIntolerance.clinicalStatus': 'mapped',
  'AllergyIntolerance.verificationStatus': 'mapped',
  'AllergyIntolerance.type': 'mapped',
  'AllergyIntolerance.category': 'mapped',
  'AllergyIntolerance.criticality': 'mapped',
  'AllergyIntolerance.code': 'mapped',
  'AllergyIntolerance.patient.reference': 'mapped',
  ...onsetFates('AllergyIntolerance.onset'),
  'AllergyIntolerance.assertedDate': 'mapped',
  'AllergyIntolerance.recorder': 'mapped',
  'AllergyIntolerance.asserter': 'mapped',
  'AllergyIntolerance.lastOccurrence': 'mapped',
  'AllergyIntolerance.note': 'mapped',
  'AllergyIntolerance.reaction.substance': 'mapped',
  'AllergyIntolerance.reaction.manifestation': 'mapped',
  'AllergyIntolerance.reaction.description': 'mapped',
  'AllergyIntolerance.reaction.onset': 'mapped',
  'AllergyIntolerance.reaction.severity': 'mapped',
  'AllergyIntolerance.reaction.exposureRoute': 'mapped',
  'AllergyIntolerance.reaction.note': 'mapped',
};
