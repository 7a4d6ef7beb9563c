/**
 * The shared CarePlan as a client sends it: one of each person, for health and social needs. FHIR R4 careplan.html;
 * UKCore-CarePlan. Its author is who wrote the version at hand; those who wrote former versions stay as contributors.
 */
import type { CarePlan, Reference } from '@medplum/fhirtypes';
import { z } from 'zod';
import { text } from '../../conformance/body-elements.ts';
import { codeOf, listText, PLAN_CATEGORIES } from './entry-codes.ts';
import {
  ACTORS,
  annotations,
  concept,
  concepts,
  dateTime,
  entryBase,
  oneOf,
  part,
  period,
  person,
  quantity,
  reference,
  references,
} from './entry-elements.ts';

const timing = part({
  event: z.array(dateTime).min(1).max(50).optional(),
  repeat: part({
    boundsPeriod: period.optional(),
    count: z.int().min(1).max(10_000).optional(),
    frequency: z.int().min(1).max(1000).optional(),
    frequencyMax: z.int().min(1).max(1000).optional(),
    period: z.number().min(0).max(1000).optional(),
    periodUnit: z.enum(['s', 'min', 'h', 'd', 'wk', 'mo', 'a']).optional(),
    dayOfWeek: z
      .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
      .min(1)
      .max(7)
      .optional(),
    timeOfDay: z
      .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/, 'is not a time hh:mm:ss'))
      .min(1)
      .max(24)
      .optional(),
  })
    // tim-2 and tim-9: a period has its unit, and times of day stand without `when`, which is not taken.
    .refine(
      (value) => (value.period === undefined) === (value.periodUnit === undefined),
      'needs period and periodUnit together',
    )
    .optional(),
  code: concept.optional(),
});

const detail = part({
  kind: z
    .enum([
      'Appointment',
      'CommunicationRequest',
      'DeviceRequest',
      'MedicationRequest',
      'NutritionOrder',
      'Task',
      'ServiceRequest',
      'VisionPrescription',
    ])
    .optional(),
  code: concept.optional(),
  reasonCode: concepts.optional(),
  reasonReference: references('Condition', 'Observation', 'DiagnosticReport', 'DocumentReference').optional(),
  goal: references('Goal').optional(),
  status: z.enum([
    'not-started',
    'scheduled',
    'in-progress',
    'on-hold',
    'completed',
    'cancelled',
    'stopped',
    'unknown',
    'entered-in-error',
  ]),
  statusReason: concept.optional(),
  doNotPerform: z.boolean().optional(),
  scheduledTiming: timing.optional(),
  scheduledPeriod: period.optional(),
  scheduledString: text(500).optional(),
  location: reference('Location').optional(),
  performer: references(...ACTORS, 'CareTeam', 'HealthcareService').optional(),
  quantity: quantity.optional(),
  description: text(5000).optional(),
}).refine(
  (value) => oneOf(value, ['scheduledTiming', 'scheduledPeriod', 'scheduledString']),
  'has more than one of scheduledTiming, scheduledPeriod, scheduledString',
);

const activity = part({
  outcomeCodeableConcept: concepts.optional(),
  outcomeReference: references().optional(),
  progress: annotations.optional(),
  reference: reference(
    'Appointment',
    'CommunicationRequest',
    'DeviceRequest',
    'MedicationRequest',
    'NutritionOrder',
    'Task',
    'ServiceRequest',
    'VisionPrescription',
    'RequestGroup',
  ).optional(),
  detail: detail.optional(),
}).refine((value) => oneOf(value, ['reference', 'detail']), 'has both reference and detail (cpl-3)');

export const carePlanBody = z
  .strictObject({
    resourceType: z.literal('CarePlan'),
    ...entryBase,
    basedOn: references('CarePlan').optional(),
    replaces: references('CarePlan').optional(),
    partOf: references('CarePlan').optional(),
    status: z.enum(['draft', 'active', 'on-hold', 'revoked', 'completed', 'entered-in-error', 'unknown']),
    intent: z.enum(['proposal', 'plan', 'order', 'option']),
    category: z.array(concept).min(1).max(20),
    title: text(200).optional(),
    description: text(10_000).optional(),
    subject: person,
    encounter: reference('Encounter').optional(),
    period: period.optional(),
    created: dateTime.optional(),
    author: reference(...ACTORS, 'CareTeam'),
    contributor: references(...ACTORS, 'CareTeam').optional(),
    careTeam: references('CareTeam').optional(),
    addresses: references('Condition').optional(),
    supportingInfo: references().optional(),
    goal: references('Goal').optional(),
    activity: z.array(activity).min(1).max(200).optional(),
    note: annotations.optional(),
  })
  .refine(({ category }) => category.some((one) => codeOf(one, PLAN_CATEGORIES) !== undefined), {
    path: ['category'],
    message: `needs a coding of ${listText(PLAN_CATEGORIES)}: the shared plan alone is written here`,
  });

/** A plan that is over gives room for another. */
const OVER: readonly (string | undefined)[] = ['revoked', 'completed', 'entered-in-error'];

/** The name of the one place that a plan takes; undefined for one that is over. */
export function planPlace({ status }: CarePlan): string | undefined {
  return OVER.includes(status) ? undefined : 'shared care plan';
}

/** Most people who write one plan; the version history knows all. */
const MAX_CONTRIBUTORS = 100;

/** The plan, with those who wrote former versions among its contributors. */
export function keepAuthors(plan: CarePlan, former: CarePlan): CarePlan {
  const known = new Set([keyOf(plan.author)]);
  const contributor: Reference[] = [];
  for (const one of [...(former.contributor ?? []), former.author, ...(plan.contributor ?? [])]) {
    if (one === undefined || known.has(keyOf(one))) continue;
    known.add(keyOf(one));
    contributor.push(one);
  }
  if (contributor.length === 0) return plan;
  // Only references that a CarePlan of this kind had already.
  return {
    ...plan,
    contributor: contributor.slice(0, MAX_CONTRIBUTORS) as NonNullable<CarePlan['contributor']>,
  };
}

function keyOf(one: Reference | undefined): string {
  return one?.reference ?? one?.identifier?.value ?? one?.display ?? '';
}
