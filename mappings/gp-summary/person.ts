/**
 * Patient of a GP Connect bundle -> what the practice states of the person. A summary never makes or overwrites a person
 * by itself: it states, and the record folds. Absent stays absent: nothing is cleared. GP Connect 1.6.2 "Patient".
 */
import type { CodeableConcept, Identifier, PatientContact } from '@medplum/fhirtypes';
import { GP_PATIENT, NHS_NUMBER, UK_CORE } from '../../conformance/systems.ts';
import { NHS_NUMBER_STATUS } from '../adt/tables/england.ts';
import type { ClinicianStatement, PersonData, PersonKey } from '../fact.ts';
import { readNhsNumber } from '../nhs-number.ts';
import type { BundleIndex } from './bundle-index.ts';
import { nationalNumber } from './item-key.ts';
import type { BundlePractice } from './practice.ts';
import type { Json, Stu3Context } from './stu3/mapper.ts';
import { addresses, contactPoints, humanNames } from './stu3/read-contacts.ts';
import { codeableConcept, codeableConcepts, identifier, period, reference } from './stu3/read-datatypes.ts';
import {
  asObject,
  bool,
  date,
  dateTime,
  extension,
  extensions,
  objects,
  oneOf,
  present,
  token,
} from './stu3/read-json.ts';

const VERIFICATION = `${UK_CORE}Extension-UKCore-NHSNumberVerificationStatus`;
const GENDERS = ['male', 'female', 'other', 'unknown'] as const;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
type Issue = Stu3Context['issue'];

export interface BundlePerson {
  readonly key: PersonKey;
  readonly identifiers: readonly Identifier[];
}

/**
 * @param asked NHS number that the connector asked for; GP Connect answers for traced numbers alone.
 * @returns the person under the practice's key: NHS number with a right check digit, else another number with its system,
 *   else an id of the practice that is unique by its making; or why there is none.
 */
export function bundlePerson(
  patient: Json,
  ods: string,
  asked: string | undefined,
  issue: Issue,
): BundlePerson | { readonly path: string; readonly text: string } {
  const identifiers = objects(patient['identifier']).flatMap((one) => personIdentifier(one, issue));
  const numbers = new Set(identifiers.flatMap((one) => (one.system === NHS_NUMBER ? (one.value ?? []) : [])));
  if (numbers.size > 1) return { path: 'Patient.identifier', text: 'holds two NHS numbers that are in use' };
  const [own] = numbers;
  if (own !== undefined && asked !== undefined && own !== asked) {
    return { path: 'Patient.identifier', text: 'is not the person that the submission names' };
  }
  const local = identifiers
    .filter(({ system }) => system !== NHS_NUMBER)
    .map(({ system = '', value = '' }) => `${system}#${value}`)
    .sort()[0];
  const id = token(patient['id']);
  const name = own ?? asked ?? local ?? (id !== undefined && UUID.test(id) ? id.toLowerCase() : undefined);
  if (name === undefined) {
    return { path: 'Patient.identifier', text: 'holds no NHS number and nothing else that names one person' };
  }
  const traced = own === undefined && asked !== undefined ? [nhsNumber(asked, '01')] : [];
  return { key: `${GP_PATIENT}/${ods}|${name}`, identifiers: [...traced, ...identifiers] };
}

function personIdentifier(source: Json, issue: Issue): Identifier[] {
  const read = identifier(source);
  if (read?.value === undefined || read.system === undefined) return [];
  if (read.system !== NHS_NUMBER) return read.value.length <= 64 ? [read] : [];
  const number = readNhsNumber(read.value);
  if ('reason' in number) {
    issue('Patient.identifier', `the NHS number ${number.reason}`);
    return [];
  }
  // A number that is no longer used names nobody, and is another's business where it was superseded.
  if (source['use'] === 'old') return [];
  const status = asObject(extension(source, 'NHSNumberVerificationStatus')?.['valueCodeableConcept']);
  return [nhsNumber(number.value, objects(status?.['coding']).flatMap(({ code }) => token(code) ?? [])[0])];
}

function nhsNumber(value: string, code: string | undefined): Identifier {
  const display =
    code === undefined || !Object.hasOwn(NHS_NUMBER_STATUS.codes, code)
      ? undefined
      : NHS_NUMBER_STATUS.codes[code];
  const coding = present({ system: NHS_NUMBER_STATUS.system, code, display });
  return {
    ...(display === undefined
      ? {}
      : { extension: [{ url: VERIFICATION, valueCodeableConcept: { coding: [coding] } }] }),
    use: 'official',
    system: NHS_NUMBER,
    value,
  };
}

/** @param regular whether the practice is the person's own: a temporary registration says nothing of that. */
export function personData(
  patient: Json,
  { identifiers }: BundlePerson,
  { practice }: BundlePractice,
  regular: boolean,
  { context, index }: { readonly context: Stu3Context; readonly index: BundleIndex },
): PersonData {
  const telecom = contactPoints(patient['telecom']);
  const deathTime = dateTime(patient['deceasedDateTime']);
  const labels = objects(asObject(patient['meta'])?.['security']);
  return {
    identifiers,
    ...present({
      name: humanNames(patient['name']),
      gender: oneOf(patient['gender'], GENDERS),
      birthDate: date(patient['birthDate']),
      address: addresses(patient['address']),
      homeTelecom: telecom.filter(({ use }) => use !== 'work'),
      workTelecom: telecom.filter(({ use }) => use === 'work'),
      language: language(patient),
      maritalStatus: codeableConcept(patient['maritalStatus']),
      multipleBirth: bool(patient['multipleBirthBoolean']),
      deathTime,
      deathIndicator: deathTime === undefined ? bool(patient['deceasedBoolean']) : true,
      practice: regular ? practice : undefined,
      generalPractitioner: generalPractitioner(patient, index),
      contact: objects(patient['contact']).flatMap((one) => contact(one, context)),
      restricted: labels.some(({ code }) => code === 'R' || code === 'V') ? (true as const) : undefined,
    }),
  };
}

/** The preferred one of several; a communication without language says nothing here. */
function language(patient: Json): CodeableConcept | undefined {
  const spoken = extensions(patient, 'NHSCommunication').flatMap((one) => {
    const concept = codeableConcept(extension(one, 'language')?.['valueCodeableConcept']);
    const preferred = extension(one, 'preferred')?.['valueBoolean'] === true;
    return concept === undefined ? [] : [{ concept, preferred }];
  });
  return (spoken.find(({ preferred }) => preferred) ?? spoken[0])?.concept;
}

/** The usual GP, where the bundle holds who that is and what they are called. */
function generalPractitioner(patient: Json, index: BundleIndex): ClinicianStatement | undefined {
  const gps = objects(patient['generalPractitioner']).flatMap((one) => {
    const item = index.find(token(one['reference']) ?? '');
    const name = item?.type === 'Practitioner' ? humanNames(item.resource['name'])[0] : undefined;
    return item === undefined || name === undefined ? [] : [{ ...nationalNumber(item.resource), name }];
  });
  return gps[0];
}

/** Relationships are texts; two of them mean for sure what a code means. v2-0131. */
const RELATIONSHIPS: Readonly<Record<string, { readonly code: string; readonly display: string }>> = {
  'next of kin': { code: 'N', display: 'Next-of-Kin' },
  'emergency contact': { code: 'C', display: 'Emergency Contact' },
};

function contact(source: Json, context: Stu3Context): PatientContact[] {
  const read = present({
    relationship: codeableConcepts(source['relationship']).map(withCode),
    name: humanNames(source['name'])[0],
    telecom: contactPoints(source['telecom']),
    address: addresses(source['address'])[0],
    gender: oneOf(source['gender'], GENDERS),
    organization: reference(source['organization'], context, 'Patient.contact.organization', [
      'Organization',
    ]),
    period: period(source['period']),
  });
  // pat-1
  return 'name' in read || 'telecom' in read || 'address' in read || 'organization' in read ? [read] : [];
}

function withCode(relationship: CodeableConcept): CodeableConcept {
  const words = relationship.text?.trim().toLowerCase() ?? '';
  const known = Object.hasOwn(RELATIONSHIPS, words) ? RELATIONSHIPS[words] : undefined;
  if (known === undefined || relationship.coding !== undefined) return relationship;
  return { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0131', ...known }], ...relationship };
}
