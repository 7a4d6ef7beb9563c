/**
 * Medication -> the coded medicine within statement and request. It has no identifier of its own, so its id would not be
 * stable: no R4 resource is made of it. GP Connect 1.6.2 "Medication".
 */
import type { CodeableConcept } from '@medplum/fhirtypes';
import type { ElementFates, Json, Stu3Context, Stu3Mapper } from './mapper.ts';
import { codeableConcept } from './read-datatypes.ts';
import { asObject, text, token } from './read-json.ts';

/** Nothing of its own: `medicineOf` puts what it says where it is used. */
export const mapMedication: Stu3Mapper = () => [];

export const MEDICATION_FATES: ElementFates = {
  'Medication.code': 'mapped',
  'Medication.meta.security': { dropped: 'the label stands on the statement and the request as well' },
  'Medication.status': { dropped: 'not sent by GP Connect; no statement about the medicine itself is kept' },
  'Medication.isBrand': { dropped: 'not in R4' },
  'Medication.isOverTheCounter': { dropped: 'not in R4' },
  'Medication.manufacturer': { dropped: 'not sent by GP Connect; the product code names it' },
  'Medication.form': { dropped: 'not sent by GP Connect; the product code names it' },
  'Medication.ingredient': { dropped: 'not sent by GP Connect; the product code names it' },
  'Medication.package': { dropped: 'not sent by GP Connect; the product code names it' },
  'Medication.image': { dropped: 'not sent by GP Connect' },
};

/**
 * The medicine of a statement or request (R4 `medication[x]`, 1..1). The text beside a degraded code is the name that the
 * prescriber saw, and stays. Where it cannot be found the item stays too, and says so: an unnamed medicine is no reason
 * to hide that there is one.
 */
export function medicineOf(resource: Json, context: Stu3Context, path: string): CodeableConcept {
  const link = asObject(resource['medicationReference']);
  const literal = token(link?.['reference']);
  const target = literal === undefined ? undefined : context.resolve(literal);
  const found = codeableConcept(target?.['code']) ?? codeableConcept(resource['medicationCodeableConcept']);
  if (found !== undefined) return found;
  context.issue(path, 'the medicine is not in the summary');
  return { text: text(link?.['display']) ?? 'Medicine not named in the summary' };
}
