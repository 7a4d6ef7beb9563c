/** Search parameters of Location, Organization and Practitioner. FHIR R4 location.html, organization.html, practitioner.html. */
import type { Declaration } from './definition.ts';
import { code, coding, concept, identifier, reference, text } from './forms.ts';
import { ACTIVE, INDIVIDUAL, addressParameters } from './shared.ts';

const IDENTIFIER = identifier('identifier', 'identifier');
const NAME_AND_ALIAS = text('name', 'name', 'alias');
const TYPE = concept('type', 'type');
const ENDPOINT = reference('endpoint', 'endpoint', 'Endpoint');

export const LOCATION: readonly Declaration[] = [
  ...addressParameters('Location'),
  IDENTIFIER,
  NAME_AND_ALIAS,
  TYPE,
  ENDPOINT,
  code('status', 'status', 'http://hl7.org/fhir/location-status'),
  coding('operational-status', 'operationalStatus'),
  reference('organization', 'managingOrganization', 'Organization'),
  reference('partof', 'partOf', 'Location'),
];

export const ORGANIZATION: readonly Declaration[] = [
  ...addressParameters('Organization'),
  ACTIVE,
  IDENTIFIER,
  NAME_AND_ALIAS,
  { ...text('phonetic', 'name'), phonetic: true },
  TYPE,
  ENDPOINT,
  reference('partof', 'partOf', 'Organization'),
];

export const PRACTITIONER: readonly Declaration[] = [
  ...INDIVIDUAL,
  ACTIVE,
  IDENTIFIER,
  concept('communication', 'communication'),
];
