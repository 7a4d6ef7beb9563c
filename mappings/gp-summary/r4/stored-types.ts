/** Which types of an R4 summary the record keeps, whose person they name, and which area they are of by themselves. */
import type { AreaCode } from '../summary.ts';
import type { Json } from '../stu3/mapper.ts';
import { codeableConcepts, codeableConcept } from '../stu3/read-datatypes.ts';

interface StoredType {
  /** The element that names the person; none for what supports the record of many. */
  readonly person?: 'subject' | 'patient';
  readonly area?: (resource: Json) => Exclude<AreaCode, 'supporting' | 'scr'>;
}

const STORED: Readonly<Record<string, StoredType>> = {
  AllergyIntolerance: { person: 'patient', area: () => 'allergies' },
  CarePlan: { person: 'subject', area: () => 'uncategorised' },
  Condition: { person: 'subject', area: () => 'problems' },
  Consent: { person: 'patient', area: () => 'uncategorised' },
  DiagnosticReport: { person: 'subject', area: () => 'investigations' },
  DocumentReference: { person: 'subject', area: () => 'documents' },
  Encounter: { person: 'subject', area: () => 'consultations' },
  Flag: { person: 'subject', area: () => 'uncategorised' },
  Immunization: { person: 'patient', area: () => 'immunisations' },
  MedicationRequest: { person: 'subject', area: () => 'medications' },
  MedicationStatement: { person: 'subject', area: () => 'medications' },
  Observation: { person: 'subject', area: (o) => (isLaboratory(o) ? 'investigations' : 'uncategorised') },
  QuestionnaireResponse: { person: 'subject', area: () => 'uncategorised' },
  ServiceRequest: { person: 'subject', area: ({ intent }) => (intent === 'plan' ? 'diary' : 'referrals') },
  Specimen: { person: 'subject' },
  RelatedPerson: { person: 'patient' },
  Location: {},
  Medication: {},
  Organization: {},
  Practitioner: {},
  PractitionerRole: {},
};

/** Undefined for a type that the record does not keep. */
export function storedType(type: string): StoredType | undefined {
  return Object.hasOwn(STORED, type) ? STORED[type] : undefined;
}

function isLaboratory(observation: Json): boolean {
  return codeableConcepts(observation['category']).some(({ coding }) =>
    coding?.some(({ code }) => code === 'laboratory'),
  );
}

/** Sharing and research are decided here, by the person and the place, and by no document of another. */
const DECIDED_HERE: readonly unknown[] = ['patient-privacy', 'research'];

/** Why a resource of a kept type is not kept all the same. */
export function notKept(resource: Json): string | undefined {
  if (resource['resourceType'] !== 'Consent') return undefined;
  const scope = codeableConcept(resource['scope']);
  return scope?.coding?.some(({ code }) => DECIDED_HERE.includes(code)) === true
    ? 'consent to sharing or research is recorded here, not taken from a summary'
    : undefined;
}
