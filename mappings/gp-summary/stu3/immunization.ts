/**
 * Immunization -> UKCore-Immunization 2.4.0. `notGiven` is not-done, with a reason (ukcore-imm-001). The useful code is
 * the VaccinationProcedure. GP Connect 1.6.2 "Immunization".
 */
import type {
  Annotation,
  CodeableConcept,
  Extension,
  Immunization,
  ImmunizationPerformer,
  ImmunizationProtocolApplied,
} from '@medplum/fhirtypes';
import { UK_CORE } from '../../../conformance/systems.ts';
import { isAboutPerson } from './about-person.ts';
import { markedMeta } from './entry-marks.ts';
import type { ElementFates, Json, Stu3Context, Stu3Mapper } from './mapper.ts';
import {
  annotations,
  codeableConcept,
  codeableConcepts,
  identifiers,
  quantity,
  reference,
} from './read-datatypes.ts';
import {
  asObject,
  bool,
  date,
  dateTime,
  extension,
  objects,
  oneOf,
  present,
  text,
  whole,
} from './read-json.ts';

const NULL_FLAVOR = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor';
const STATUSES = ['completed', 'entered-in-error'] as const;
const UNKNOWN: CodeableConcept = { coding: [{ system: NULL_FLAVOR, code: 'UNK', display: 'unknown' }] };
const NO_REASON: CodeableConcept = {
  coding: [{ system: NULL_FLAVOR, code: 'NI', display: 'NoInformation' }],
  text: 'Reason not recorded',
};

/** @returns the immunisation; none where it is about somebody else, or says neither what it was nor whether it is valid. */
export const mapImmunization: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `Immunization.${element}`;
  if (!isAboutPerson(source, 'patient', at('patient'), context)) return [];
  const status = oneOf(source['status'], STATUSES);
  const procedure = codeableConcept(extension(source, 'VaccinationProcedure')?.['valueCodeableConcept']);
  const vaccine = codeableConcept(source['vaccineCode']);
  if (status === undefined || (procedure === undefined && vaccine === undefined)) {
    context.issue(status === undefined ? at('status') : at('vaccineCode'), 'is missing: it is left out');
    return [];
  }
  const notGiven = status === 'completed' && source['notGiven'] === true;
  const explanation = asObject(source['explanation']) ?? {};
  const reasons = codeableConcepts(explanation['reasonNotGiven']);
  const occurred = dateTime(source['date']);
  const immunization: Immunization & { id: string } = present({
    resourceType: 'Immunization' as const,
    id: context.idOf('Immunization', source),
    ...markedMeta(source, 'UKCore-Immunization', procedure ?? vaccine),
    extension: extensions(source, procedure),
    identifier: identifiers(source['identifier']),
    status: notGiven ? ('not-done' as const) : status,
    statusReason: notGiven ? (reasons[0] ?? NO_REASON) : undefined,
    vaccineCode: vaccine ?? UNKNOWN,
    patient: context.patient,
    encounter: reference(source['encounter'], context, at('encounter'), ['Encounter']),
    occurrenceDateTime: occurred,
    // 1..1 in R4, and not always known.
    occurrenceString: occurred === undefined ? 'Date not recorded' : undefined,
    recorded: dateTime(extension(source, 'DateRecorded')?.['valueDateTime']),
    primarySource: bool(source['primarySource']),
    reportOrigin: codeableConcept(source['reportOrigin']),
    location: reference(source['location'], context, at('location'), ['Location']),
    manufacturer: reference(source['manufacturer'], context, at('manufacturer'), ['Organization']),
    lotNumber: text(source['lotNumber']),
    expirationDate: date(source['expirationDate']),
    site: codeableConcept(source['site']),
    route: codeableConcept(source['route']),
    doseQuantity: quantity(source['doseQuantity']),
    performer: objects(source['practitioner']).flatMap((one) => performer(one, context)),
    note: [...annotations(source['note'], context, at('note')), ...otherReasons(reasons.slice(1))],
    reasonCode: codeableConcepts(explanation['reason']),
    reaction: objects(source['reaction']).flatMap((one) => reaction(one, context)),
    protocolApplied: objects(source['vaccinationProtocol']).map((one) => protocol(one, context)),
  });
  return [immunization];
};

function extensions(source: Json, procedure: CodeableConcept | undefined): Extension[] {
  const parent = bool(extension(source, 'ParentPresent')?.['valueBoolean']);
  return [
    ...(procedure === undefined
      ? []
      : [{ url: `${UK_CORE}Extension-UKCore-VaccinationProcedure`, valueCodeableConcept: procedure }]),
    ...(parent === undefined
      ? []
      : [{ url: `${UK_CORE}Extension-UKCore-ParentPresent`, valueBoolean: parent }]),
  ];
}

/** R4 has room for one reason: the others are told in words. */
function otherReasons(reasons: readonly CodeableConcept[]): Annotation[] {
  return reasons.flatMap(({ text: said, coding }) => {
    const words = said ?? coding?.find(({ display }) => display !== undefined)?.display;
    return words === undefined ? [] : [{ text: `Not given: ${words}` }];
  });
}

function performer(source: Json, context: Stu3Context): ImmunizationPerformer[] {
  const actor = reference(source['actor'], context, 'Immunization.practitioner.actor', [
    'Practitioner',
    'PractitionerRole',
    'Organization',
  ]);
  return actor === undefined ? [] : [present({ function: codeableConcept(source['role']), actor })];
}

function reaction(source: Json, context: Stu3Context): NonNullable<Immunization['reaction']> {
  const detail = reference(source['detail'], context, 'Immunization.reaction.detail', ['Observation']);
  const when = dateTime(source['date']);
  return detail === undefined && when === undefined
    ? []
    : [present({ date: when, detail, reported: bool(source['reported']) })];
}

function protocol(source: Json, context: Stu3Context): ImmunizationProtocolApplied {
  const dose = whole(source['doseSequence'], 1);
  return present({
    series: text(source['series']) ?? text(source['description']),
    authority: reference(source['authority'], context, 'Immunization.vaccinationProtocol.authority', [
      'Organization',
    ]),
    targetDisease: codeableConcepts(source['targetDisease']),
    doseNumberPositiveInt: dose,
    doseNumberString: dose === undefined ? 'not recorded' : undefined,
    seriesDosesPositiveInt: whole(source['seriesDoses'], 1),
  });
}

export const IMMUNIZATION_FATES: ElementFates = {
  'Immunization.meta.security': 'mapped',
  'Immunization.extension(VaccinationProcedure)': { extension: 'Extension-UKCore-VaccinationProcedure' },
  'Immunization.extension(ParentPresent)': { extension: 'Extension-UKCore-ParentPresent' },
  'Immunization.extension(DateRecorded)': 'mapped',
  'Immunization.identifier': 'mapped',
  'Immunization.status': 'mapped',
  'Immunization.notGiven': 'mapped',
  'Immunization.vaccineCode': 'mapped',
  'Immunization.patient.reference': 'mapped',
  'Immunization.encounter': 'mapped',
  'Immunization.date': 'mapped',
  'Immunization.primarySource': 'mapped',
  'Immunization.reportOrigin': 'mapped',
  'Immunization.location': 'mapped',
  'Immunization.manufacturer': 'mapped',
  'Immunization.lotNumber': 'mapped',
  'Immunization.expirationDate': 'mapped',
  'Immunization.site': 'mapped',
  'Immunization.route': 'mapped',
  'Immunization.doseQuantity': 'mapped',
  'Immunization.practitioner.role': 'mapped',
  'Immunization.practitioner.actor': 'mapped',
  'Immunization.note': 'mapped',
  'Immunization.explanation.reason': 'mapped',
  'Immunization.explanation.reasonNotGiven': 'mapped',
  'Immunization.reaction': 'mapped',
  'Immunization.vaccinationProtocol.doseSequence': 'mapped',
  'Immunization.vaccinationProtocol.description': 'mapped',
  'Immunization.vaccinationProtocol.authority': 'mapped',
  'Immunization.vaccinationProtocol.series': 'mapped',
  'Immunization.vaccinationProtocol.seriesDoses': 'mapped',
  'Immunization.vaccinationProtocol.targetDisease': 'mapped',
  'Immunization.vaccinationProtocol.doseStatus': { dropped: 'fixed in GP Connect, removed in R4' },
  'Immunization.vaccinationProtocol.doseStatusReason': { dropped: 'not used by GP Connect, removed in R4' },
};
