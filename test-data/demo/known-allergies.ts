/** Active allergies of a person, as the record has them from practices; "no known allergy" is none. FHIR R4 AllergyIntolerance. */
import { z } from 'zod';
import type { FhirClient } from './fhir-client.ts';

const allergy = z.looseObject({
  category: z.array(z.string()).optional(),
  code: z
    .looseObject({
      text: z.string().optional(),
      coding: z
        .array(z.looseObject({ code: z.string().optional(), display: z.string().optional() }))
        .optional(),
    })
    .optional(),
});

const NONE_KNOWN = '716186003';

/** @param patient `Patient/<id>`. Pollen and the like matter less on arrival and are left out. */
export async function knownAllergies(fhir: FhirClient, patient: string): Promise<readonly string[]> {
  const found = await fhir.search('AllergyIntolerance', { patient, 'clinical-status': 'active' });
  return z
    .array(allergy)
    .parse(found)
    .flatMap(({ category = [], code }) => {
      const codings = code?.coding ?? [];
      if (codings.some((coding) => coding.code === NONE_KNOWN)) return [];
      if (category.length > 0 && !category.some((one) => one === 'medication' || one === 'food')) return [];
      return code?.text ?? codings[0]?.display ?? [];
    });
}
