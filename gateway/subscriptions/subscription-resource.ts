/** The Subscription resource as it is kept: what the client sent, the status that is the server's, no secret. */
import type { Subscription } from '@medplum/fhirtypes';
import { redactHeader } from './request-headers.ts';
import { WEBHOOK_SECRET, type ValidSubscription } from './validate.ts';

export type StoredSubscription = Subscription & { readonly id: string };

/** The resource to store: header values redacted, the secret's extension and `error` left out, meta as far as it is the client's. */
export function subscriptionResource(
  id: string,
  { body, headers }: ValidSubscription,
  status: 'requested' | 'off',
): StoredSubscription {
  const { meta, language, text, contact, end, reason, criteria, _criteria, channel } = body;
  const extension = body.extension?.filter(({ url }) => url !== WEBHOOK_SECRET) ?? [];
  const resource = {
    resourceType: 'Subscription',
    id,
    meta: { profile: meta?.profile, security: meta?.security, tag: meta?.tag },
    language,
    text,
    ...(extension.length === 0 ? {} : { extension }),
    status,
    contact,
    end,
    reason,
    criteria,
    _criteria,
    channel: { ...channel, ...(headers.length === 0 ? {} : { header: headers.map(redactHeader) }) },
  };
  // Structure and codes were checked by validate.ts; the round trip drops what is undefined, as JSON has no such thing.
  return JSON.parse(JSON.stringify(resource)) as StoredSubscription;
}
