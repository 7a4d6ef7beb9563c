/** PL -> where the patient is, read through the feed's location profile. ITK: ward in .2, bed in .3, site in .4. */
import type { PatientLocation } from '../visit-fact.ts';
import type { FeedProfile } from '../feed-profile.ts';
import type { IssueList } from '../issue.ts';
import type { SourceSegment } from '../source-message.ts';
import { lookUp } from '../tables/look-up.ts';

/** Absent, cleared, or a location with at least a ward: the place's code for it, where the feed's differs. */
export function location(
  segment: SourceSegment,
  field: number,
  feed: FeedProfile,
  issues: IssueList,
): PatientLocation | null | undefined {
  const first = segment.repetitions(field)[0];
  if (first === undefined) return undefined;
  if (first.isNull) return null;
  // Only the facility (HD) has sub-components: elsewhere `&` is text that the sender forgot to escape, as in `A&E`.
  const part = (component: number, sub?: 1): string | undefined => {
    if (component === 0) return undefined;
    const value = first.value(component, sub)?.trim();
    return value === undefined || value === '' ? undefined : value.slice(0, 64);
  };
  const sentSite = part(feed.location.site, 1);
  const site = sentSite !== undefined && /^[A-Z0-9]{3,9}$/.test(sentSite) ? sentSite : undefined;
  if (sentSite !== undefined && site === undefined) {
    issues.add(
      `${segment.name}-${field}.${feed.location.site}`,
      'Location.identifier:odsSiteCode',
      'the site is not an ODS code',
    );
  }
  const sentWard = part(feed.location.ward);
  const ward = sentWard === undefined ? undefined : (lookUp(feed.wards, sentWard) ?? sentWard);
  const room = part(feed.location.room);
  const bed = part(feed.location.bed);
  if (ward === undefined) {
    issues.add(
      `${segment.name}-${field}`,
      'Encounter.location',
      room === undefined && bed === undefined
        ? 'the location names no ward, room or bed where this feed sends them'
        : 'the location names no ward where this feed sends it, and a bed alone is no place',
    );
    return undefined;
  }
  return {
    // A site that is named otherwise is another site: it is kept as sent, not taken for the usual one.
    site: sentSite ?? feed.defaultSite,
    ward,
    ...(room === undefined ? {} : { room }),
    ...(bed === undefined ? {} : { bed }),
  };
}
