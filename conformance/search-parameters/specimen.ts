/** Search parameters of Specimen. FHIR R4 specimen.html. */
import type { Declaration } from './definition.ts';
import { code, concept, identifier, reference, time } from './forms.ts';

export const SPECIMEN: readonly Declaration[] = [
  identifier('accession', 'accessionIdentifier'),
  concept('bodysite', 'collection.bodySite'),
  time('collected', 'collection.collectedDateTime', 'collection.collectedPeriod'),
  reference('collector', 'collection.collector', 'Practitioner PractitionerRole'),
  concept('container', 'container.type'),
  identifier('container-id', 'container.identifier'),
  identifier('identifier', 'identifier'),
  reference('parent', 'parent', 'Specimen'),
  reference('patient', 'subject', 'Patient'),
  code('status', 'status', 'http://hl7.org/fhir/specimen-status'),
  reference('subject', 'subject', 'Group Device Patient Substance Location'),
  concept('type', 'type'),
];
