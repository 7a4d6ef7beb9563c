/**
 * A care setting -> Encounter, and the visit's grouping parent. UKCore-Encounter 2.5.0; Interweave-Encounter and
 * -EncounterGrouping (draft 0.0.1): children tell their own story, the parent has period and hospitalization only.
 */
import type { Encounter, EncounterHospitalization, Extension, Identifier } from '@medplum/fhirtypes';
import {
  INTERWEAVE_ENCOUNTER_CLASS,
  INTERWEAVE_LOCAL_ENCOUNTER,
  UK_CORE,
} from '../../../conformance/systems.ts';
import type { VisitKey } from '../visit-fact.ts';
import { encounterClass } from '../tables/patient-class.ts';
import type { PlaceNames } from './directory.ts';
import { extensions } from './encounter-extensions.ts';
import { locations } from './encounter-locations.ts';
import { participants } from './encounter-participants.ts';
import type { ResourceIds } from '../../resource-ids.ts';
import { period } from './period.ts';
import type { CareSetting, Timed, VisitState } from './states.ts';

export interface EncounterContext {
  readonly ids: ResourceIds;
  readonly names: PlaceNames;
  /** ODS code of the organisation that gives the care of a visit. */
  readonly organisationOf: (visit: VisitKey) => string;
}

type WithId = Encounter & { id: string };

/** Every Encounter of a visit: one for each care setting and, where there is more than one, the parent. */
export function encounters(state: VisitState, context: EncounterContext): WithId[] {
  const children = state.settings.map((setting) => child(setting, state, context));
  return children.length > 1
    ? grouped(children, [state], context, { id: context.ids.encounter(state.visit, 'grouping') })
    : children;
}

/** The parent under which the Encounters of several visits stand. */
export interface Grouping {
  readonly id: string;
  /** Why they stand together. */
  readonly extension?: readonly Extension[];
}

/**
 * Every Encounter of visits that are one journey: the care settings of each, and the one parent of all.
 * @param states of one person, in any order; their person is the one who stands.
 */
export function encountersOf(
  states: readonly VisitState[],
  context: EncounterContext,
  grouping: Grouping,
): WithId[] {
  const inTurn = states.toSorted((a, b) => (startOf(a) < startOf(b) ? -1 : 1));
  const children = inTurn.flatMap((state) => state.settings.map((setting) => child(setting, state, context)));
  return grouped(children, inTurn, context, grouping);
}

/** By when the visit began, then by its number; one that has not begun stands last. */
function startOf({ settings, visit }: VisitState): string {
  const [first = '~'] = settings.flatMap(({ start }) => start?.instant ?? []).toSorted();
  return `${first}|${visit}`;
}

function grouped(
  children: readonly WithId[],
  states: readonly VisitState[],
  context: EncounterContext,
  grouping: Grouping,
): WithId[] {
  const partOf = { reference: `Encounter/${grouping.id}` };
  return [...children.map((one) => ({ ...one, partOf })), ...parent(states, context, grouping)];
}

function child(setting: CareSetting, state: VisitState, context: EncounterContext): WithId {
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
    ...optional('participant', participants(data, ids, setting.formerParticipants)),
    ...(setting.start === undefined && setting.end === undefined
      ? {}
      : { period: period(setting.start, setting.end) }),
    ...(data.reason == null ? {} : { reasonCode: [data.reason] }),
    ...hospitalization(setting),
    ...optional('location', locations(setting, context)),
    serviceProvider: provider(state, context),
  };
}

/** The whole admission and discharge under one roof; alerts speak of the children, never of this. */
function parent(
  states: readonly VisitState[],
  context: EncounterContext,
  { id, extension = [] }: Grouping,
): WithId[] {
  const [first] = states;
  if (first === undefined) return [];
  const all = states.flatMap(({ settings }) => settings);
  const took = all.filter(({ status }) => status !== 'cancelled' && status !== 'entered-in-error');
  const settings = took.length === 0 ? all : took;
  const starts = settings.flatMap((s) => s.start ?? []).toSorted(byInstant);
  const ends = settings.flatMap((s) => s.end ?? []).toSorted(byInstant);
  const open = settings.find((s) => GOES_ON.has(s.status)) ?? settings.find((s) => s.end === undefined);
  const end = open === undefined ? ends.at(-1) : undefined;
  const latest = settings.reduce((a, b) => (a.sourceStamp >= b.sourceStamp ? a : b));
  const merged: CareSetting['data'] = Object.assign(
    {},
    ...settings.map((s) => s.data),
  ) as CareSetting['data'];
  return [
    {
      resourceType: 'Encounter',
      id,
      meta: { source: `urn:uuid:${latest.sourceMessageId}` },
      ...optional('extension', extension),
      identifier: states.flatMap((state) => identifiers(state, context, undefined)),
      status: open?.status ?? settings.at(-1)?.status ?? 'unknown',
      class: {
        system: INTERWEAVE_ENCOUNTER_CLASS,
        code: 'GROUPING',
        display: 'Grouping of related Encounters',
      },
      subject: { reference: `Patient/${context.ids.patient(first.person)}` },
      ...(starts.length === 0 && end === undefined ? {} : { period: period(starts[0], end) }),
      ...hospitalization({ ...latest, data: merged }),
      serviceProvider: provider(first, context),
    },
  ];
}

const GOES_ON: ReadonlySet<CareSetting['status']> = new Set(['arrived', 'in-progress', 'onleave']);

function identifiers(
  state: VisitState,
  context: EncounterContext,
  alternate: string | null | undefined,
): Identifier[] {
  return [
    state.visitNumber,
    {
      system: INTERWEAVE_LOCAL_ENCOUNTER,
      value: `${context.organisationOf(state.visit)}.${state.visitNumber.value ?? ''}`,
    },
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

function provider(
  { visit }: VisitState,
  { ids, names, organisationOf }: EncounterContext,
): NonNullable<Encounter['serviceProvider']> {
  const organisation = organisationOf(visit);
  const display = names.organisation(organisation);
  return {
    reference: `Organization/${ids.organization(organisation)}`,
    ...(display === undefined ? {} : { display }),
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
