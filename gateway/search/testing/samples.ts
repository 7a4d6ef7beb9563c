/** Resources that fill every search parameter of their type, for tests of the index. Synthetic people only. */
import type {
  Basic,
  Encounter,
  Group,
  Location,
  Organization,
  Patient,
  Practitioner,
  Resource,
  Subscription,
} from '@medplum/fhirtypes';
import { LOCALITY_ATTRIBUTION, LOCALITY_CODES, NHS_NUMBER } from '../../../conformance/systems.ts';

const META = {
  source: 'urn:uuid:1',
  profile: ['http://example.org/a', 'http://example.org/b'],
  tag: [{ system: 'http://example.org/tags', code: 'x' }],
  security: [{ code: 'R' }],
};
const ADDRESS = [
  {
    use: 'home' as const,
    line: ['1 Test Street', 'Testham'],
    city: 'Rotherham',
    district: 'South Yorkshire',
    postalCode: 'S60 1AB',
    country: 'GB',
    state: 'Yorks',
    text: 'whole',
  },
  { use: 'old' as const, postalCode: 'S65 2ZZ' },
];
const TELECOM = [
  { system: 'phone' as const, value: '01709 555 010' },
  { system: 'email' as const, value: 'A.Test@example.org' },
  { value: 'no system' },
];
const NAME = [
  { family: 'Tèst', given: ['Ann', 'Bee'], prefix: ['Mrs'], text: 'Mrs Ann Tèst' },
  { family: 'Former' },
];

export const patient: Patient = {
  resourceType: 'Patient',
  meta: META,
  extension: [
    {
      url: LOCALITY_ATTRIBUTION,
      extension: [
        { url: 'locality', valueCoding: { system: LOCALITY_CODES, code: 'central', display: 'Central' } },
        { url: 'reason', valueCoding: { system: LOCALITY_CODES, code: 'not-a-locality' } },
      ],
    },
    { url: 'http://example.org/other', extension: [{ url: 'locality', valueCoding: { code: 'wrong' } }] },
  ],
  active: true,
  identifier: [
    { system: NHS_NUMBER, value: '9990000018' },
    { value: 'X1' },
    { system: 'http://example.org/empty' },
  ],
  name: NAME,
  telecom: TELECOM,
  gender: 'female',
  birthDate: '1950-03',
  deceasedDateTime: '2026-01-02T03:04:05+00:00',
  address: ADDRESS,
  communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'en' }, { code: 'cy' }] } }],
  generalPractitioner: [
    { reference: 'Practitioner/gp1' },
    { reference: 'Organization/C87017/_history/2' },
    { reference: 'Patient/not-a-gp' },
    { reference: '#contained' },
    { reference: 'http://elsewhere.example/Practitioner/1' },
    { identifier: { value: 'logical' } },
  ],
  managingOrganization: { reference: 'Organization/RFR' },
  link: [{ other: { reference: 'Patient/p2' }, type: 'seealso' }],
};

export const encounter: Encounter = {
  resourceType: 'Encounter',
  meta: META,
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
  type: [{ coding: [{ code: 'a' }] }, { text: 'no code' }],
  identifier: [{ system: 'http://example.org/visit', value: 'V-1' }],
  subject: { reference: 'Patient/p1' },
  period: { start: '2026-11-02T10:00:00+00:00' },
  participant: [
    { individual: { reference: 'Practitioner/d1' }, type: [{ coding: [{ code: 'ATND' }] }] },
    { individual: { reference: 'RelatedPerson/r1' } },
  ],
  location: [
    { location: { reference: 'Location/a' }, period: { start: '2026-11-02', end: '2026-11-03' } },
    { location: { reference: 'Location/b' } },
  ],
  partOf: { reference: 'Encounter/e0' },
  serviceProvider: { reference: 'Organization/RFR' },
  reasonCode: [{ coding: [{ code: 'chest pain' }] }],
  reasonReference: [{ reference: 'Condition/c1' }],
  diagnosis: [{ condition: { reference: 'Condition/c1' } }],
  account: [{ reference: 'Account/a1' }],
  appointment: [{ reference: 'Appointment/a1' }],
  basedOn: [{ reference: 'ServiceRequest/s1' }],
  episodeOfCare: [{ reference: 'EpisodeOfCare/e1' }],
  hospitalization: { specialArrangement: [{ coding: [{ code: 'wheel' }] }] },
};
export const groupVisit: Encounter = {
  resourceType: 'Encounter',
  status: 'planned',
  class: { code: 'EMER' },
  subject: { reference: 'Group/g1' },
};
const location: Location = {
  resourceType: 'Location',
  name: 'Ward B6',
  alias: ['B Six', 'Bee'],
  status: 'active',
  operationalStatus: { code: 'O' },
  address: ADDRESS[0] ?? {},
  type: [{ coding: [{ code: 'HU' }] }],
  identifier: [{ value: 'B6' }],
  managingOrganization: { reference: 'Organization/RFR' },
  partOf: { reference: 'Location/site' },
  endpoint: [{ reference: 'Endpoint/e' }],
};
const organization: Organization = {
  resourceType: 'Organization',
  active: false,
  name: 'Test Practice',
  alias: ['TP'],
  address: ADDRESS,
  type: [{ coding: [{ code: 'prov' }] }],
  identifier: [{ value: 'C87017' }],
  partOf: { reference: 'Organization/ICB' },
  endpoint: [{ reference: 'Endpoint/e' }],
};
const practitioner: Practitioner = {
  resourceType: 'Practitioner',
  active: true,
  name: NAME,
  telecom: TELECOM,
  address: ADDRESS,
  gender: 'male',
  identifier: [{ value: 'G1' }],
  communication: [{ coding: [{ code: 'en' }] }],
};
const group: Group = {
  resourceType: 'Group',
  type: 'person',
  actual: true,
  identifier: [{ value: 'C1' }],
  code: { coding: [{ code: 'caseload' }] },
  managingEntity: { reference: 'Organization/team' },
  characteristic: [
    {
      code: { coding: [{ code: 'age' }] },
      valueCodeableConcept: { coding: [{ code: 'old' }] },
      exclude: false,
    },
  ],
  member: [{ entity: { reference: 'Patient/p1' } }, { entity: { reference: 'Patient/p2' }, inactive: true }],
};
const subscription: Subscription = {
  resourceType: 'Subscription',
  status: 'active',
  reason: 'test',
  criteria: 'https://rother.example/fhir/SubscriptionTopic/admission',
  contact: [{ system: 'email', value: 'x@example.org' }],
  channel: { type: 'rest-hook', endpoint: 'https://team.example/hook', payload: 'application/fhir+json' },
};
const basic: Basic = {
  resourceType: 'Basic',
  code: { coding: [{ code: 'note' }] },
  created: '2026-11-01',
  author: { reference: 'Practitioner/d1' },
  subject: { reference: 'Patient/p1' },
  identifier: [{ value: 'B1' }],
};
export const SAMPLES: readonly Resource[] = [
  patient,
  { ...patient, deceasedDateTime: undefined, deceasedBoolean: false } as unknown as Resource,
  { resourceType: 'Patient', deceasedBoolean: true },
  { resourceType: 'Patient' },
  encounter,
  groupVisit,
  location,
  organization,
  practitioner,
  group,
  subscription,
  basic,
  { ...basic, subject: { reference: 'Task/t1' } },
];
