/** Search parameters that several types have in the same words: of every resource, of addresses, names and telecoms. */
import type { Declaration, Step } from './definition.ts';
import { bool, code, contact, definedBy, text } from './forms.ts';

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

/** The six address parameters. `definedIn` begins the definition's name: `individual`, or the type itself. */
export function addressParameters(definedIn: string): Declaration[] {
  return [
    { ...text('address', 'address'), element: 'Address' as const },
    text('address-city', 'address.city'),
    text('address-country', 'address.country'),
    text('address-postalcode', 'address.postalCode'),
    text('address-state', 'address.state'),
    code('address-use', 'address.use', 'http://hl7.org/fhir/address-use'),
  ].map((declaration) => definedBy(definedIn, declaration));
}

const telecom = (system: string): readonly Step[] => [
  { name: 'telecom', where: { field: 'system', is: system } },
];

/** By any telecom, and by those of one system. */
export const TELECOMS: readonly Declaration[] = [
  definedBy('individual', { ...contact('email'), paths: [telecom('email')] }),
  definedBy('individual', { ...contact('phone'), paths: [telecom('phone')] }),
  definedBy('individual', contact('telecom')),
];

export const NAME: Declaration = { code: 'name', kind: 'string', element: 'HumanName', paths: ['name'] };
export const PHONETIC: Declaration = definedBy('individual', { ...NAME, code: 'phonetic', phonetic: true });
export const GENDER: Declaration = definedBy(
  'individual',
  code('gender', 'gender', 'http://hl7.org/fhir/administrative-gender'),
);

/** Patient and Practitioner: names, telecoms and gender. */
export const INDIVIDUAL: readonly Declaration[] = [
  ...addressParameters('individual'),
  ...TELECOMS,
  definedBy('individual', text('family', 'name.family')),
  definedBy('individual', text('given', 'name.given')),
  NAME,
  PHONETIC,
  GENDER,
];

/** A boolean element `active`. */
export const ACTIVE: Declaration = bool('active', 'active');
