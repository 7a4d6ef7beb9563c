/**
 * Patient of an R4 summary -> what the practice states of the person. A summary never makes or overwrites the person by
 * itself: it states, and the record folds. Absent stays absent: nothing is cleared. UKCore-Patient 2.6.1.
 */
import type { Identifier, Patient, Practitioner } from '@medplum/fhirtypes';
import {
  GMC_NUMBER,
  GMP_NUMBER,
  GP_PATIENT,
  NHS_NUMBER,
  UK_CORE,
  UK_CORE_CODES,
} from '../../../conformance/systems.ts';
import type { ClinicianStatement, PersonData, PersonKey } from '../../fact.ts';
import { readNhsNumber } from '../../nhs-number.ts';
import { asObject, dateTime, objects, present } from '../stu3/read-json.ts';

/** As copied by its shape. */
export interface ReadPerson {
  readonly key: PersonKey;
  readonly data: PersonData;
}

export interface PersonContext {
  /** ODS code: scope of the practice's own numbers. */
  readonly practice: string;
  /** The number that the connector asked for. */
  readonly nhsNumber?: string;
  /** The format files a person under a traced number alone. */
  readonly numberIsTraced: boolean;
  readonly issue: (path: string, reason: string) => void;
}

const VERIFICATION = `${UK_CORE}Extension-UKCore-NHSNumberVerificationStatus`;
const ETHNIC_CATEGORY = `${UK_CORE}Extension-UKCore-EthnicCategory`;
const BIRTH_TIME = 'http://hl7.org/fhir/StructureDefinition/patient-birthTime';

/**
 * @param patient read by its shape, or none where the bundle holds none.
 * @returns the person under the practice's key, or why there is none: numbers that differ, or no number at all.
 */
export function readPerson(
  patient: Patient | undefined,
  context: PersonContext,
): ReadPerson | { readonly path: string; readonly text: string } {
  const identifiers = identifiersOf(patient, context);
  const numbers = new Set(identifiers.flatMap((one) => (one.system === NHS_NUMBER ? (one.value ?? []) : [])));
  if (numbers.size > 1) return { path: 'Patient.identifier', text: 'holds two NHS numbers that are in use' };
  const [own] = numbers;
  if (own !== undefined && context.nhsNumber !== undefined && own !== context.nhsNumber) {
    return { path: 'Patient.identifier', text: 'is not the person that the submission names' };
  }
  const number = own ?? context.nhsNumber;
  const local = identifiers
    .filter(({ system }) => system !== NHS_NUMBER)
    .map(({ system = '', value = '' }) => `${system}#${value}`)
    .sort()[0];
  const name = number ?? local;
  if (name === undefined) {
    return { path: 'Patient.identifier', text: 'holds no NHS number and no other number with its system' };
  }
  const all =
    number === undefined || own !== undefined ? identifiers : [tracedNumber(number), ...identifiers];
  return { key: `${GP_PATIENT}/${context.practice}|${name}`, data: dataOf(patient, all) };
}

/** What a connector asks for, and what the Spine files a record under, is traced: status 01. */
export function tracedNumber(value: string): Identifier {
  const coding = { system: `${UK_CORE_CODES}UKCore-NHSNumberVerificationStatusEngland`, code: '01' };
  return {
    extension: [
      {
        url: VERIFICATION,
        valueCodeableConcept: { coding: [{ ...coding, display: 'Number present and verified' }] },
      },
    ],
    system: NHS_NUMBER,
    value,
  };
}

function identifiersOf(patient: Patient | undefined, context: PersonContext): Identifier[] {
  return (patient?.identifier ?? []).flatMap((identifier) => {
    if (identifier.system === undefined || identifier.value === undefined || identifier.use === 'temp')
      return [];
    if (identifier.system !== NHS_NUMBER) return [identifier];
    const read = readNhsNumber(identifier.value);
    if ('reason' in read) {
      context.issue('Patient.identifier', `the NHS number ${read.reason}`);
      return [];
    }
    // UK Core has room for one; a number that is no longer used is another's business.
    if (identifier.use === 'old') return [];
    return [context.numberIsTraced ? tracedNumber(read.value) : { ...identifier, value: read.value }];
  });
}

function dataOf(patient: Patient | undefined, identifiers: readonly Identifier[]): PersonData {
  if (patient === undefined) return { identifiers };
  const telecom = patient.telecom ?? [];
  const language =
    patient.communication?.find(({ preferred }) => preferred === true) ?? patient.communication?.[0];
  const restricted = patient.meta?.security?.some(({ code }) => code === 'R' || code === 'V');
  return {
    identifiers,
    ...present({
      name: patient.name,
      gender: patient.gender,
      birthDate: patient.birthDate,
      birthTime: birthTime(patient),
      address: patient.address,
      homeTelecom: telecom.filter(({ use }) => use !== 'work'),
      workTelecom: telecom.filter(({ use }) => use === 'work'),
      language: language?.language,
      maritalStatus: patient.maritalStatus,
      ethnicCategory: patient.extension?.find(({ url }) => url === ETHNIC_CATEGORY)?.valueCodeableConcept,
      multipleBirth: patient.multipleBirthBoolean,
      birthOrder: patient.multipleBirthInteger,
      deathTime: patient.deceasedDateTime,
      deathIndicator: patient.deceasedDateTime === undefined ? patient.deceasedBoolean : true,
      contact: patient.contact?.map(({ organization: _, ...contact }) => contact),
      restricted: restricted === true ? (true as const) : undefined,
    }),
  };
}

/** An extension of the date: the FHIR types have no room for those of primitives. */
function birthTime(patient: object): string | undefined {
  const beside = '_birthDate' in patient ? asObject(patient._birthDate) : undefined;
  const extension = objects(beside?.['extension']).find(({ url }) => url === BIRTH_TIME);
  return dateTime(extension?.['valueDateTime']);
}

/** The usual GP, where the summary holds who that is and what they are called. */
export function clinicianStatement(gp: Practitioner | undefined): ClinicianStatement | undefined {
  const name = gp?.name?.[0];
  if (name === undefined) return undefined;
  const number = gp?.identifier?.find(({ system }) => system === GMP_NUMBER || system === GMC_NUMBER);
  return present({
    system: number?.value === undefined ? undefined : number.system,
    value: number?.value,
    name,
  });
}
