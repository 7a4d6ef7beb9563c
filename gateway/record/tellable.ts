/** Which care settings are told at all, and as what. */
import type { CareSetting } from '../../mappings/adt/resources/states.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';

/** Emergency and inpatient care are told, and a stay of unknown class; outpatient attendances are no journey. */
export const OPENING: Partial<Record<CareSettingKey, 'arrived' | 'admitted'>> = {
  emergency: 'arrived',
  inpatient: 'admitted',
  unknown: 'admitted',
};

/** What happened, unless its class is unknown and nobody said "admitted": that may be a clinic. */
export function isTellable(setting: CareSetting | undefined): setting is CareSetting {
  if (!happened(setting)) return false;
  return (
    setting.key !== 'unknown' ||
    setting.status === 'in-progress' ||
    setting.earlier.some(({ status }) => status === 'in-progress')
  );
}

const HAPPENED: ReadonlySet<CareSetting['status']> = new Set([
  'arrived',
  'in-progress',
  'onleave',
  'finished',
]);

/** The patient was or is here; one on leave has not left. */
export function happened(setting: CareSetting | undefined): setting is CareSetting {
  return setting !== undefined && HAPPENED.has(setting.status);
}
