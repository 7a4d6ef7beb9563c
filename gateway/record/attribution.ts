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
  /** All that the answers depend on, as text: equal text gives equal attributions. */
  describe(): string;
}

/** A person's attribution, made of their state. */
export function attributionOf(state: PersonState, localities: Localities): Extension {
  return attributionFor(state.data.practice?.ods, state.practiceSince?.dateTime, localities);
}

/**
 * Nobody is dropped: without a practice the locality is `unknown`, with one elsewhere `out-of-area`.
 * @param since FHIR dateTime since when the practice is the registered one.
 */
export function attributionFor(
  practice: string | undefined,
  since: string | undefined,
  localities: Localities,
): Extension {
  const locality = practice === undefined ? undefined : localities.byPractice(practice);
  const [code, display, reason] =
    locality !== undefined
      ? [locality.code, locality.name, 'registered-practice']
      : practice === undefined
        ? ['unknown', 'Locality unknown', 'no-registered-practice']
        : ['out-of-area', 'Registered outside the place', 'practice-outside-place'];
  return {
    url: LOCALITY_ATTRIBUTION,
    extension: [
      { url: 'locality', valueCoding: { system: LOCALITY_CODES, code, display } },
      { url: 'reason', valueCode: reason },
      ...(practice === undefined ? [] : [{ url: 'evidence', valueString: practice }]),
      ...(since === undefined ? [] : [{ url: 'since', valueDateTime: since }]),
    ],
  };
}

/** The locality codes of a Patient made here. */
export function localityCodes(extensions: readonly Extension[] | undefined): string[] {
  return (extensions ?? [])
    .filter((e) => e.url === LOCALITY_ATTRIBUTION)
    .flatMap((e) => e.extension?.find((part) => part.url === 'locality')?.valueCoding?.code ?? []);
}
