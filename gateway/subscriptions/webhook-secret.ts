/** Signing secrets of webhooks. Standard Webhooks 1.0.0: `whsec_` and 24 to 64 random bytes in base64. */
import { randomBytes } from 'node:crypto';

export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
