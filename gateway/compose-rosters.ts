/** The rosters of the place: its own localities, and those of whom no locality has, from the record. */
import type { Rosters } from './http/roster.ts';
import type { Place } from './place.ts';
import { OUT_OF_AREA, UNKNOWN_LOCALITY } from './record/attribution.ts';
import { rosterCounts, rosterPage } from './record/roster.ts';
import type { Db } from './store/engine.ts';

export function placeRosters({ localities }: Pick<Place, 'localities'>, db: Db): Rosters {
  const all = [...localities, UNKNOWN_LOCALITY, OUT_OF_AREA];
  return {
    localities: new Map(all.map(({ code, name }) => [code, name])),
    page: (locality, after, limit) => rosterPage(db, { locality, after, limit }),
    counts: (locality) => rosterCounts(db, locality),
  };
}
