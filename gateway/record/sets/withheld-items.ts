/**
 * What a practice holds back in one of its sets: no other, older set of it shows it either. GP Connect 1.6.2 "List",
 * warning `confidential-items`.
 */
import type { GpAreaFoldState } from '../../../mappings/gp-summary/area-state.ts';
import type { SetResource, SetRow } from './set-rows.ts';

/** @returns the resources that the set knows of and that no reader may see. */
export function withheldIn({ form, state }: SetRow): readonly SetResource[] {
  if (form !== 'gp-area') return [];
  // Only the form's own fold made the state.
  const { items } = JSON.parse(state) as GpAreaFoldState;
  return items
    .filter(({ standing }) => standing === 'withheld')
    .map(({ resource }) => ({ type: resource.resourceType, id: resource.id }));
}
