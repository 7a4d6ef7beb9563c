/**
 * Every search parameter that this server answers: of the base specification all of kind token, reference, date,
 * string and uri for the served types, and our own `locality`. Index rows, queries and the CapabilityStatement
 * all read this table, so that none of them can claim what another does not do. FHIR R4 search.html, searchparameter-registry.
 */
import { ALLERGY_INTOLERANCE } from './search-parameters/allergy-intolerance.ts';
import { BASIC } from './search-parameters/basic.ts';
import { CARE_PLAN } from './search-parameters/care-plan.ts';
import { CARE_TEAM } from './search-parameters/care-team.ts';
import { COMMUNICATION } from './search-parameters/communication.ts';
import { COMPOSITION } from './search-parameters/composition.ts';
import { CONDITION } from './search-parameters/condition.ts';
import { CONSENT } from './search-parameters/consent.ts';
import {
  SERVED_TYPES,
  declare,
  isDerivedType,
  type Declaration,
  type SearchParameter,
  type ServedType,
} from './search-parameters/definition.ts';
import { DEVICE_REQUEST } from './search-parameters/device-request.ts';
import { DIAGNOSTIC_REPORT } from './search-parameters/diagnostic-report.ts';
import { LOCATION, ORGANIZATION, PRACTITIONER } from './search-parameters/directory.ts';
import { DOCUMENT_REFERENCE } from './search-parameters/document-reference.ts';
import { ENCOUNTER } from './search-parameters/encounter.ts';
import { EPISODE_OF_CARE } from './search-parameters/episode-of-care.ts';
import { FLAG } from './search-parameters/flag.ts';
import { GOAL } from './search-parameters/goal.ts';
import { GROUP } from './search-parameters/group.ts';
import { IMMUNIZATION } from './search-parameters/immunization.ts';
import { LIST } from './search-parameters/list.ts';
import { MEDICATION } from './search-parameters/medication.ts';
import { MEDICATION_REQUEST } from './search-parameters/medication-request.ts';
import { MEDICATION_STATEMENT } from './search-parameters/medication-statement.ts';
import { OBSERVATION } from './search-parameters/observation.ts';
import { PATIENT } from './search-parameters/patient.ts';
import { PRACTITIONER_ROLE } from './search-parameters/practitioner-role.ts';
import { PROVENANCE } from './search-parameters/provenance.ts';
import { QUESTIONNAIRE_RESPONSE } from './search-parameters/questionnaire-response.ts';
import { RELATED_PERSON } from './search-parameters/related-person.ts';
import { SERVICE_REQUEST } from './search-parameters/service-request.ts';
import { EVERY_RESOURCE } from './search-parameters/shared.ts';
import { SPECIMEN } from './search-parameters/specimen.ts';
import { SUBSCRIPTION } from './search-parameters/subscription.ts';
import { TASK } from './search-parameters/task.ts';
import { ROTHER } from './systems.ts';

const DECLARED = {
  Patient: PATIENT,
  Encounter: ENCOUNTER,
  Location: LOCATION,
  Organization: ORGANIZATION,
  Practitioner: PRACTITIONER,
  Group: GROUP,
  Subscription: SUBSCRIPTION,
  Basic: BASIC,
  AllergyIntolerance: ALLERGY_INTOLERANCE,
  CarePlan: CARE_PLAN,
  CareTeam: CARE_TEAM,
  Communication: COMMUNICATION,
  Composition: COMPOSITION,
  Condition: CONDITION,
  Consent: CONSENT,
  DeviceRequest: DEVICE_REQUEST,
  DiagnosticReport: DIAGNOSTIC_REPORT,
  DocumentReference: DOCUMENT_REFERENCE,
  EpisodeOfCare: EPISODE_OF_CARE,
  Flag: FLAG,
  Goal: GOAL,
  Immunization: IMMUNIZATION,
  List: LIST,
  Medication: MEDICATION,
  MedicationRequest: MEDICATION_REQUEST,
  MedicationStatement: MEDICATION_STATEMENT,
  Observation: OBSERVATION,
  PractitionerRole: PRACTITIONER_ROLE,
  Provenance: PROVENANCE,
  QuestionnaireResponse: QUESTIONNAIRE_RESPONSE,
  RelatedPerson: RELATED_PERSON,
  ServiceRequest: SERVICE_REQUEST,
  Specimen: SPECIMEN,
  Task: TASK,
} as const satisfies Record<ServedType, readonly Declaration[]>;

const BY_TYPE: ReadonlyMap<ServedType, ReadonlyMap<string, SearchParameter>> = new Map(
  SERVED_TYPES.map((type) => {
    const declarations = [...EVERY_RESOURCE, ...DECLARED[type], ...localityOf(type, DECLARED[type])];
    return [type, new Map(declare(type, declarations).map((p) => [p.code, p]))];
  }),
);

/** The parameters of one type in the order of their declaration, without `_id` and `_lastUpdated`. */
export function searchParameters(type: ServedType): SearchParameter[] {
  return [...(BY_TYPE.get(type)?.values() ?? [])];
}

/** One parameter by name; undefined where the type has none of that name that is served. */
export function searchParameter(type: ServedType, code: string): SearchParameter | undefined {
  return BY_TYPE.get(type)?.get(code);
}

/** The served types that a reference parameter may point to; none for other kinds. */
export function servedTargets(parameter: SearchParameter): ServedType[] {
  const targets = parameter.targets ?? [];
  return targets === 'any' ? [...SERVED_TYPES] : SERVED_TYPES.filter((type) => targets.includes(type));
}

/** The reference parameters by which a search of the type may include what points to its matches. */
export function referrers(type: ServedType): SearchParameter[] {
  return SERVED_TYPES.flatMap(searchParameters)
    .filter((parameter) => servedTargets(parameter).includes(type))
    .filter((parameter) => !isDerivedType(parameter.type) || parameter.code === 'target');
}

/** Whatever is about a person has the locality of the person. */
function localityOf(type: ServedType, declarations: readonly Declaration[]): Declaration[] {
  if (!declarations.some(({ code }) => code === 'patient')) return [];
  const url = `${ROTHER}SearchParameter/${type}-locality`;
  const through = { reference: 'patient', type: 'Patient', code: 'locality' } as const;
  return [{ code: 'locality', kind: 'token', element: 'Coding', url, paths: [], through }];
}
