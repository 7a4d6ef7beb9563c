/**
 * Sections -> a document: a Bundle with its Composition first, the Patient, every entry of a section, and what these need,
 * each under its fullUrl. FHIR R4 documents.html; bundle.html 2.36.2 (bdl-9 to bdl-11).
 */
import type { Bundle, CodeableConcept, Composition, Device, Patient, Resource } from '@medplum/fhirtypes';
import { dateWords } from '../gp-summary/summary-text.ts';
import { pointedInto, withNeeded } from './document-references.ts';
import { narrative } from './narrative.ts';
import { nameOf, type PersonRecord, type Stored } from './person-record.ts';
import { compositionSection, type ViewSection } from './view-section.ts';

export interface DocumentParts {
  readonly title: string;
  readonly type: CodeableConcept;
  readonly sections: readonly ViewSection[];
  readonly record: PersonRecord;
  /** ISO UTC: the document's time. */
  readonly now: string;
  /** UUIDs for what the document has of its own. */
  readonly newId: () => string;
  /** Of the API, without a trailing slash: for resources whose id is no UUID. */
  readonly baseUrl: string;
  /** What a profile asks of an entry that the record does not hold. */
  readonly shape?: (resource: Resource) => Resource;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The author is the gateway: nobody has checked the document, and its narrative says so. */
export function documentBundle(parts: DocumentParts): Bundle {
  const { record, now, newId, baseUrl } = parts;
  const shaped = (one: Resource): Resource => parts.shape?.(one) ?? one;
  const ids = { bundle: newId(), composition: newId(), author: newId() };
  const patient = aloneInDocument(record.patient);
  const resources = withNeeded(record, [patient, ...parts.sections.flatMap(({ entries }) => entries)]);
  const urls = new Map(resources.map((one) => [nameOf(one), fullUrl(one, baseUrl)]));
  const patientUrl = fullUrl(patient, baseUrl);
  for (const id of record.formerIds) urls.set(`Patient/${id}`, patientUrl);
  const urlOf = (name: string): string | undefined => urls.get(name);
  const author = authorDevice(ids.author);
  const composition: Composition = {
    resourceType: 'Composition',
    id: ids.composition,
    language: 'en-GB',
    text: narrative([
      { kind: 'paragraph', text: `${parts.title}. Made on ${dateWords(now)} of what its sources have told.` },
      {
        kind: 'paragraph',
        text: 'Put together without anybody checking it; each section names its sources.',
      },
    ]),
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${ids.composition}` },
    status: 'final',
    type: parts.type,
    subject: { reference: patientUrl },
    date: now,
    author: [{ reference: `urn:uuid:${ids.author}`, display: AUTHOR }],
    title: parts.title,
    section: parts.sections.map((section) =>
      compositionSection(section, (entry) => urls.get(nameOf(entry)) ?? fullUrl(entry, baseUrl)),
    ),
  };
  return {
    resourceType: 'Bundle',
    id: ids.bundle,
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${ids.bundle}` },
    type: 'document',
    timestamp: now,
    entry: [
      { fullUrl: `urn:uuid:${ids.composition}`, resource: composition },
      ...resources.map((one) => ({
        fullUrl: fullUrl(one, baseUrl),
        resource: shaped(pointedInto<Resource>(one, urlOf)),
      })),
      { fullUrl: `urn:uuid:${ids.author}`, resource: author },
    ],
  };
}

const AUTHOR = 'Rother, record-interoperability gateway';

function authorDevice(id: string): Device {
  return {
    resourceType: 'Device',
    id,
    status: 'active',
    deviceName: [{ name: AUTHOR, type: 'user-friendly-name' }],
  };
}

/** Links lead to entries of other people, or to former ones of this one: none of them is in the document. */
function aloneInDocument({ link: _link, ...patient }: Stored<Patient>): Stored<Patient> {
  return patient;
}

function fullUrl(resource: Stored, baseUrl: string): string {
  return UUID.test(resource.id) ? `urn:uuid:${resource.id}` : `${baseUrl}/${nameOf(resource)}`;
}
