/** A section of what a council tells, or teams enter; where it is empty, whether anybody could have told. */
import type { CodeableConcept } from '@medplum/fhirtypes';
import type { Stored } from './person-record.ts';
import { oldReturnWords, socialSources, toldSocial } from './social-words.ts';
import { silenceWords, unheardWords, type ViewContext } from './view-context.ts';
import type { Told, ViewSection } from './view-section.ts';

interface CouncilHeading {
  readonly title: string;
  readonly code: CodeableConcept;
  /** `No service at home is told`: that is no evidence that there is none. */
  readonly nothing: string;
}

/** @param more what is told beside the entries. */
export function councilSection<T extends Stored>(
  { title, code, nothing }: CouncilHeading,
  { feeds, now }: ViewContext,
  entries: readonly T[],
  words: (entry: T) => string,
  more: readonly Told[] = [],
): ViewSection {
  return {
    title,
    code,
    warnings: [...silenceWords(feeds, 'council'), ...oldReturnWords(entries, now)],
    told: [...entries.map((entry) => toldSocial(entry, words(entry))), ...more],
    entries,
    sources: socialSources(entries, now),
    absence: { code: 'unavailable', text: unheardWords(feeds, 'council', nothing) },
  };
}
