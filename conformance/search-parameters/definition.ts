/** How one search parameter is declared: its kind, the elements it reads, and what it may point to. FHIR R4 search.html 3.1.1.4. */

/** The resource types that this server serves. */
export const SERVED_TYPES = [
  'Patient',
  'Encounter',
  'Location',
  'Organization',
  'Practitioner',
  'Group',
  'Subscription',
  'Basic',
  'AllergyIntolerance',
  'CarePlan',
  'CareTeam',
  'Communication',
  'Composition',
  'Condition',
  'Consent',
  'DeviceRequest',
  'DiagnosticReport',
  'DocumentReference',
  'EpisodeOfCare',
  'Flag',
  'Goal',
  'Immunization',
  'List',
  'Medication',
  'MedicationRequest',
  'MedicationStatement',
  'Observation',
  'PractitionerRole',
  'Provenance',
  'QuestionnaireResponse',
  'RelatedPerson',
  'ServiceRequest',
  'Specimen',
  'Task',
] as const;
export type ServedType = (typeof SERVED_TYPES)[number];

/** Made when they are asked for, and kept nowhere: no rows say where they are, so that nothing can be searched through them. */
const DERIVED_TYPES: readonly ServedType[] = ['Provenance'];

/** Whether resources of the type are made when they are asked for. */
export function isDerivedType(type: ServedType): boolean {
  return DERIVED_TYPES.includes(type);
}

/** Narrows a type name from outside to one that is served. */
export function isServedType(type: string | undefined): type is ServedType {
  return SERVED_TYPES.some((served) => served === type);
}

export type SearchKind = 'token' | 'reference' | 'date' | 'string' | 'uri';

/** The data type of the element that a parameter reads; it decides which index rows a value makes. */
export type ElementType =
  | 'Identifier'
  | 'Coding'
  | 'CodeableConcept'
  | 'ContactPoint'
  | 'code'
  | 'boolean'
  | 'Reference'
  | 'canonical'
  | 'date'
  | 'dateTime'
  | 'instant'
  | 'Period'
  /** A choice: a dateTime, instant, Period or Timing as the value shows; text is there, and cannot be compared. */
  | 'time[x]'
  | 'HumanName'
  | 'Address'
  | 'string'
  | 'uri';

/** One step down from a resource or element, by JSON property name; repeating elements are walked through. */
export interface Step {
  readonly name: string;
  /** Only elements whose property `field` has this value. */
  readonly where?: { readonly field: string; readonly is: string };
}

export interface SearchParameter {
  readonly type: ServedType;
  readonly code: string;
  readonly kind: SearchKind;
  readonly element: ElementType;
  readonly paths: readonly (readonly Step[])[];
  /** Canonical URL of the defining SearchParameter. */
  readonly url: string;
  /** References: the types that it may point to; rows are made for these only. */
  readonly targets?: readonly string[] | 'any';
  /** Tokens of data type code or boolean: the systems that are implied and never written in the resource. */
  readonly impliedSystems?: readonly string[];
  /** `true` where the element exists and is not false, else `false`: Patient.deceased[x]. */
  readonly existence?: true;
  /** Words are compared by their sound. */
  readonly phonetic?: true;
  /** Answered through a chain, without rows of its own: `locality` of an Encounter is that of its subject. */
  readonly through?: { readonly reference: string; readonly type: ServedType; readonly code: string };
}

/** A declaration as the tables write it: `paths` in dotted form, the type and the base URL filled in. */
export interface Declaration extends Omit<SearchParameter, 'type' | 'paths' | 'url'> {
  readonly paths: readonly (string | readonly Step[])[];
  /** The last part of the canonical URL, where it is not `<Type>-<code>`. */
  readonly definition?: string;
  /** The whole canonical URL, for parameters that are our own. */
  readonly url?: string;
}

const BASE_DEFINITION = 'http://hl7.org/fhir/SearchParameter/';

/** Completes the declarations of one type. */
export function declare(type: ServedType, declarations: readonly Declaration[]): SearchParameter[] {
  return declarations.map(({ definition, url, paths, ...rest }) => ({
    ...rest,
    type,
    url: url ?? BASE_DEFINITION + (definition ?? `${type}-${rest.code}`),
    paths: paths.map((path) => (typeof path === 'string' ? steps(path) : path)),
  }));
}

/** A dotted path of plain property names as steps. */
export function steps(path: string): Step[] {
  return path.split('.').map((name) => ({ name }));
}
