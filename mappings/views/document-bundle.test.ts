import type { Bundle, Composition, Condition, Patient } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { documentBundle } from './document-bundle.ts';
import { personRecord, type Stored } from './person-record.ts';
import { NOW, PATIENT } from './testing/view-records.ts';
import type { ViewSection } from './view-section.ts';

const uuid = (n: number): string => `22222222-0000-5000-8000-${String(n).padStart(12, '0')}`;
const FORMER = uuid(99);

const condition: Stored<Condition> = {
  resourceType: 'Condition',
  id: uuid(1),
  contained: [{ resourceType: 'Practitioner', id: 'c' }],
  subject: { reference: `Patient/${FORMER}` },
  recorder: { reference: `PractitionerRole/${uuid(2)}` },
  asserter: { reference: '#c' },
  encounter: { reference: `Encounter/${uuid(8)}`, display: 'A visit' },
  stage: [{ assessment: [{ reference: 'https://elsewhere.example/Observation/9' }] }],
};
const role = {
  resourceType: 'PractitionerRole',
  id: uuid(2),
  organization: { reference: `Organization/${uuid(3)}` },
} as const;
const organization = { resourceType: 'Organization', id: uuid(3), name: 'Example Surgery' } as const;
const odd = { resourceType: 'Organization', id: 'not-a-uuid', name: 'Odd' } as const;
const stranger = { resourceType: 'Organization', id: uuid(4), name: 'Nobody refers to it' } as const;

function made(entries: ViewSection['entries'], warnings: readonly string[] = []): Bundle {
  const patient: Stored<Patient> = {
    ...PATIENT,
    link: [{ type: 'replaces', other: { reference: `Patient/${FORMER}` } }],
    managingOrganization: { reference: 'Organization/not-a-uuid' },
  };
  let ids = 0;
  return documentBundle({
    title: 'A view',
    type: { text: 'A view' },
    sections: [
      {
        title: 'One',
        code: { text: 'One' },
        warnings,
        told: [{ text: 'A <b> & "c"', source: 'S', time: 'today' }],
        entries,
        sources: [{ name: 'S' }],
        absence: { code: 'unavailable', text: 'Nothing' },
      },
    ],
    record: personRecord(patient, [condition, role, organization, odd, stranger], [FORMER]),
    now: NOW,
    newId: () => uuid(100 + ids++),
    baseUrl: 'http://gateway.test/fhir',
  });
}

const resources = (bundle: Bundle) => bundle.entry?.map(({ resource }) => resource) ?? [];

describe('a document', () => {
  it('has the Composition first, then the Patient, then what it needs, each once with a fullUrl', () => {
    const bundle = made([condition, condition]);
    expect(
      bundle.entry?.map(({ fullUrl, resource }) => `${resource?.resourceType ?? ''} ${fullUrl ?? ''}`),
    ).toEqual([
      `Composition urn:uuid:${uuid(101)}`,
      `Patient urn:uuid:${PATIENT.id}`,
      `Condition urn:uuid:${uuid(1)}`,
      'Organization http://gateway.test/fhir/Organization/not-a-uuid',
      `PractitionerRole urn:uuid:${uuid(2)}`,
      `Organization urn:uuid:${uuid(3)}`,
      `Device urn:uuid:${uuid(102)}`,
    ]);
    // Safe: as was seen above.
    const composition = resources(bundle)[0] as Composition;
    expect(composition.section?.[0]?.entry).toEqual([{ reference: `urn:uuid:${uuid(1)}` }]);
    expect(bundle).toMatchObject({
      type: 'document',
      timestamp: NOW,
      identifier: { value: `urn:uuid:${uuid(100)}` },
    });
  });

  it('points to what is in it by its fullUrl, also where a former entry of the person is named', () => {
    expect(resources(made([condition]))[2]).toMatchObject({
      subject: { reference: `urn:uuid:${PATIENT.id}` },
      recorder: { reference: `urn:uuid:${uuid(2)}` },
      asserter: { reference: '#c' },
    });
  });

  it('says in words to what else it pointed, and points to nothing that is not there', () => {
    const [, , told] = resources(made([condition]));
    expect(told).toMatchObject({
      encounter: { display: 'A visit' },
      stage: [{ assessment: [{ display: 'Something that is not part of this document' }] }],
    });
    expect(JSON.stringify(told)).not.toMatch(/Encounter\/|elsewhere/);
  });

  it('leaves out links of the Patient to other entries', () => {
    expect(resources(made([]))[1]).not.toHaveProperty('link');
  });

  it('escapes what it tells, and leaves the record as it was', () => {
    const before = JSON.stringify(condition);
    const composition = resources(made([condition], ['<script>']))[0] as Composition;
    expect(composition.section?.[0]?.text?.div).toBe(
      '<div xmlns="http://www.w3.org/1999/xhtml"><p><strong>&lt;script&gt;</strong></p>' +
        '<ul><li>A &lt;b&gt; &amp; &quot;c&quot; (S, today)</li></ul></div>',
    );
    expect(JSON.stringify(condition)).toBe(before);
  });
});
