/** The readers of the place's feeds other than ADT. */
import { councilReader } from './intake/read-council.ts';
import { decisionReader } from './intake/read-decision.ts';
import type { DocumentReader } from './intake/read-document.ts';
import { gpSummaryReader } from './intake/read-gp-summary.ts';
import type { CouncilSource } from './intake/read-return-part.ts';
import type { Place } from './place.ts';

export function placeDocuments({ gpSummaries, councils }: Place): readonly DocumentReader[] {
  return [
    decisionReader(),
    ...(gpSummaries === undefined ? [] : [gpSummaryReader(gpSummaries.id)]),
    ...councils.map((council) => councilReader(councilSource(council))),
  ];
}

export function councilSource({
  id,
  name,
  code,
  organisation,
  personSystem,
}: Place['councils'][number]): CouncilSource {
  return { id, name, organisation: { code: organisation ?? code, name }, personSystem };
}
