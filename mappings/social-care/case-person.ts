/**
 * The person of a case event -> demographics under the council's own id. UKCore-Patient 2.6.1;
 * Extension-UKCore-AddressKey 3.0.0 for the UPRN; identity-and-locality reference, sections 1 to 3.
 */
import type { Address, CodeableConcept, ContactPoint, HumanName, Identifier } from '@medplum/fhirtypes';
import { NHS_NUMBER, UK_CORE, UK_CORE_CODES } from '../../conformance/systems.ts';
import { ETHNIC_CATEGORY, NHS_NUMBER_STATUS } from '../adt/tables/england.ts';
import { lookUp } from '../adt/tables/look-up.ts';
import type { PersonData, Tri } from '../fact.ts';
import { readNhsNumber } from '../nhs-number.ts';
import type { CaseAddress, CasePerson } from './case-event.ts';
import type { CaseName, CaseTelecom } from './case-payload.ts';

/** What of an event is not carried over, and why; never quotes a value. */
export interface CaseIssue {
  /** `person.nhsNumber`. */
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/**
 * @param personSystem of the council's ids.
 * @returns absent where not stated, null where cleared. A restricted person is marked so, and nothing unmarks them.
 */
export function personStatement(person: CasePerson, personSystem: string, issues: CaseIssue[]): PersonData {
  const { name, birthDate, gender, ethnicity, address, telecom, gpPractice, language } = person;
  if (person.deathDate != null) {
    issues.push({
      from: 'person.deathDate',
      to: 'Patient.deceased',
      reason: 'the word of a council alone marks nobody as dead; it is kept with the event',
    });
  }
  return {
    identifiers: [{ system: personSystem, value: person.councilPersonId }, ...nhsNumber(person, issues)],
    ...tri('name', name, humanNames),
    ...tri('birthDate', birthDate, (date) => date),
    ...tri('gender', gender, (code) => code),
    ...tri('ethnicCategory', ethnicity, ethnicCategory),
    ...tri('address', address, (stated) => [fhirAddress(stated)]),
    ...tri('homeTelecom', telecom, (points) => points.map(contactPoint)),
    ...tri('practice', gpPractice, (ods) => ({ ods })),
    ...tri('language', language, languageConcept),
    ...(person.restricted === true ? { restricted: true, discretion: ['location-hidden'] } : {}),
  };
}

/** A carer's or client's name; the preferred one beside it. */
export function humanNames({ family, given, prefix, preferred }: CaseName): HumanName[] {
  const name: HumanName = {
    use: 'official',
    ...(family == null ? {} : { family }),
    ...(given == null || given.length === 0 ? {} : { given: [...given] }),
    ...(prefix == null ? {} : { prefix: [prefix] }),
  };
  return [
    ...(Object.keys(name).length === 1 ? [] : [name]),
    ...(preferred == null ? [] : [{ use: 'nickname' as const, given: [preferred] }]),
  ];
}

export function contactPoint({ system, value }: CaseTelecom): ContactPoint {
  if (system === 'email') return { system, value };
  return { system: 'phone', value, use: system === 'mobile' ? 'mobile' : 'home' };
}

/** One field in its three states. */
function tri<K extends keyof PersonData, T>(
  key: K,
  stated: Tri<T> | undefined,
  read: (value: T) => PersonData[K],
): { readonly [P in K]?: PersonData[K] | null } {
  if (stated === undefined) return {};
  // Safe: the key is K and the value its type, or null, which every field but `identifiers` may have.
  return { [key]: stated === null ? null : read(stated) } as { readonly [P in K]?: PersonData[K] | null };
}

function nhsNumber(
  { nhsNumber: stated, nhsNumberStatus: status }: CasePerson,
  issues: CaseIssue[],
): Identifier[] {
  if (stated == null) return [];
  const number = readNhsNumber(stated);
  if ('reason' in number) {
    const reason = `the NHS number ${number.reason}`;
    issues.push({ from: 'person.nhsNumber', to: 'Patient.identifier:nhsNumber', reason });
    return [];
  }
  const display = status == null ? undefined : lookUp(NHS_NUMBER_STATUS.codes, status);
  if (status == null || display === undefined) return [{ system: NHS_NUMBER, value: number.value }];
  const coding = [{ system: NHS_NUMBER_STATUS.system, code: status, display }];
  return [
    {
      extension: [
        {
          url: `${UK_CORE}Extension-UKCore-NHSNumberVerificationStatus`,
          valueCodeableConcept: { coding },
        },
      ],
      system: NHS_NUMBER,
      value: number.value,
    },
  ];
}

function ethnicCategory(stated: string): CodeableConcept {
  const display = lookUp(ETHNIC_CATEGORY.codes, stated);
  if (display === undefined) return { text: stated };
  return { coding: [{ system: ETHNIC_CATEGORY.system, code: stated, display }] };
}

function languageConcept(code: string): CodeableConcept {
  return { coding: [{ system: 'urn:ietf:bcp:47', code }] };
}

/** A placement is where the person lives; only a temporary address is none of theirs. */
function fhirAddress({ lines, postcode, uprn, from, kind }: CaseAddress): Address {
  return {
    ...(uprn == null ? {} : { extension: [addressKey(uprn)] }),
    use: kind === 'temporary' ? 'temp' : 'home',
    ...(lines == null || lines.length === 0 ? {} : { line: [...lines] }),
    ...(postcode == null ? {} : { postalCode: postcode }),
    ...(from == null ? {} : { period: { start: from } }),
  };
}

function addressKey(uprn: string): NonNullable<Address['extension']>[number] {
  const system = `${UK_CORE_CODES}UKCore-AddressKeyType`;
  return {
    url: `${UK_CORE}Extension-UKCore-AddressKey`,
    extension: [
      {
        url: 'type',
        valueCodeableConcept: {
          coding: [{ system, code: 'UPRN', display: 'Unique Property Reference Number' }],
        },
      },
      { url: 'value', valueString: uprn },
    ],
  };
}
