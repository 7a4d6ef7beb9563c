/**
 * MedicationRequest.dispenseRequest: validity, quantity, days, pharmacy, and how often it may be repeated. GP Connect
 * 1.6.2 "MedicationRequest".
 */
import type { MedicationRequestDispenseRequest } from '@medplum/fhirtypes';
import { ROTHER } from '../../../conformance/systems.ts';
import type { Json, Stu3Context } from './mapper.ts';
import { issuesAllowed } from './prescription.ts';
import { period, quantity, reference } from './read-datatypes.ts';
import { asObject, extension, filled, present, text } from './read-json.ts';

/** Quantity in words, such as `5 pens`, where there is no number. */
const QUANTITY_TEXT = `${ROTHER}StructureDefinition/medication-quantity-text`;
/** The practice's own figure: issues in all, the first one with them. */
const ISSUES_ALLOWED = `${ROTHER}StructureDefinition/issues-allowed`;

/**
 * GP Connect counts all issues that are allowed, FHIR those after the first: `numberOfRepeatsAllowed` is one less, and the
 * practice's figure stays beside it.
 */
export function dispenseRequest(
  request: Json,
  context: Stu3Context,
  path: string,
): MedicationRequestDispenseRequest | undefined {
  const source = asObject(request['dispenseRequest']) ?? {};
  const amount = asObject(source['quantity']) ?? {};
  const words = text(extension(amount, 'MedicationQuantityText')?.['valueString']);
  const allowed = issuesAllowed(request);
  return filled(
    present({
      extension: [
        ...(words === undefined ? [] : [{ url: QUANTITY_TEXT, valueString: words }]),
        ...(allowed === undefined ? [] : [{ url: ISSUES_ALLOWED, valueUnsignedInt: allowed }]),
      ],
      validityPeriod: period(source['validityPeriod']),
      numberOfRepeatsAllowed: allowed === undefined || allowed === 0 ? undefined : allowed - 1,
      quantity: quantity(amount),
      expectedSupplyDuration: quantity(source['expectedSupplyDuration']),
      performer: reference(source['performer'], context, `${path}.performer`, ['Organization']),
    }),
  );
}
