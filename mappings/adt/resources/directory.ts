/**
 * Practitioner, Organization and Location from what messages and the place's configuration name.
 * UKCore-Practitioner 2.4.0, UKCore-Organization 2.5.1, UKCore-Location 2.3.0; Interweave Location rules (the name
 * reads alone, levels chained by partOf).
 */
import type { HumanName, Location, Organization, Practitioner } from '@medplum/fhirtypes';
import { LOCATION_PHYSICAL_TYPE, ODS_ORGANISATION, ODS_SITE, UK_CORE } from '../../../conformance/systems.ts';
import type { ClinicianStatement, OrganisationStatement } from '../../fact.ts';
import type { PatientLocation } from '../visit-fact.ts';
import { locationPath, type ResourceIds } from '../../resource-ids.ts';

/** Names that the configuration gives to codes; undefined where it knows none. */
export interface PlaceNames {
  site(ods: string): string | undefined;
  ward(site: string, code: string): { readonly name: string; readonly emergency: boolean } | undefined;
  organisation(ods: string): string | undefined;
  /** The organisation that a site belongs to. */
  trust(site: string): string | undefined;
}

export function practitioner(
  statement: ClinicianStatement & { system: string; value: string },
  id: string,
): Practitioner & { id: string } {
  return {
    resourceType: 'Practitioner',
    id,
    meta: { profile: [`${UK_CORE}UKCore-Practitioner`] },
    identifier: [{ system: statement.system, value: statement.value }],
    ...(Object.keys(statement.name).length === 0 ? {} : { name: [statement.name] }),
  };
}

export function organization(
  { ods, name }: OrganisationStatement,
  id: string,
): Organization & { id: string } {
  return {
    resourceType: 'Organization',
    id,
    meta: { profile: [`${UK_CORE}UKCore-Organization`] },
    identifier: [{ system: ODS_ORGANISATION, value: ods }],
    active: true,
    ...(name === undefined ? {} : { name }),
  };
}

/** The location and the levels above it, from the site down; each level is a Location of its own. */
export function locationChain(
  location: PatientLocation,
  names: PlaceNames,
  ids: ResourceIds,
  localBase: string,
): (Location & { id: string })[] {
  const levels = levelsOf(location);
  const trust = names.trust(location.site);
  return levels.map((level, i): Location & { id: string } => {
    const parent = levels[i - 1];
    return {
      resourceType: 'Location',
      id: ids.location(level),
      meta: { profile: [`${UK_CORE}UKCore-Location`] },
      identifier: [
        parent === undefined
          ? { system: isOds(level.site) ? ODS_SITE : `${localBase}site`, value: level.site }
          : { system: `${localBase}location`, value: locationPath(level) },
      ],
      status: 'active',
      name: locationName(level, names),
      mode: 'instance',
      type: [roleType(level, names)],
      physicalType: { coding: [physicalType(level)] },
      ...(trust === undefined
        ? {}
        : { managingOrganization: { reference: `Organization/${ids.organization(trust)}` } }),
      ...(parent === undefined ? {} : { partOf: { reference: `Location/${ids.location(parent)}` } }),
    };
  });
}

/** "Rotherham Hospital: Ward B6: Bed 3". */
export function locationName(location: PatientLocation, names: PlaceNames): string {
  const { site, ward, room, bed } = location;
  return [
    names.site(site) ?? site,
    ...(ward === undefined ? [] : [names.ward(site, ward)?.name ?? ward]),
    ...(room === undefined ? [] : [room]),
    ...(bed === undefined ? [] : [bed]),
  ].join(': ');
}

/** Dr Samuel Darwin. */
export function personName(name: HumanName): string {
  return [...(name.prefix ?? []), ...(name.given ?? []), name.family]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** The shape of an ODS site code. */
function isOds(site: string): boolean {
  return /^[A-Z0-9]{3,9}$/.test(site);
}

function levelsOf({ site, ward, room, bed }: PatientLocation): PatientLocation[] {
  const levels: PatientLocation[] = [{ site }];
  if (ward !== undefined) levels.push({ site, ward });
  if (room !== undefined) levels.push({ site, ...(ward === undefined ? {} : { ward }), room });
  if (bed !== undefined) {
    levels.push({
      site,
      ...(ward === undefined ? {} : { ward }),
      ...(room === undefined ? {} : { room }),
      bed,
    });
  }
  return levels;
}

function roleType(level: PatientLocation, names: PlaceNames): NonNullable<Location['type']>[number] {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';
  if (level.ward === undefined) return { coding: [{ system, code: 'HOSP', display: 'Hospital' }] };
  return names.ward(level.site, level.ward)?.emergency === true
    ? { coding: [{ system, code: 'ER', display: 'Emergency room' }] }
    : { coding: [{ system, code: 'HU', display: 'Hospital unit' }] };
}

function physicalType(level: PatientLocation): { system: string; code: string; display: string } {
  const system = LOCATION_PHYSICAL_TYPE;
  if (level.bed !== undefined) return { system, code: 'bd', display: 'Bed' };
  if (level.room !== undefined) return { system, code: 'ro', display: 'Room' };
  if (level.ward !== undefined) return { system, code: 'wa', display: 'Ward' };
  return { system, code: 'si', display: 'Site' };
}
