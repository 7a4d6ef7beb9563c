/**
 * The council's case event, version 1: the one source of its shape. conformance/case-event.schema.json is made from it
 * (case-schema.ts); docs/social-care-events.md explains it; mappings/social-care/case-event.ts is the same as types.
 */
import { z } from 'zod';
import type { CaseEvent } from '../../mappings/social-care/case-event.ts';
import * as payload from './case-payload-schemas.ts';
import { person, personPayload } from './case-person-schema.ts';
import { count, dateTime, key, line, tri } from './case-values.ts';

const envelope = {
  schemaVersion: z.literal(1),
  eventId: key.meta({ description: 'Unique within the source; the same id again is the same event' }),
  source: key.meta({ description: 'Id of the feed, as agreed with the gateway' }),
  sequence: count.meta({ description: 'Grows by one with each event of the source: gaps are reported' }),
  occurredAt: dateTime.meta({ description: 'When it became true' }),
  recordedAt: dateTime.meta({ description: 'When it was entered into the case system' }),
};

const keyed = {
  ...envelope,
  key: key.meta({ description: "The council's lasting id of the thing, unique among all types" }),
  version: count.meta({ description: 'Of the thing; a lower one never overwrites a higher' }),
  person,
};

const merge = z.object({ survivor: key, retired: key, undo: tri(z.boolean()) });

/** Not strict: fields of no meaning here are kept with the event's bytes and reported, so that a council can add some. */
export const caseEvent: z.ZodType<CaseEvent> = z
  .discriminatedUnion('type', [
    z.object({ ...keyed, type: z.literal('person'), payload: personPayload }),
    z.object({ ...keyed, type: z.literal('person-merge'), payload: merge }),
    z.object({ ...keyed, type: z.literal('person-delete'), payload: z.object({ reason: tri(line) }) }),
    z.object({ ...keyed, type: z.literal('contact'), payload: payload.contact }),
    z.object({ ...keyed, type: z.literal('assessment'), payload: payload.assessment }),
    z.object({ ...keyed, type: z.literal('review'), payload: payload.review }),
    z.object({ ...keyed, type: z.literal('review-due'), payload: payload.reviewDue }),
    z.object({ ...keyed, type: z.literal('service'), payload: payload.service }),
    z.object({ ...keyed, type: z.literal('allocation'), payload: payload.allocation }),
    z.object({ ...keyed, type: z.literal('support-reason'), payload: payload.supportReason }),
    z.object({ ...keyed, type: z.literal('alert'), payload: payload.alert }),
    z.object({ ...keyed, type: z.literal('safeguarding'), payload: payload.safeguarding }),
    z.object({ ...keyed, type: z.literal('legal'), payload: payload.legal }),
    z.object({ ...keyed, type: z.literal('carer'), payload: payload.carer }),
    z.object({ ...keyed, type: z.literal('equipment'), payload: payload.equipment }),
    z.object({ ...keyed, type: z.literal('placement'), payload: payload.placement }),
    z.object({ ...keyed, type: z.literal('funding'), payload: payload.funding }),
    z.object({ ...keyed, type: z.literal('withdrawal'), payload: z.object({ key }) }),
    z.object({ ...envelope, type: z.literal('heartbeat') }),
  ])
  .refine((event) => event.type !== 'withdrawal' || event.payload.key === event.key, {
    path: ['payload', 'key'],
    message: 'expected the key of the envelope: a withdrawal is a version of the thing that it withdraws',
  });

/** Every type of the schema. */
export const CASE_EVENT_TYPES = [
  'person',
  'person-merge',
  'person-delete',
  'contact',
  'assessment',
  'review',
  'review-due',
  'service',
  'allocation',
  'support-reason',
  'alert',
  'safeguarding',
  'legal',
  'carer',
  'equipment',
  'placement',
  'funding',
  'withdrawal',
  'heartbeat',
] as const satisfies readonly CaseEvent['type'][];
