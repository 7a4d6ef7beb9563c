/** Stays and plans -> Encounter.location: where a patient was, is, and is about to be. UKCore-Encounter 2.5.0. */
import type { EncounterLocation } from '@medplum/fhirtypes';
import { LOCATION_PHYSICAL_TYPE } from '../../../conformance/systems.ts';
import type { PatientLocation } from '../visit-fact.ts';
import { locationName, type PlaceNames } from './directory.ts';
import type { ResourceIds } from '../../resource-ids.ts';
import { period } from './period.ts';
import type { CareSetting, Timed } from './states.ts';

export function locations(
  setting: CareSetting,
  { ids, names }: { readonly ids: ResourceIds; readonly names: PlaceNames },
): EncounterLocation[] {
  const entry = (
    location: PatientLocation,
    status: EncounterLocation['status'],
    start?: Timed,
    end?: Timed,
  ): EncounterLocation => ({
    location: { reference: `Location/${ids.location(location)}`, display: locationName(location, names) },
    ...(status === undefined ? {} : { status }),
    physicalType: { coding: [physicalType(location)] },
    ...(start === undefined && end === undefined ? {} : { period: period(start, end) }),
  });
  return [
    ...setting.stays.map((stay) =>
      entry(stay.location, stay.end === undefined ? 'active' : 'completed', stay.start, stay.end),
    ),
    ...(setting.plannedLocation === undefined ? [] : [entry(setting.plannedLocation, 'planned')]),
  ];
}

function physicalType({ bed, room }: PatientLocation): { system: string; code: string; display: string } {
  const system = LOCATION_PHYSICAL_TYPE;
  if (bed !== undefined) return { system, code: 'bd', display: 'Bed' };
  return room === undefined
    ? { system, code: 'wa', display: 'Ward' }
    : { system, code: 'ro', display: 'Room' };
}
