/**
 * The structure of a Subscription as a client sends it: FHIR R4 Subscription with the primitive extensions of
 * `SUB/backport-subscription`. Structure only; meaning is checked in validate.ts. Unknown elements are refused.
 */
import { z } from 'zod';
import { extension, extensions, meta, narrative, text } from '../../conformance/body-elements.ts';

const primitive = z.strictObject({ id: text(64).optional(), extension: z.array(extension).max(50) });

export const subscriptionBody = z.strictObject({
  resourceType: z.literal('Subscription'),
  id: text(64).optional(),
  meta: meta.optional(),
  language: text(20).optional(),
  text: narrative.optional(),
  extension: extensions.optional(),
  status: z.enum(['requested', 'active', 'error', 'off']),
  contact: z.array(z.looseObject({})).max(20).optional(),
  end: text(40).optional(),
  reason: text(2000),
  criteria: text(2000),
  _criteria: primitive.optional(),
  /** The server's to write; read and not kept. */
  error: z.string().max(2000).optional(),
  channel: z.strictObject({
    id: text(64).optional(),
    extension: extensions.optional(),
    type: text(40),
    _type: primitive.optional(),
    endpoint: text(2000).optional(),
    payload: text(200).optional(),
    _payload: primitive.optional(),
    header: z.array(z.string()).max(100).optional(),
  }),
});

export type SubscriptionBody = z.infer<typeof subscriptionBody>;
export type BodyExtension = z.infer<typeof extension>;
