/**
 * Search parameters of Provenance. FHIR R4 provenance.html. What is not here is in not-served.ts: Provenance is made from the
 * journal of source messages when it is asked for, and holds no more than this.
 */
import type { Declaration } from './definition.ts';
import { instant, reference } from './forms.ts';

export const PROVENANCE: readonly Declaration[] = [
  reference('agent', 'agent.who', 'Practitioner Organization Device Patient PractitionerRole RelatedPerson'),
  reference('entity', 'entity.what', 'any'),
  instant('recorded', 'recorded'),
  reference('target', 'target', 'any'),
];
