/** A Flag as a client sends it: what whoever meets the person has to know first. FHIR R4 flag.html; UKCore-Flag. */
import { z } from 'zod';
import { FLAG_CATEGORIES, FLAG_CODES } from './entry-codes.ts';
import { boundConcept, entryBase, period, person, reference } from './entry-elements.ts';

export const flagBody = z.strictObject({
  resourceType: z.literal('Flag'),
  ...entryBase,
  status: z.enum(['active', 'inactive', 'entered-in-error']),
  category: z.array(boundConcept(FLAG_CATEGORIES)).min(1).max(10),
  code: boundConcept(FLAG_CODES),
  subject: person,
  period: period.optional(),
  encounter: reference('Encounter').optional(),
  author: reference('Device', 'Organization', 'Patient', 'Practitioner', 'PractitionerRole').optional(),
});
