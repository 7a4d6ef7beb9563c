/** A Goal as a client sends it: what the person wants to reach, to which the shared plan refers. FHIR R4 goal.html. */
import { z } from 'zod';
import { text } from '../../conformance/body-elements.ts';
import {
  annotations,
  concept,
  concepts,
  date,
  entryBase,
  oneOf,
  part,
  person,
  quantity,
  reference,
  references,
} from './entry-elements.ts';

const DETAIL = ['detailQuantity', 'detailCodeableConcept', 'detailString', 'detailBoolean', 'detailInteger'];

const target = part({
  measure: concept.optional(),
  detailQuantity: quantity.optional(),
  detailCodeableConcept: concept.optional(),
  detailString: text(1000).optional(),
  detailBoolean: z.boolean().optional(),
  detailInteger: z.int().optional(),
  dueDate: date.optional(),
})
  .refine((value) => oneOf(value, DETAIL), 'has more than one detail')
  .refine(
    (value) => value.measure !== undefined || DETAIL.every((name) => !Object.hasOwn(value, name)),
    'has a detail without the measure that it is of (gol-1)',
  );

export const goalBody = z
  .strictObject({
    resourceType: z.literal('Goal'),
    ...entryBase,
    lifecycleStatus: z.enum([
      'proposed',
      'planned',
      'accepted',
      'active',
      'on-hold',
      'completed',
      'cancelled',
      'entered-in-error',
      'rejected',
    ]),
    achievementStatus: concept.optional(),
    category: concepts.optional(),
    priority: concept.optional(),
    description: concept,
    subject: person,
    startDate: date.optional(),
    startCodeableConcept: concept.optional(),
    target: z.array(target).min(1).max(50).optional(),
    statusDate: date.optional(),
    statusReason: text(1000).optional(),
    expressedBy: reference('Patient', 'Practitioner', 'PractitionerRole', 'RelatedPerson').optional(),
    addresses: references(
      'Condition',
      'Observation',
      'MedicationStatement',
      'NutritionOrder',
      'ServiceRequest',
      'RiskAssessment',
    ).optional(),
    note: annotations.optional(),
    outcomeCode: concepts.optional(),
    outcomeReference: references('Observation').optional(),
  })
  .refine((value) => oneOf(value, ['startDate', 'startCodeableConcept']), 'has more than one start');
