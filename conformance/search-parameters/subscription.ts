/** Search parameters of Subscription. FHIR R4 subscription.html 2.46.9. */
import type { Declaration } from './definition.ts';
import { code, contact, text, uri } from './forms.ts';

export const SUBSCRIPTION: readonly Declaration[] = [
  contact('contact'),
  text('criteria', 'criteria'),
  code('payload', 'channel.payload', 'urn:ietf:bcp:13'),
  code('status', 'status', 'http://hl7.org/fhir/subscription-status'),
  code('type', 'channel.type', 'http://hl7.org/fhir/subscription-channel-type'),
  uri('url', 'channel.endpoint'),
];
