/** That the council has a case of the person: read by attribution. */
import type { PlaceEvidence } from '../../source-set.ts';
import type { ThingCommon } from '../case-thing.ts';

export function councilEvidence({ source, recorded }: ThingCommon): PlaceEvidence {
  return { kind: 'council', council: source.organisation, asOf: recorded, source: source.name };
}
