/** `Ethnicity` of CLD Release 2 -> UKCore-EthnicCategoryEngland 1.1.1. Roma, Gypsy and Arab are lost in the code: the text keeps them. */
import type { CodeableConcept } from '@medplum/fhirtypes';
import { ETHNIC_CATEGORY } from '../adt/tables/england.ts';

const CODES: Readonly<Record<string, string>> = {
  'White: English, Welsh, Scottish, Northern Irish or British': 'A',
  'White: Irish': 'B',
  'White: Gypsy or Irish Traveller': 'C',
  'White: Roma': 'C',
  'White: Any other White background': 'C',
  'Mixed or multiple ethnic groups: White and Black Caribbean': 'D',
  'Mixed or multiple ethnic groups: White and Black African': 'E',
  'Mixed or multiple ethnic groups: White and Asian': 'F',
  'Mixed or multiple ethnic groups: Any other Mixed or multiple ethnic background': 'G',
  'Asian or Asian British: Indian': 'H',
  'Asian or Asian British: Pakistani': 'J',
  'Asian or Asian British: Bangladeshi': 'K',
  'Asian or Asian British: Any other Asian background': 'L',
  'Black, Black British, Caribbean or African: Caribbean': 'M',
  'Black, Black British, Caribbean or African: African': 'N',
  'Black, Black British, Caribbean or African: Any other Black, Black British or Caribbean background': 'P',
  'Asian or Asian British: Chinese': 'R',
  'Other ethnic group: Arab': 'S',
  'Other ethnic group: Any other ethnic group': 'S',
  'No data: Refused': 'Z',
  'No data: Undeclared or not known': '99',
};

/** @param text in the words of Release 2. @returns undefined for what the list does not have. */
export function ethnicCategory(text: string): CodeableConcept | undefined {
  const code = Object.hasOwn(CODES, text) ? CODES[text] : undefined;
  const display = code === undefined ? undefined : ETHNIC_CATEGORY.codes[code];
  if (code === undefined || display === undefined) return undefined;
  return { coding: [{ system: ETHNIC_CATEGORY.system, code, display }], text };
}
