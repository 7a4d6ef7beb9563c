/**
 * What a death means to the person's visits: nobody who died is expected, is here, or goes home. Pure, beside the fold,
 * since the death is the person's and may be told by any message. FHIR R4 Encounter.status; UKCore-DischargeMethodEngland.
 */
import type { CareSetting, Death, Timed, VisitState } from '../../mappings/adt/resources/states.ts';
import { DISCHARGE_METHOD } from '../../mappings/adt/tables/england.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** "Patient died" and "Stillbirth". */
const DIED: ReadonlySet<string> = new Set(['4', '5']);

/**
 * Where the person is dead, planned settings are cancelled, and those that go on end with the death, or at the last time
 * that is known of them, if that is later. A setting in which something happened more than a day after the death
 * contradicts it and goes on, to be seen. A finished setting ended by death where its discharge method says so, or where
 * the death lies within it or up to an hour after it.
 * @param death of the person, as it is stated now; undefined where none is.
 * @returns the same state where nothing changes.
 */
export function withDeath(state: VisitState, death: Death | undefined): VisitState {
  const settings = state.settings.map((setting) => afterDeath(setting, death));
  return settings.every((setting, i) => setting === state.settings[i]) ? state : { ...state, settings };
}

/**
 * A death that was taken back: the visits that it had changed are as they were, by the message that took it back.
 * @param death as it was stated.
 */
export function withoutDeath(
  state: VisitState,
  death: Death,
  by: Pick<Death, 'stamp' | 'sourceMessageId'>,
): VisitState {
  const dead = withDeath(state, death);
  if (dead === state) return state;
  return {
    ...state,
    settings: state.settings.map((setting, i) =>
      dead.settings[i] === setting ? setting : { ...setting, ...sourced(setting, by) },
    ),
  };
}

function afterDeath(setting: CareSetting, death: Death | undefined): CareSetting {
  switch (setting.status) {
    case 'planned':
      return death === undefined
        ? setting
        : { ...withoutPlans(setting), status: 'cancelled', ...sourced(setting, death) };
    case 'arrived':
    case 'in-progress':
    case 'onleave':
      return death === undefined || contradicts(setting, death) ? setting : endedWith(setting, death);
    case 'finished':
      return isEndedByDeath(setting, death) ? { ...withoutPlans(setting), endedBy: 'death' } : setting;
    default:
      return setting;
  }
}

/** Something happened to the patient more than a day after they are said to have died. */
function contradicts(setting: CareSetting, death: Timed): boolean {
  const last = lastKnown(setting);
  return last !== undefined && Date.parse(last.instant) - Date.parse(death.instant) > DAY_MS;
}

function endedWith(setting: CareSetting, told: Death): CareSetting {
  const death: Timed = { instant: told.instant, dateTime: told.dateTime };
  const start = setting.start ?? setting.stays[0]?.start;
  const end = start !== undefined && start.instant > death.instant ? (lastKnown(setting) ?? death) : death;
  const since = setting.earlier.at(-1)?.end ?? setting.start;
  return {
    ...withoutPlans(setting),
    ...sourced(setting, told),
    status: 'finished',
    end,
    endedBy: 'death',
    earlier: [
      ...setting.earlier,
      { status: setting.status, ...(since === undefined ? {} : { start: since }), end },
    ].flatMap((former) => until(former, end)),
    // A body is moved too: that is no stay of the patient.
    stays: setting.stays.flatMap((stay) => until(stay, end)),
    formerParticipants: setting.formerParticipants.flatMap((former) => until(former, end)),
  };
}

/** The later, in the order of facts, of what the setting is known by and of what told of the death. */
function sourced(
  { sourceStamp, sourceMessageId }: CareSetting,
  death: Pick<Death, 'stamp' | 'sourceMessageId'>,
): Pick<CareSetting, 'sourceMessageId' | 'sourceStamp'> {
  return death.stamp > sourceStamp
    ? { sourceMessageId: death.sourceMessageId, sourceStamp: death.stamp }
    : { sourceMessageId, sourceStamp };
}

function until<T extends { readonly start?: Timed; readonly end?: Timed }>(
  span: T,
  end: Timed,
): readonly T[] {
  if (span.start !== undefined && span.start.instant > end.instant) return [];
  return span.end !== undefined && span.end.instant <= end.instant ? [span] : [{ ...span, end }];
}

function isEndedByDeath(setting: CareSetting, death: Timed | undefined): boolean {
  const { start, end, endedBy, data } = setting;
  const method = data.dischargeMethod?.coding?.find(({ system }) => system === DISCHARGE_METHOD.system);
  if (DIED.has(method?.code ?? '')) return true;
  // Care went on elsewhere, and with it the story of the death.
  if (death === undefined || end === undefined || endedBy === 'next-setting') return false;
  const died = Date.parse(death.instant);
  const left = Date.parse(end.instant);
  const came = start === undefined ? left - DAY_MS : Date.parse(start.instant);
  return died >= came && died <= left + HOUR_MS;
}

function lastKnown({ start, stays }: CareSetting): Timed | undefined {
  const moved = stays.at(-1)?.start;
  if (start === undefined || moved === undefined) return start ?? moved;
  return moved.instant > start.instant ? moved : start;
}

function withoutPlans({ plannedLocation: _planned, data, ...setting }: CareSetting): CareSetting {
  const { expectedDischarge: _expected, expectedReturn: _return, ...rest } = data;
  return { ...setting, data: rest };
}
