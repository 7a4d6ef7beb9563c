/**
 * Where the patient is about to go: PV1-42 (HL7 v2.4 3.3.15). ITK ADT 1.0.15 does not use PV1-42 and gives its A15 no
 * other place for it, so that some senders write a pending transfer as they write a transfer: to PV1-3, from PV1-6.
 */
import { location } from '../datatypes/location.ts';
import type { PatientLocation, VisitFactKind } from '../visit-fact.ts';
import type { FeedProfile } from '../feed-profile.ts';
import { IssueList } from '../issue.ts';
import type { SourceSegment } from '../source-message.ts';

/**
 * PV1-42 where it is sent. In a pending transfer without it PV1-3 is the destination only where PV1-6 names another
 * place to come from: without PV1-6, PV1-3 is where the patient is, and where to is not known.
 */
export function pendingLocation(
  pv1: SourceSegment,
  kind: VisitFactKind,
  feed: FeedProfile,
  issues: IssueList,
): PatientLocation | null | undefined {
  if (pv1.repetitions(42).length > 0) return location(pv1, 42, feed, issues);
  if (kind !== 'pending-transfer') return undefined;
  // Both are reported on where they are read for themselves, or for nothing else.
  const to = location(pv1, 3, feed, new IssueList());
  const from = location(pv1, 6, feed, new IssueList());
  if (to == null || from == null || JSON.stringify(to) === JSON.stringify(from)) return undefined;
  issues.add('PV1-3', 'Encounter.location', 'PV1-42 is not sent; as PV1-6 differs, PV1-3 is where to');
  return to;
}
