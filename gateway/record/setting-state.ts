/** All that the fold knows of one care setting: plain data, so that it can be kept and gone on with. */
import type { PatientLocation, VisitFact } from '../../mappings/adt/visit-fact.ts';
import type { CareSetting, CareSettingStatus, Stay, Timed } from '../../mappings/adt/resources/states.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import { told, type Description } from './description.ts';

/** A message as the source of a state. */
export type Cause = Pick<VisitFact, 'stamp' | 'sourceMessageId'>;

export interface SettingState {
  readonly key: CareSettingKey;
  status?: CareSettingStatus;
  class?: string | undefined;
  start?: Timed | undefined;
  end?: Timed | undefined;
  endedBy?: CareSetting['endedBy'] | undefined;
  implied: boolean;
  /** Since when the status is what it is. */
  since?: Timed | undefined;
  planned?: PatientLocation | undefined;
  earlier: CareSetting['earlier'];
  stays: readonly Stay[];
  former: CareSetting['formerParticipants'];
  data: Description;
  source: Cause;
}

/** @param data what was said before the setting began. */
export function newSetting(key: CareSettingKey, source: Cause, data: Description = {}): SettingState {
  return { key, implied: false, earlier: [], stays: [], former: [], data, source: causeOf(source) };
}

/** As the resource mappings read it. */
export function careSetting(is: SettingState): CareSetting {
  return {
    key: is.key,
    status: is.status ?? 'unknown',
    ...(is.class === undefined ? {} : { class: is.class }),
    ...(is.start === undefined ? {} : { start: is.start }),
    ...(is.end === undefined ? {} : { end: is.end }),
    ...(is.endedBy === undefined ? {} : { endedBy: is.endedBy }),
    implied: is.implied,
    earlier: is.earlier,
    stays: is.stays,
    formerParticipants: is.former,
    ...(is.planned === undefined ? {} : { plannedLocation: is.planned }),
    data: told(is.data, is.start),
    sourceMessageId: is.source.sourceMessageId,
    sourceStamp: is.source.stamp,
  };
}

export function causeOf({ stamp, sourceMessageId }: Cause): Cause {
  return { stamp, sourceMessageId };
}
