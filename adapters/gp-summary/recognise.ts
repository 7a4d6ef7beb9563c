/**
 * Which format a response is, told from its content alone: headers lie and files have none. The FHIR version is told
 * from what only one of the two versions can hold; what holds both, or neither, is refused and never guessed.
 * GP Connect 1.6.2 (STU3); SCR FHIR API (R4); IPS 2.0.0 (R4); UK Core (R4).
 */
import type { Json } from '../../mappings/gp-summary/stu3/mapper.ts';
import type { SummaryFormat } from '../../mappings/gp-summary/summary.ts';
import { isObject, type Fault } from './json-text.ts';

const MOST_ENTRIES = 5_000;
const SNOMED = 'http://snomed.info/sct';
const LOINC = 'http://loinc.org';
const GP_CONNECT_BUNDLE = /\/GPConnect-StructuredRecord-Bundle-1$/;
const CARE_CONNECT = /\/STU3\/StructureDefinition\/CareConnect-/;
const UK_CORE_PROFILE = /^https:\/\/fhir\.hl7\.org\.uk\/StructureDefinition\/UKCore-/;
const IPS_PROFILE = /^http:\/\/hl7\.org\/fhir\/uv\/ips\//;

export type Recognition = { readonly format: SummaryFormat } | Fault;

/** @param response Bundle or OperationOutcome. */
export function recognise(response: Json, path: string): Recognition {
  // A practice system's refusal is GP Connect's: no other of the formats answers through a practice.
  if (response.resourceType === 'OperationOutcome') return { format: 'gp-connect-structured' };
  if (response.resourceType !== 'Bundle') {
    return { path, text: 'is neither a Bundle nor an OperationOutcome' };
  }
  const entries = response.entry ?? [];
  if (!Array.isArray(entries)) return { path: `${path}.entry`, text: 'is not a list' };
  if (entries.length > MOST_ENTRIES) {
    return { path: `${path}.entry`, text: `has more than ${MOST_ENTRIES} entries` };
  }
  const resources: Json[] = [];
  for (const [i, entry] of entries.entries()) {
    const resource: unknown = isObject(entry) ? entry.resource : undefined;
    if (!isObject(resource) || typeof resource.resourceType !== 'string') {
      return { path: `${path}.entry[${i}]`, text: 'holds no resource' };
    }
    resources.push(resource);
  }
  return formatOf(response, resources, path);
}

function formatOf(bundle: Json, resources: readonly Json[], path: string): Recognition {
  const stu3 = GP_CONNECT_BUNDLE.test(profiles(bundle).join(' ')) || resources.some(isStu3);
  const r4 = resources.some(isR4);
  if (stu3 && r4) return { path, text: 'holds elements of FHIR STU3 and of R4: its version cannot be told' };
  if (stu3) return ofType(bundle, ['collection'], 'gp-connect-structured', path);
  const composition = resources.find((resource) => resource.resourceType === 'Composition');
  if (has(composition?.type, SNOMED, GENERAL_PRACTICE_SUMMARY)) {
    return ofType(bundle, ['document', 'searchset', 'collection'], 'scr', path);
  }
  if (has(composition?.type, LOINC, PATIENT_SUMMARY)) return ofType(bundle, ['document'], 'ips', path);
  if (r4) return ofType(bundle, ['collection', 'document', 'searchset'], 'uk-core', path);
  const none = resources.length === 0 ? 'has no entries: ' : '';
  return { path, text: `${none}nothing in it tells its FHIR version or format` };
}

const GENERAL_PRACTICE_SUMMARY = '196981000000101';
const PATIENT_SUMMARY = '60591-5';

function ofType(bundle: Json, types: readonly string[], format: SummaryFormat, path: string): Recognition {
  return typeof bundle.type === 'string' && types.includes(bundle.type)
    ? { format }
    : { path: `${path}.type`, text: `a ${format} bundle is of type ${types.join(' or ')}` };
}

/** Types that STU3 has and R4 has not, of those that GP Connect sends. */
const STU3_TYPES: readonly unknown[] = ['ProcedureRequest', 'ReferralRequest'];

function isStu3(resource: Json): boolean {
  if (profiles(resource).some((profile) => CARE_CONNECT.test(profile))) return true;
  if (STU3_TYPES.includes(resource.resourceType)) return true;
  switch (resource.resourceType) {
    case 'AllergyIntolerance':
    case 'Condition':
      return typeof resource.clinicalStatus === 'string' || typeof resource.verificationStatus === 'string';
    case 'MedicationStatement':
      return resource.taken !== undefined;
    case 'MedicationRequest':
      return isObject(resource.requester) && resource.requester.agent !== undefined;
    case 'Immunization':
      return resource.notGiven !== undefined;
    default:
      return false;
  }
}

/** Types that R4 has and STU3 has not, of those that summaries hold. */
const R4_TYPES: readonly unknown[] = ['ServiceRequest'];

function isR4(resource: Json): boolean {
  if (profiles(resource).some((profile) => UK_CORE_PROFILE.test(profile) || IPS_PROFILE.test(profile))) {
    return true;
  }
  if (R4_TYPES.includes(resource.resourceType)) return true;
  switch (resource.resourceType) {
    case 'AllergyIntolerance':
    case 'Condition':
      return isObject(resource.clinicalStatus) || isObject(resource.verificationStatus);
    case 'MedicationStatement':
      return holdsDoseAndRate(resource.dosage);
    case 'MedicationRequest':
      return (
        holdsDoseAndRate(resource.dosageInstruction) ||
        (isObject(resource.requester) && typeof resource.requester.reference === 'string')
      );
    case 'Immunization':
      return resource.occurrenceDateTime !== undefined || resource.occurrenceString !== undefined;
    case 'Patient':
    case 'Organization':
    case 'List':
      return holdsUkCoreExtension(resource);
    default:
      return false;
  }
}

function holdsDoseAndRate(dosage: unknown): boolean {
  return (
    Array.isArray(dosage) && dosage.some((one: unknown) => isObject(one) && one.doseAndRate !== undefined)
  );
}

const UK_CORE_EXTENSION = /^https:\/\/fhir\.hl7\.org\.uk\/StructureDefinition\/Extension-UKCore-/;

function holdsUkCoreExtension(resource: Json): boolean {
  const { extension } = resource;
  return (
    Array.isArray(extension) &&
    extension.some(
      (one: unknown) => isObject(one) && typeof one.url === 'string' && UK_CORE_EXTENSION.test(one.url),
    )
  );
}

function profiles(resource: Json): string[] {
  const meta = resource.meta;
  const profile: unknown = isObject(meta) ? meta.profile : undefined;
  return Array.isArray(profile) ? profile.filter((one: unknown) => typeof one === 'string') : [];
}

function has(concept: unknown, system: string, code: string): boolean {
  const coding: unknown = isObject(concept) ? concept.coding : undefined;
  return (
    Array.isArray(coding) &&
    coding.some((one: unknown) => isObject(one) && one.system === system && one.code === code)
  );
}
