/** A person's state -> Patient. UKCore-Patient 2.6.1; v2-to-FHIR "Segment PID to Patient". */
import type { Extension, Patient } from '@medplum/fhirtypes';
import { GMP_NUMBER, ODS_ORGANISATION, ROTHER, UK_CORE, VALUE_SOURCE } from '../../../conformance/systems.ts';
import { personName, type PlaceNames } from './directory.ts';
import type { ResourceIds } from '../../resource-ids.ts';
import type { PersonState, ValueSource } from './states.ts';

export interface PatientContext {
  readonly ids: ResourceIds;
  readonly names: PlaceNames;
  /** To which localities the person belongs and why, made by the record. */
  readonly attribution: readonly Extension[];
}

export function patient(
  state: PersonState,
  { ids, names, attribution }: PatientContext,
): Patient & { id: string } {
  const { data } = state;
  return {
    resourceType: 'Patient',
    id: ids.patient(state.person),
    meta: meta(state),
    extension: [...extensions(state), ...(state.sources ?? []).map(valueSource), ...attribution],
    ...(data.identifiers.length === 0 ? {} : { identifier: [...data.identifiers] }),
    active: state.replacedBy === undefined && state.enteredInError !== true,
    ...(data.name == null ? {} : { name: [...data.name] }),
    ...telecom(state),
    ...(data.gender == null ? {} : { gender: data.gender }),
    ...birthDate(state),
    ...deceased(state),
    ...(data.address == null ? {} : { address: [...data.address] }),
    ...(data.maritalStatus == null ? {} : { maritalStatus: data.maritalStatus }),
    ...multipleBirth(state),
    ...(data.contact == null ? {} : { contact: [...data.contact] }),
    ...(data.language == null ? {} : { communication: [{ language: data.language }] }),
    ...generalPractitioner(state, ids, names),
    ...links(state, ids),
  };
}

/** Marks that ask for discretion, beside the confidentiality that they come to. */
const DISCRETION = `${ROTHER}CodeSystem/discretion`;
/** On the entry of a person whom the sender took back (A29), and of two who are said to have one NHS number. */
const RECORD_STATUS = `${ROTHER}CodeSystem/record-status`;

function meta({
  data,
  sourceMessageId,
  enteredInError,
  numberShared,
}: PersonState): NonNullable<Patient['meta']> {
  const security = [
    ...(data.restricted === true
      ? [
          {
            system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
            code: 'R',
            display: 'restricted',
          },
        ]
      : []),
    ...(data.discretion ?? []).map((code) => ({ system: DISCRETION, code })),
  ];
  const tag = [
    ...(enteredInError === true
      ? [{ system: RECORD_STATUS, code: 'entered-in-error', display: 'Entered in error' }]
      : []),
    ...(numberShared === true
      ? [
          {
            system: RECORD_STATUS,
            code: 'nhs-number-shared',
            display: 'Another person is known by the same NHS number: check who this is',
          },
        ]
      : []),
  ];
  return {
    ...(sourceMessageId === '' ? {} : { source: `urn:uuid:${sourceMessageId}` }),
    profile: [`${UK_CORE}UKCore-Patient`],
    ...(security.length === 0 ? {} : { security }),
    ...(tag.length === 0 ? {} : { tag }),
  };
}

function links({ replaces, replacedBy, seeAlso }: PersonState, ids: ResourceIds): Pick<Patient, 'link'> {
  const to = (type: NonNullable<Patient['link']>[number]['type'], person: string) => ({
    other: { reference: `Patient/${ids.patient(person)}` },
    type,
  });
  const link = [
    ...(replacedBy === undefined ? [] : [to('replaced-by', replacedBy)]),
    ...replaces.map((person) => to('replaces', person)),
    ...seeAlso.map((person) => to('seealso', person)),
  ];
  return link.length === 0 ? {} : { link };
}

function extensions({ data }: PersonState): Extension[] {
  return [
    ...(data.ethnicCategory == null
      ? []
      : [{ url: `${UK_CORE}Extension-UKCore-EthnicCategory`, valueCodeableConcept: data.ethnicCategory }]),
    ...(data.birthPlace == null
      ? []
      : [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace',
            valueAddress: { text: data.birthPlace },
          },
        ]),
    ...(data.nationality == null
      ? []
      : [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/patient-nationality',
            extension: [{ url: 'code', valueCodeableConcept: data.nationality }],
          },
        ]),
  ];
}

/** Whose value stands, since when, and who says otherwise. */
function valueSource({ group, source, since, sourceMessageId, different }: ValueSource): Extension {
  return {
    url: VALUE_SOURCE,
    extension: [
      { url: 'element', valueCode: group },
      { url: 'source', valueString: source },
      ...(since === undefined ? [] : [{ url: 'since', valueDateTime: since }]),
      ...(sourceMessageId === undefined ? [] : [{ url: 'message', valueUri: `urn:uuid:${sourceMessageId}` }]),
      ...different.map(({ source: other, text }) => ({
        url: 'different',
        extension: [
          { url: 'source', valueString: other },
          ...(text === undefined ? [] : [{ url: 'value', valueString: text }]),
        ],
      })),
    ],
  };
}

function telecom({ data }: PersonState): Pick<Patient, 'telecom'> {
  const all = [...(data.homeTelecom ?? []), ...(data.workTelecom ?? [])];
  return all.length === 0 ? {} : { telecom: all };
}

/** An estimated date is still the date that is known: it is said to be uncertain, not said to be absent. */
function birthDate({
  data,
}: PersonState): Pick<Patient, 'birthDate'> & { _birthDate?: { extension: Extension[] } } {
  if (data.birthDate == null) return {};
  const extension: Extension[] = [
    ...(data.birthTime == null
      ? []
      : [
          { url: 'http://hl7.org/fhir/StructureDefinition/patient-birthTime', valueDateTime: data.birthTime },
        ]),
    ...(data.birthDateEstimated === true
      ? [{ url: `${ROTHER}StructureDefinition/birth-date-estimated`, valueBoolean: true }]
      : []),
  ];
  return { birthDate: data.birthDate, ...(extension.length === 0 ? {} : { _birthDate: { extension } }) };
}

/** A death time beside "not dead" is a contradiction: neither is stated, and the message's issues say so. */
function deceased({ data }: PersonState): Pick<Patient, 'deceasedBoolean' | 'deceasedDateTime'> {
  if (data.deathTime != null)
    return data.deathIndicator === false ? {} : { deceasedDateTime: data.deathTime };
  return data.deathIndicator == null ? {} : { deceasedBoolean: data.deathIndicator };
}

function multipleBirth({
  data,
}: PersonState): Pick<Patient, 'multipleBirthBoolean' | 'multipleBirthInteger'> {
  if (data.birthOrder != null && data.multipleBirth !== false)
    return { multipleBirthInteger: data.birthOrder };
  return data.multipleBirth == null ? {} : { multipleBirthBoolean: data.multipleBirth };
}

function generalPractitioner(
  { data }: PersonState,
  ids: ResourceIds,
  names: PlaceNames,
): Pick<Patient, 'generalPractitioner'> {
  const references: NonNullable<Patient['generalPractitioner']> = [];
  if (data.practice != null) {
    const name = names.organisation(data.practice.ods) ?? data.practice.name;
    references.push({
      reference: `Organization/${ids.organization(data.practice.ods)}`,
      identifier: { system: ODS_ORGANISATION, value: data.practice.ods },
      ...(name === undefined ? {} : { display: name }),
    });
  }
  if (data.generalPractitioner != null) {
    const id = ids.practitioner(data.generalPractitioner);
    const display = personName(data.generalPractitioner.name);
    references.push({
      ...(id === undefined ? {} : { reference: `Practitioner/${id}` }),
      ...(data.generalPractitioner.system === GMP_NUMBER && data.generalPractitioner.value !== undefined
        ? { identifier: { system: GMP_NUMBER, value: data.generalPractitioner.value } }
        : {}),
      ...(display === '' ? {} : { display }),
    });
  }
  return references.length === 0 ? {} : { generalPractitioner: references };
}
