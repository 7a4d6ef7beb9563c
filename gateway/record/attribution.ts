/**
 * To which locality a person belongs, with the reason, the evidence and since when. Design section 4. Now by the
 * registered practice; care home, council allocation and address come with their feeds.
 */
import type { Extension } from '@medplum/fhirtypes';
import { LOCALITY_ATTRIBUTION, LOCALITY_CODES } from '../../conformance/systems.ts';
import type { PersonState } from '../../mappings/adt/resources/states.ts';

/** The place's practices and localities, as attribution reads them. */
export interface Localities {
  /** Locality of a practice of the place; undefined for any other. */
  byPractice(ods: string): { readonly code: string; readonly name: string } | undefined;
}

/** Nobody is dropped: without a practice the locality is `unknown`, with one elsewhere `out-of-area`. */
export function attributionOf(state: PersonState, localities: Localities): Extension {
  const practice = state.data.practice?.ods;
  const locality = practice === undefined ? undefined : localities.byPractice(practice);
  const coding =
    locality ??
    (practice === undefined
      ? { code: 'unknown', name: 'Locality unknown' }
      : { code: 'out-of-area', name: 'Registered outside the place' });
  const reason =
    locality !== undefined
      ? 'registered-practice'
      : practice === undefined
        ? 'no-registered-practice'
        : 'practice-outside-place';
  return {
    url: LOCALITY_ATTRIBUTION,
    extension: [
      { url: 'locality', valueCoding: { system: LOCALITY_CODES, code: coding.code, display: coding.name } },
      { url: 'reason', valueCode: reason },
      ...(practice === undefined ? [] : [{ url: 'evidence', valueString: practice }]),
      ...(state.practiceSince === undefined
        ? []
        : [{ url: 'since', valueDateTime: state.practiceSince.dateTime }]),
    ],
  };
}

/** The locality codes of a Patient made here. */
export function localityCodes(extensions: readonly Extension[] | undefined): string[] {
  return (extensions ?? [])
    .filter((e) => e.url === LOCALITY_ATTRIBUTION)
    .flatMap((e) => e.extension?.find((part) => part.url === 'locality')?.valueCoding?.code ?? []);
}
