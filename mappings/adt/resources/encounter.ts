/**
 * A care setting -> Encounter, and the visit's grouping parent. UKCore-Encounter 2.5.0; Interweave-Encounter and
 * -EncounterGrouping (draft 0.0.1): children tell their own story, the parent has period and hospitalization only.
 */
import type {
  Encounter,
  EncounterHospitalization,
  EncounterLocation,
  Extension,
  Identifier,
} from '@medplum/fhirtypes';
import {
  INTERWEAVE_ENCOUNTER_CLASS,
  INTERWEAVE_LOCAL_ENCOUNTER,
  LOCATION_PHYSICAL_TYPE,
  UK_CORE,
} from '../../../conformance/systems.ts';
import { encounterClass } from '../tables/patient-class.ts';
import type { PatientLocation } from '../fact.ts';
import { locationName, type PlaceNames } from './directory.ts';
import { participants } from './encounter-participants.ts';
import type { ResourceIds } from './ids.ts';
import type { CareSetting, Timed, VisitState } from './states.ts';

export interface EncounterContext {
  readonly ids: ResourceIds;
  readonly names: PlaceNames;
  /** ODS code of the organisation that gives the care. */
  readonly organisation: string;
}

type WithId = Encounter & { id: string };

/** Every Encounter of a visit: one for each care setting and, where there is more than one, the parent. */
export function encounters(state: VisitState, context: EncounterContext): WithId[] {
  const grouped = state.settings.length > 1;
  const children = state.settings.map((setting) => child(setting, state, context, grouped));
  return grouped ? [...children, parent(state, context)] : children;
}

function child(setting: CareSetting, state: VisitState, context: EncounterContext, grouped: boolean): WithId {
  const { ids } = context;
  const { data } = setting;
  return {
    resourceType: 'Encounter',
    id: ids.encounter(state.visit, setting.key),
    meta: { source: `urn:uuid:${setting.sourceMessageId}`, profile: [`${UK_CORE}UKCore-Encounter`] },
    ...optional('extension', extensions(setting)),
    identifier: identifiers(state, context, data.alternateVisitId),
    status: setting.status,
    ...optional(
      'statusHistory',
      setting.earlier.map(({ status, start, end }) => ({ status, period: period(start, end) })),
    ),
    class: encounterClass(setting.class),
    ...(data.patientType == null ? {} : { type: [data.patientType] }),
    ...(data.serviceType == null ? {} : { serviceType: data.serviceType }),
    ...(data.priority == null ? {} : { priority: data.priority }),
    subject: { reference: `Patient/${ids.patient(state.person)}` },
    ...optional('participant', participants(data, ids)),
    ...(setting.start === undefined && setting.end === undefined
      ? {}
      : { period: period(setting.start, setting.end) }),
    ...(data.reason == null ? {} : { reasonCode: [data.reason] }),
    ...hospitalization(setting),
    ...optional('location', locations(setting, context)),
    serviceProvider: provider(context),
    ...(grouped ? { partOf: { reference: `Encounter/${ids.encounter(state.visit, 'grouping')}` } } : {}),
  };
}

/** The whole admission and discharge under one roof; alerts speak of the children, never of this. */
function parent(state: VisitState, context: EncounterContext): WithId {
  const { ids } = context;
  const took = state.settings.filter((s) => s.status !== 'cancelled');
  const settings = took.length === 0 ? state.settings : took;
  const starts = settings.flatMap((s) => s.start ?? []).toSorted(byInstant);
  const ends = settings.flatMap((s) => s.end ?? []).toSorted(byInstant);
  const open = settings.find((s) => s.end === undefined);
  const latest = settings.reduce((a, b) => (a.sourceStamp >= b.sourceStamp ? a : b));
  const merged: CareSetting['data'] = Object.assign(
    {},
    ...settings.map((s) => s.data),
  ) as CareSetting['data'];
  return {
    resourceType: 'Encounter',
    id: ids.encounter(state.visit, 'grouping'),
    meta: { source: `urn:uuid:${latest.sourceMessageId}` },
    identifier: identifiers(state, context, undefined),
    status: open?.status ?? settings.at(-1)?.status ?? 'unknown',
    class: {
      system: INTERWEAVE_ENCOUNTER_CLASS,
      code: 'GROUPING',
      display: 'Grouping of related Encounters',
    },
    subject: { reference: `Patient/${ids.patient(state.person)}` },
    ...(starts.length === 0
      ? {}
      : { period: period(starts[0], open === undefined ? ends.at(-1) : undefined) }),
    ...hospitalization({ ...latest, data: merged }),
    serviceProvider: provider(context),
  };
}

function identifiers(
  state: VisitState,
  context: EncounterContext,
  alternate: string | null | undefined,
): Identifier[] {
  return [
    state.visitNumber,
    { system: INTERWEAVE_LOCAL_ENCOUNTER, value: `${context.organisation}.${state.visitNumber.value ?? ''}` },
    ...(alternate == null || alternate === state.visitNumber.value
      ? []
      : [
          {
            use: 'secondary' as const,
            system: `${state.visitNumber.system ?? ''}-alternate`,
            value: alternate,
          },
        ]),
  ];
}

function extensions({ data, key, status }: CareSetting): Extension[] {
  const planned = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Encounter.';
  return [
    ...(data.dischargeMethod == null || key === 'outpatient'
      ? []
      : [{ url: `${UK_CORE}Extension-UKCore-DischargeMethod`, valueCodeableConcept: data.dischargeMethod }]),
    ...(data.modeOfArrival == null
      ? []
      : [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/encounter-modeOfArrival',
            valueCoding: data.modeOfArrival.coding?.[0] ?? { display: data.modeOfArrival.text ?? '' },
          },
        ]),
    ...(data.expectedAdmission == null || status !== 'planned'
      ? []
      : [{ url: `${planned}plannedStartDate`, valueDateTime: data.expectedAdmission }]),
    ...(data.expectedDischarge == null
      ? []
      : [{ url: `${planned}plannedEndDate`, valueDateTime: data.expectedDischarge }]),
  ];
}

function hospitalization({ data }: CareSetting): { hospitalization?: EncounterHospitalization } {
  const result: EncounterHospitalization = {
    ...(data.admissionMethod == null
      ? {}
      : {
          extension: [
            { url: `${UK_CORE}Extension-UKCore-AdmissionMethod`, valueCodeableConcept: data.admissionMethod },
          ],
        }),
    ...(data.preAdmitNumber == null ? {} : { preAdmissionIdentifier: { value: data.preAdmitNumber } }),
    ...(data.admitSource == null ? {} : { admitSource: data.admitSource }),
    ...(data.readmission == null ? {} : { reAdmission: data.readmission }),
    ...(data.dischargeDestination == null ? {} : { dischargeDisposition: data.dischargeDestination }),
  };
  return Object.keys(result).length === 0 ? {} : { hospitalization: result };
}

function locations(setting: CareSetting, { ids, names }: EncounterContext): EncounterLocation[] {
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

function provider({ ids, names, organisation }: EncounterContext): NonNullable<Encounter['serviceProvider']> {
  const display = names.organisation(organisation);
  return {
    reference: `Organization/${ids.organization(organisation)}`,
    ...(display === undefined ? {} : { display }),
  };
}

function period(start: Timed | undefined, end: Timed | undefined): { start?: string; end?: string } {
  return {
    ...(start === undefined ? {} : { start: start.dateTime }),
    ...(end === undefined ? {} : { end: end.dateTime }),
  };
}

function byInstant(a: Timed, b: Timed): number {
  return a.instant < b.instant ? -1 : a.instant > b.instant ? 1 : 0;
}

/** FHIR has no empty arrays. */
function optional<K extends string, T>(key: K, list: readonly T[]): Partial<Record<K, T[]>> {
  // A computed key widens to an index signature; the object holds exactly K or nothing.
  return (list.length === 0 ? {} : { [key]: [...list] }) as Partial<Record<K, T[]>>;
}
