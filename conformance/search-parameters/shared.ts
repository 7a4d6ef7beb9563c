/** Search parameters that several types have in the same words: of every resource, of addresses, names and telecoms. */
import type { Declaration, Step } from './definition.ts';

/** FHIR R4 search.html 3.1.1.3. `_id` and `_lastUpdated` are answered from the resource table, not from here. */
export const EVERY_RESOURCE: readonly Declaration[] = [
  { code: '_tag', kind: 'token', element: 'Coding', paths: ['meta.tag'], definition: 'Resource-tag' },
  {
    code: '_security',
    kind: 'token',
    element: 'Coding',
    paths: ['meta.security'],
    definition: 'Resource-security',
  },
  { code: '_profile', kind: 'uri', element: 'uri', paths: ['meta.profile'], definition: 'Resource-profile' },
  { code: '_source', kind: 'uri', element: 'uri', paths: ['meta.source'], definition: 'Resource-source' },
];

/** The two that are columns of the resource table: declared for the CapabilityStatement and for sorting. */
export const RESOURCE_COLUMNS = [
  { code: '_id', kind: 'token', url: 'http://hl7.org/fhir/SearchParameter/Resource-id' },
  { code: '_lastUpdated', kind: 'date', url: 'http://hl7.org/fhir/SearchParameter/Resource-lastUpdated' },
] as const;

/** The six address parameters. `definedBy` begins the definition's name: `individual`, or the type itself. */
export function addressParameters(definedBy: string): Declaration[] {
  const text = (code: string, path: string): Declaration => ({
    code,
    kind: 'string',
    element: 'string',
    paths: [path],
    definition: `${definedBy}-${code}`,
  });
  return [
    { ...text('address', 'address'), element: 'Address' },
    text('address-city', 'address.city'),
    text('address-country', 'address.country'),
    text('address-postalcode', 'address.postalCode'),
    text('address-state', 'address.state'),
    {
      code: 'address-use',
      kind: 'token',
      element: 'code',
      paths: ['address.use'],
      definition: `${definedBy}-address-use`,
      impliedSystem: 'http://hl7.org/fhir/address-use',
    },
  ];
}

const telecom = (system: string): readonly Step[] => [
  { name: 'telecom', where: { field: 'system', is: system } },
];

/** Patient and Practitioner: names, telecoms and gender. */
export const INDIVIDUAL: readonly Declaration[] = [
  ...addressParameters('individual'),
  {
    code: 'email',
    kind: 'token',
    element: 'ContactPoint',
    paths: [telecom('email')],
    definition: 'individual-email',
  },
  {
    code: 'phone',
    kind: 'token',
    element: 'ContactPoint',
    paths: [telecom('phone')],
    definition: 'individual-phone',
  },
  {
    code: 'telecom',
    kind: 'token',
    element: 'ContactPoint',
    paths: ['telecom'],
    definition: 'individual-telecom',
  },
  {
    code: 'family',
    kind: 'string',
    element: 'string',
    paths: ['name.family'],
    definition: 'individual-family',
  },
  { code: 'given', kind: 'string', element: 'string', paths: ['name.given'], definition: 'individual-given' },
  { code: 'name', kind: 'string', element: 'HumanName', paths: ['name'] },
  {
    code: 'phonetic',
    kind: 'string',
    element: 'HumanName',
    paths: ['name'],
    definition: 'individual-phonetic',
    phonetic: true,
  },
  {
    code: 'gender',
    kind: 'token',
    element: 'code',
    paths: ['gender'],
    definition: 'individual-gender',
    impliedSystem: 'http://hl7.org/fhir/administrative-gender',
  },
];

/** A boolean element `active`. */
export const ACTIVE: Declaration = {
  code: 'active',
  kind: 'token',
  element: 'boolean',
  paths: ['active'],
  impliedSystem: 'http://terminology.hl7.org/CodeSystem/special-values',
};
