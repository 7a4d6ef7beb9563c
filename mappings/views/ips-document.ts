/** A person's record -> an International Patient Summary. IPS 2.0.0, Bundle-uv-ips and Composition-uv-ips; LOINC 60591-5. */
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { documentBundle } from './document-bundle.ts';
import { gpAreas } from './gp-areas.ts';
import { ipsSections } from './ips-sections.ts';
import type { PersonRecord } from './person-record.ts';
import type { FeedNote } from './view-context.ts';

export interface DocumentInput {
  readonly record: PersonRecord;
  readonly feeds: readonly FeedNote[];
  /** ISO UTC. */
  readonly now: string;
  readonly newId: () => string;
  /** Of the API, without a trailing slash. */
  readonly baseUrl: string;
}

/**
 * @returns a document Bundle whose sections have entries or say why they have none; it claims no profile, as the profiles
 * of its entries are those of their sources. Nothing is refused: a person of whom no GP has told has a summary that says so.
 */
export function ipsDocument({ record, feeds, now, newId, baseUrl }: DocumentInput): Bundle {
  const context = { record, feeds, now, areas: gpAreas(record, now) };
  return documentBundle({
    title: 'International Patient Summary',
    type: { coding: [{ system: 'http://loinc.org', code: '60591-5', display: 'Patient summary Document' }] },
    sections: ipsSections(context),
    record,
    now,
    newId,
    baseUrl,
    shape: withAbsentData,
  });
}

const DATA_ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
const UNKNOWN = { extension: [{ url: DATA_ABSENT, valueCode: 'unknown' }] };

/** What IPS asks of a person and of a medicine and nobody told: said to be unknown, never made up. */
function withAbsentData(resource: Resource): Resource {
  switch (resource.resourceType) {
    case 'Patient': {
      const absent = {
        ...(resource.birthDate === undefined ? { _birthDate: UNKNOWN } : {}),
        ...(resource.name === undefined ? { name: [UNKNOWN] } : {}),
      };
      return { ...resource, ...absent };
    }
    case 'MedicationStatement': {
      const isTold = resource.effectiveDateTime !== undefined || resource.effectivePeriod !== undefined;
      // The sibling of a primitive, of which the types know nothing.
      return isTold ? resource : { ...resource, ...{ _effectiveDateTime: UNKNOWN } };
    }
    default:
      return resource;
  }
}
