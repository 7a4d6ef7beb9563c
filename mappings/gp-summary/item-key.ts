/**
 * By what a resource of a GP Connect bundle is known again in the next one: its business identifier, never its id, which
 * the specification does not promise to keep. GP Connect 1.6.2 "Resource guidance".
 */
import { GMC_NUMBER, GMP_NUMBER, ODS_ORGANISATION } from '../../conformance/systems.ts';
import type { IdOf, ResourceIds } from '../resource-ids.ts';
import type { Json } from './stu3/mapper.ts';
import { objects, token } from './stu3/read-json.ts';

/** Names an item of one prescription, not the entry in the record. */
const NOT_OF_THE_ENTRY = 'https://fhir.nhs.uk/Id/prescription-order-item-number';
/** Stays when the record moves to another system. */
const CROSS_CARE_SETTING = 'https://fhir.nhs.uk/Id/cross-care-setting-identifier';

/** Two of these without identifier are told apart by nothing but the id within the bundle, a name least of all. */
const LOCAL_TYPES: ReadonlySet<string> = new Set([
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'Medication',
  'List',
  'Patient',
]);

/**
 * @returns `<Type>|<system>|<value>` (a plan and its order apart), which does not depend on the order of identifiers;
 * `<Type>|local|<id>` for people, organisations and places without identifier; else one made of the content.
 * @param resolve the resource that a reference leads to: two medicines may differ in nothing but the product.
 */
export function itemKey(
  resource: Json,
  idOf: IdOf,
  resolve: (reference: string) => Json | undefined = () => undefined,
): string {
  const type = token(resource['resourceType']) ?? '';
  const named = businessIdentifier(resource);
  if (named !== undefined) {
    const intent = type === 'MedicationRequest' ? `|${token(resource['intent']) ?? ''}` : '';
    return `${type}|${named}${intent}`;
  }
  const id = token(resource['id']);
  if (LOCAL_TYPES.has(type) && id !== undefined) return `${type}|local|${id}`;
  return `${type}|content|${idOf('gp-content', contentOf(resource, resolve))}`;
}

const NATIONAL: readonly unknown[] = [GMC_NUMBER, GMP_NUMBER, 'https://fhir.nhs.uk/Id/sds-user-id'];

/** @returns the id of an organisation with an ODS code, or of a practitioner with a national number: the same whoever names them. */
export function sharedId(resource: Json, ids: ResourceIds): string | undefined {
  if (resource['resourceType'] === 'Organization') {
    const ods = odsCode(resource);
    return ods === undefined ? undefined : ids.organization(ods);
  }
  const national = nationalNumber(resource);
  return national === undefined ? undefined : ids.practitioner({ ...national, name: {} });
}

/** @returns the national number of a practitioner. */
export function nationalNumber(
  practitioner: Json,
): { readonly system: string; readonly value: string } | undefined {
  if (practitioner['resourceType'] !== 'Practitioner') return undefined;
  return objects(practitioner['identifier'])
    .flatMap(({ system, value }) => {
      const [itsSystem, itsValue] = [token(system), token(value)];
      return itsSystem !== undefined && itsValue !== undefined && NATIONAL.includes(itsSystem)
        ? [{ system: itsSystem, value: itsValue }]
        : [];
    })
    .sort((a, b) => (a.system + a.value < b.system + b.value ? -1 : 1))[0];
}

/** @returns the organisation's ODS code in capitals. */
export function odsCode(organization: Json): string | undefined {
  const named = objects(organization['identifier']).find(({ system }) => system === ODS_ORGANISATION);
  const code = token(named?.['value'])?.toUpperCase();
  return code !== undefined && /^[A-Z0-9]{3,12}$/.test(code) ? code : undefined;
}

function businessIdentifier(resource: Json): string | undefined {
  const named = objects(resource['identifier']).flatMap((identifier) => {
    const [system, value] = [token(identifier['system']), token(identifier['value'])];
    return system === undefined || value === undefined || system === NOT_OF_THE_ENTRY
      ? []
      : [{ system, value }];
  });
  const best = named.find(({ system }) => system === CROSS_CARE_SETTING);
  return best === undefined
    ? named.map(({ system, value }) => `${system}|${value}`).sort()[0]
    : `${best.system}|${best.value}`;
}

/** Without what changes from bundle to bundle: ids, versions and references but those to a product; keys in order. */
function contentOf(resource: Json, resolve: (reference: string) => Json | undefined): string {
  return JSON.stringify(resource, (name, value: unknown) => {
    if (name === 'reference') {
      const target = typeof value === 'string' ? resolve(value) : undefined;
      return target?.['resourceType'] === 'Medication' ? target['code'] : undefined;
    }
    if (name === 'id' || name === 'meta') return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
