/** A Communication as a client sends it: what one team told another, or the person. FHIR R4 communication.html. No attachments. */
import { z } from 'zod';
import { text } from '../../conformance/body-elements.ts';
import {
  ACTORS,
  annotations,
  concept,
  concepts,
  dateTime,
  entryBase,
  part,
  person,
  reference,
  references,
} from './entry-elements.ts';

const payload = part({
  contentString: text(20_000).optional(),
  contentReference: reference().optional(),
}).refine(
  (value) => (value.contentString === undefined) !== (value.contentReference === undefined),
  'needs contentString or contentReference, and one of them alone',
);

export const communicationBody = z.strictObject({
  resourceType: z.literal('Communication'),
  ...entryBase,
  basedOn: references().optional(),
  partOf: references().optional(),
  inResponseTo: references('Communication').optional(),
  status: z.enum([
    'preparation',
    'in-progress',
    'not-done',
    'on-hold',
    'stopped',
    'completed',
    'entered-in-error',
    'unknown',
  ]),
  statusReason: concept.optional(),
  category: concepts.optional(),
  priority: z.enum(['routine', 'urgent', 'asap', 'stat']).optional(),
  medium: concepts.optional(),
  subject: person,
  topic: concept.optional(),
  about: references().optional(),
  encounter: reference('Encounter').optional(),
  sent: dateTime.optional(),
  received: dateTime.optional(),
  recipient: references(...ACTORS, 'Group', 'CareTeam', 'HealthcareService').optional(),
  sender: reference(...ACTORS, 'HealthcareService').optional(),
  reasonCode: concepts.optional(),
  reasonReference: references('Condition', 'Observation', 'DiagnosticReport', 'DocumentReference').optional(),
  payload: z.array(payload).min(1).max(20).optional(),
  note: annotations.optional(),
});
