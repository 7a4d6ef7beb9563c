/** A Task as a client sends it: who does what for a person, such as taking an alert. FHIR R4 task.html; UKCore-Task. */
import { z } from 'zod';
import { text } from '../../conformance/body-elements.ts';
import { dateRange } from '../search/date-range.ts';
import {
  ACTORS,
  annotations,
  concept,
  concepts,
  date,
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

const VALUES = {
  valueBoolean: z.boolean().optional(),
  valueCodeableConcept: concept.optional(),
  valueDate: date.optional(),
  valueDateTime: dateTime.optional(),
  valueInteger: z.int().optional(),
  valuePeriod: period.optional(),
  valueQuantity: quantity.optional(),
  valueReference: reference().optional(),
  valueString: text(5000).optional(),
};

const value = part({ type: concept, ...VALUES }).refine(
  (one) => oneOf(one, Object.keys(VALUES)) && Object.keys(VALUES).some((name) => Object.hasOwn(one, name)),
  'needs one value',
);

export const taskBody = z
  .strictObject({
    resourceType: z.literal('Task'),
    ...entryBase,
    basedOn: references().optional(),
    groupIdentifier: part({ system: text(1000).optional(), value: text(200) }).optional(),
    partOf: references('Task').optional(),
    status: z.enum([
      'draft',
      'requested',
      'received',
      'accepted',
      'rejected',
      'ready',
      'cancelled',
      'in-progress',
      'on-hold',
      'failed',
      'completed',
      'entered-in-error',
    ]),
    statusReason: concept.optional(),
    businessStatus: concept.optional(),
    intent: z.enum([
      'unknown',
      'proposal',
      'plan',
      'order',
      'original-order',
      'reflex-order',
      'filler-order',
      'instance-order',
      'option',
    ]),
    priority: z.enum(['routine', 'urgent', 'asap', 'stat']).optional(),
    code: concept.optional(),
    description: text(5000).optional(),
    focus: reference().optional(),
    for: person,
    encounter: reference('Encounter').optional(),
    executionPeriod: period.optional(),
    authoredOn: dateTime.optional(),
    lastModified: dateTime.optional(),
    requester: reference(...ACTORS).optional(),
    performerType: concepts.optional(),
    owner: reference(...ACTORS, 'CareTeam', 'HealthcareService').optional(),
    location: reference('Location').optional(),
    reasonCode: concept.optional(),
    reasonReference: reference().optional(),
    note: annotations.optional(),
    restriction: part({
      repetitions: z.int().min(1).max(1000).optional(),
      period: period.optional(),
      recipient: references(
        'Patient',
        'Practitioner',
        'PractitionerRole',
        'RelatedPerson',
        'Group',
        'Organization',
      ).optional(),
    }).optional(),
    input: z.array(value).min(1).max(50).optional(),
    output: z.array(value).min(1).max(50).optional(),
  })
  .refine(({ authoredOn, lastModified }) => {
    const authored = dateRange(authoredOn ?? '', 'london');
    const modified = dateRange(lastModified ?? '', 'london');
    return authored === undefined || modified === undefined || modified.high >= authored.low;
  }, 'has lastModified before authoredOn (inv-1)');
