/**
 * A person as a row of the return has them -> demographics. UKCore-Patient 2.6.1. No name, no address line: a postcode,
 * which is evidence of a place and no address to write to.
 */
import type { Patient } from '@medplum/fhirtypes';
import { NHS_NUMBER, UK_CORE } from '../../conformance/systems.ts';
import { NHS_NUMBER_STATUS } from '../adt/tables/england.ts';
import type { PersonData } from '../fact.ts';
import type { CldPerson } from './cld-row.ts';
import { ethnicCategory } from './ethnicity.ts';

const GENDER: Readonly<Record<string, NonNullable<Patient['gender']>>> = {
  Male: 'male',
  Female: 'female',
  Other: 'other',
  Unknown: 'unknown',
};

const NOT_TRACED = '02';

/** @param system identifier system of the council's person ids. What the row leaves blank is absent: it clears nothing. */
export function personData(
  { id, nhsNumber, gender, ethnicity, birthDate, postcode, practice }: CldPerson,
  system: string,
): PersonData {
  const sex = gender === undefined || gender === 'Unknown' ? undefined : GENDER[gender];
  const category = ethnicity === undefined ? undefined : ethnicCategory(ethnicity);
  return {
    identifiers: [{ system, value: id }, ...(nhsNumber === undefined ? [] : [untraced(nhsNumber)])],
    ...(sex === undefined ? {} : { gender: sex }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(postcode === undefined ? {} : { address: [{ use: 'home' as const, postalCode: postcode }] }),
    ...(category === undefined ? {} : { ethnicCategory: category }),
    ...(practice === undefined ? {} : { practice: { ods: practice } }),
  };
}

function untraced(value: string): PersonData['identifiers'][number] {
  return {
    extension: [
      {
        url: `${UK_CORE}Extension-UKCore-NHSNumberVerificationStatus`,
        valueCodeableConcept: {
          coding: [
            {
              system: NHS_NUMBER_STATUS.system,
              code: NOT_TRACED,
              display: NHS_NUMBER_STATUS.codes[NOT_TRACED] ?? '',
            },
          ],
        },
      },
    ],
    use: 'official',
    system: NHS_NUMBER,
    value,
  };
}
