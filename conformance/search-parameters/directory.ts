/** Search parameters of Location, Organization and Practitioner. FHIR R4 location.html, organization.html, practitioner.html. */
import type { Declaration } from './definition.ts';
import { ACTIVE, INDIVIDUAL, addressParameters } from './shared.ts';

const IDENTIFIER: Declaration = {
  code: 'identifier',
  kind: 'token',
  element: 'Identifier',
  paths: ['identifier'],
};
const NAME_AND_ALIAS: Declaration = {
  code: 'name',
  kind: 'string',
  element: 'string',
  paths: ['name', 'alias'],
};
const TYPE: Declaration = { code: 'type', kind: 'token', element: 'CodeableConcept', paths: ['type'] };
const ENDPOINT: Declaration = {
  code: 'endpoint',
  kind: 'reference',
  element: 'Reference',
  paths: ['endpoint'],
  targets: ['Endpoint'],
};

/** `near` (special) is not served. */
export const LOCATION: readonly Declaration[] = [
  ...addressParameters('Location'),
  IDENTIFIER,
  NAME_AND_ALIAS,
  TYPE,
  ENDPOINT,
  {
    code: 'status',
    kind: 'token',
    element: 'code',
    paths: ['status'],
    impliedSystem: 'http://hl7.org/fhir/location-status',
  },
  { code: 'operational-status', kind: 'token', element: 'Coding', paths: ['operationalStatus'] },
  {
    code: 'organization',
    kind: 'reference',
    element: 'Reference',
    paths: ['managingOrganization'],
    targets: ['Organization'],
  },
  { code: 'partof', kind: 'reference', element: 'Reference', paths: ['partOf'], targets: ['Location'] },
];

export const ORGANIZATION: readonly Declaration[] = [
  ...addressParameters('Organization'),
  ACTIVE,
  IDENTIFIER,
  NAME_AND_ALIAS,
  { code: 'phonetic', kind: 'string', element: 'string', paths: ['name'], phonetic: true },
  TYPE,
  ENDPOINT,
  { code: 'partof', kind: 'reference', element: 'Reference', paths: ['partOf'], targets: ['Organization'] },
];

export const PRACTITIONER: readonly Declaration[] = [
  ...INDIVIDUAL,
  ACTIVE,
  IDENTIFIER,
  { code: 'communication', kind: 'token', element: 'CodeableConcept', paths: ['communication'] },
];
