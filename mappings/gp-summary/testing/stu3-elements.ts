/** The least that each STU3 resource needs, with and without one element that a table of fates says is carried over. */
import type { Json } from '../stu3/mapper.ts';
import { PATIENT, PRACTICE, UK, coded, item } from './stu3-bundle.ts';
import { BESIDE, BY_NAME, BY_PATH, CONCEPT, IN_EXTENSION } from './stu3-element-values.ts';

/** Least resources by type; others of the bundle refer to these. */
export const BASES: Readonly<Record<string, Json>> = {
  Patient: PATIENT,
  AllergyIntolerance: item('AllergyIntolerance', 'a', { clinicalStatus: 'active', code: coded('27113001') }),
  Condition: item('Condition', 'c', { clinicalStatus: 'inactive', code: coded('27113001') }),
  DiagnosticReport: item('DiagnosticReport', 'r', { status: 'final', code: coded('27113001') }),
  DocumentReference: item('DocumentReference', 'd', { status: 'current', content: [{}] }),
  Encounter: item('Encounter', 'e', { status: 'finished' }),
  Immunization: item('Immunization', 'i', { status: 'completed', vaccineCode: coded('27113001') }),
  MedicationRequest: item('MedicationRequest', 'plan', { intent: 'plan', status: 'active' }),
  MedicationStatement: item('MedicationStatement', 'm', { status: 'active' }),
  Observation: item('Observation', 'w', { status: 'final', code: coded('27113001') }),
  ProcedureRequest: item('ProcedureRequest', 'pr', { status: 'active', intent: 'plan' }),
  QuestionnaireResponse: item('QuestionnaireResponse', 'q', { status: 'completed' }),
  ReferralRequest: item('ReferralRequest', 'rr', { status: 'active', intent: 'order' }),
  Specimen: item('Specimen', 's'),
  Location: { resourceType: 'Location', id: 'l', name: 'Room' },
  Organization: { resourceType: 'Organization', id: 'maker', name: 'Maker' },
  Practitioner: { resourceType: 'Practitioner', id: '1', name: [{ family: 'One' }] },
  PractitionerRole: { resourceType: 'PractitionerRole', id: 'role' },
  Medication: { resourceType: 'Medication', id: 'x', code: coded('27113001') },
};

/** What the resources refer to, and none of the bases: each stands once in every bundle. */
export const AROUND: readonly Json[] = [
  PRACTICE,
  { resourceType: 'Practitioner', id: 'by', name: [{ family: 'By' }] },
  { resourceType: 'Organization', id: 'for', name: 'For' },
  { resourceType: 'Location', id: 'at', name: 'At' },
  { resourceType: 'Medication', id: 'drug', code: coded('38341003') },
  item('Encounter', 'on', { status: 'finished' }),
  item('Observation', 'o1', { status: 'final', code: coded('38341003') }),
  item('Specimen', 'of'),
  item('DocumentReference', 'd1', { status: 'current', content: [{}] }),
  item('Condition', 'c1', { clinicalStatus: 'active', code: coded('38341003') }),
  item('DiagnosticReport', 'r1', { status: 'final', code: coded('38341003') }),
  item('ProcedureRequest', 'pr1', { status: 'active', intent: 'plan' }),
  item('MedicationRequest', 'plan1', {
    intent: 'plan',
    status: 'active',
    medicationReference: { reference: 'Medication/x' },
  }),
];

/** What the resource needs for an element to mean anything. */
const NEEDS: Json = { 'Immunization.explanation.reasonNotGiven': { notGiven: true } };

/**
 * @param path of a table of fates: `Condition.extension(ProblemSignificance)`.
 * @returns a resource of the type without and with the element; a code that is not named here is a CodeableConcept.
 */
export function withAndWithout(path: string): { readonly without: Json; readonly with: Json } {
  const [type = '', ...names] = segments(path);
  const base = { ...BASES[type], ...((NEEDS[path] as Json | undefined) ?? {}) };
  return { without: put(base, names, type, false), with: put(base, names, type, true) };
}

/** At the dots that stand outside of brackets. */
function segments(path: string): readonly string[] {
  return path.split(/\.(?![^()]*\))/);
}

function put(at: Json, names: readonly string[], path: string, there: boolean): Json {
  const [name = '', ...rest] = names;
  const here = `${path}.${name}`;
  const extension = /^extension\((.*)\)$/.exec(name)?.[1];
  if (extension !== undefined) {
    const url = `${UK}Extension-CareConnect-${extension}-1`;
    const inside =
      rest.length > 0
        ? put({}, rest, here, there)
        : ((IN_EXTENSION[extension] as Json | undefined) ?? { valueCodeableConcept: CONCEPT });
    // A part of an extension is named by its bare name.
    return {
      ...at,
      extension: { url: path.includes('extension(') ? extension : url, ...(there ? inside : {}) },
    };
  }
  if (rest.length > 0) {
    const beside = (at[name] ?? BESIDE[here] ?? {}) as Json;
    return { ...at, [name]: put(beside, rest, here, there) };
  }
  return there ? { ...at, [name]: BY_PATH[here] ?? BY_NAME[name] ?? CONCEPT } : at;
}
