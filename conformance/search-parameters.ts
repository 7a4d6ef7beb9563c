/**
 * Every search parameter that this server answers: of the base specification all of kind token, reference, date,
 * string and uri for the served types, and our own `locality`. Index rows, queries and the CapabilityStatement
 * all read this table, so that none of them can claim what another does not do. FHIR R4 search.html, searchparameter-registry.
 */
import { BASIC } from './search-parameters/basic.ts';
import {
  SERVED_TYPES,
  declare,
  type SearchParameter,
  type ServedType,
} from './search-parameters/definition.ts';
import { LOCATION, ORGANIZATION, PRACTITIONER } from './search-parameters/directory.ts';
import { ENCOUNTER } from './search-parameters/encounter.ts';
import { GROUP } from './search-parameters/group.ts';
import { PATIENT } from './search-parameters/patient.ts';
import { EVERY_RESOURCE } from './search-parameters/shared.ts';
import { SUBSCRIPTION } from './search-parameters/subscription.ts';

const DECLARED = {
  Patient: PATIENT,
  Encounter: ENCOUNTER,
  Location: LOCATION,
  Organization: ORGANIZATION,
  Practitioner: PRACTITIONER,
  Group: GROUP,
  Subscription: SUBSCRIPTION,
  Basic: BASIC,
} as const;

const BY_TYPE: ReadonlyMap<ServedType, ReadonlyMap<string, SearchParameter>> = new Map(
  SERVED_TYPES.map((type) => [
    type,
    new Map(declare(type, [...EVERY_RESOURCE, ...DECLARED[type]]).map((p) => [p.code, p])),
  ]),
);

/** The parameters of one type in the order of their declaration, without `_id` and `_lastUpdated`. */
export function searchParameters(type: ServedType): SearchParameter[] {
  return [...(BY_TYPE.get(type)?.values() ?? [])];
}

/** One parameter by name; undefined where the type has none of that name that is served. */
export function searchParameter(type: ServedType, code: string): SearchParameter | undefined {
  return BY_TYPE.get(type)?.get(code);
}

/** The served types that a reference parameter may point to; none for other kinds. */
export function servedTargets(parameter: SearchParameter): ServedType[] {
  const targets = parameter.targets ?? [];
  return targets === 'any' ? [...SERVED_TYPES] : SERVED_TYPES.filter((type) => targets.includes(type));
}
