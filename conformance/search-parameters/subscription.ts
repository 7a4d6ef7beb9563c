/** Search parameters of Subscription. FHIR R4 subscription.html 2.46.9. */
import type { Declaration } from './definition.ts';

export const SUBSCRIPTION: readonly Declaration[] = [
  { code: 'contact', kind: 'token', element: 'ContactPoint', paths: ['contact'] },
  { code: 'criteria', kind: 'string', element: 'string', paths: ['criteria'] },
  {
    code: 'payload',
    kind: 'token',
    element: 'code',
    paths: ['channel.payload'],
    impliedSystem: 'urn:ietf:bcp:13',
  },
  {
    code: 'status',
    kind: 'token',
    element: 'code',
    paths: ['status'],
    impliedSystem: 'http://hl7.org/fhir/subscription-status',
  },
  {
    code: 'type',
    kind: 'token',
    element: 'code',
    paths: ['channel.type'],
    impliedSystem: 'http://hl7.org/fhir/subscription-channel-type',
  },
  { code: 'url', kind: 'uri', element: 'uri', paths: ['channel.endpoint'] },
];
