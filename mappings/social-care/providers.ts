/**
 * Organisations of social care: the council by its code, as Interweave's example of Leeds has it, and providers by their
 * location id of the Care Quality Commission. They are the same whoever names them, and go into the directory.
 */
import type { Organization, Reference } from '@medplum/fhirtypes';
import { ODS_ORGANISATION, ROTHER, UK_CORE } from '../../conformance/systems.ts';
import type { IdOf } from '../resource-ids.ts';

/** Identifier system of a provider's location: `1-` and nine to eleven digits. */
export const CQC_LOCATION = `${ROTHER}Id/cqc-location`;

type DirectoryOrganization = Organization & { id: string };

export function isCqcLocation(text: string): boolean {
  return /^1-\d{9,11}$/.test(text);
}

/** @param location CQC location id. */
export function providerOrganization(location: string, idOf: IdOf, name?: string): DirectoryOrganization {
  return {
    resourceType: 'Organization',
    id: providerId(location, idOf),
    meta: { profile: [`${UK_CORE}UKCore-Organization`] },
    identifier: [{ system: CQC_LOCATION, value: location }],
    active: true,
    // UK Core wants a name or an identifier; a return names no provider, and the place's list of care homes may.
    ...(name === undefined ? {} : { name }),
  };
}

export function providerReference(
  location: string,
  idOf: IdOf,
): Reference<Organization> & { reference: string } {
  return {
    reference: `Organization/${providerId(location, idOf)}`,
    display: `Provider with CQC location ${location}`,
  };
}

/** @param code ODS code, or the three-digit code of the council where it has none. */
export function councilOrganization(
  { code, name }: { readonly code: string; readonly name: string },
  idOf: IdOf,
): DirectoryOrganization {
  return {
    resourceType: 'Organization',
    id: idOf('Organization', code),
    meta: { profile: [`${UK_CORE}UKCore-Organization`] },
    identifier: [{ system: ODS_ORGANISATION, value: code }],
    active: true,
    name,
  };
}

function providerId(location: string, idOf: IdOf): string {
  return idOf('Organization', `${CQC_LOCATION}|${location}`);
}
