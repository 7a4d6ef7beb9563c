/** For tests: what no Encounter may say of itself, whatever messages made it. FHIR R4 Encounter; Interweave rules. */
import type { Encounter } from '@medplum/fhirtypes';

/** Each contradiction in one line; `others` are the Encounters of the same visit. */
export function encounterFaults(encounter: Encounter, others: readonly Encounter[] = []): string[] {
  const { status, period, location = [], statusHistory = [], participant = [] } = encounter;
  const active = location.filter((entry) => entry.status === 'active');
  const start = instant(period?.start) ?? -Infinity;
  const end = instant(period?.end) ?? Infinity;
  const goesOn = status === 'arrived' || status === 'in-progress' || status === 'onleave';
  const grouping = encounter.class.code === 'GROUPING';
  return [
    ...(start > end ? ['ends before it starts'] : []),
    ...(active.length > 1 ? ['is in two places at once'] : []),
    ...(status === 'finished' && active.length > 0 ? ['is finished and still somewhere'] : []),
    ...(status === 'finished' && period?.end === undefined ? ['is finished without an end'] : []),
    ...(goesOn && period?.end !== undefined ? ['goes on after its end'] : []),
    ...(NEVER_WAS.has(status) && location.length > 0 ? [`is ${status} and names a place`] : []),
    ...(location.some((entry) => entry.status === 'planned') && !goesOn && status !== 'planned'
      ? ['is over and expects a place']
      : []),
    ...(location.filter((entry) => entry.status === 'planned').length > 1 ? ['expects two places'] : []),
    ...statusHistory.flatMap((former) =>
      (instant(former.period.start) ?? -Infinity) > (instant(former.period.end) ?? Infinity)
        ? ['was something before it was']
        : [],
    ),
    ...(participant.some((one) => (instant(one.period?.end) ?? -Infinity) > end)
      ? ['was handed over after its end']
      : []),
    ...location.flatMap((entry) => {
      const from = instant(entry.period?.start) ?? start;
      const to = instant(entry.period?.end) ?? end;
      return from < start || to > end || from > to ? ['has a place outside its period'] : [];
    }),
    ...location.flatMap((entry, i) => {
      const next = location[i + 1];
      const to = instant(entry.period?.end);
      const then = instant(next?.period?.start);
      return to !== undefined && then !== undefined && to > then ? ['has places that overlap'] : [];
    }),
    ...(grouping ? groupingFaults(encounter, others) : []),
  ];
}

const NEVER_WAS: ReadonlySet<Encounter['status']> = new Set(['cancelled', 'entered-in-error']);

/** The parent covers its children, and stands alone: one level, no place of its own. */
function groupingFaults(parent: Encounter, others: readonly Encounter[]): string[] {
  const children = others.filter((e) => e.partOf?.reference === `Encounter/${parent.id ?? ''}`);
  const took = children.filter((child) => !NEVER_WAS.has(child.status));
  const start = instant(parent.period?.start) ?? -Infinity;
  const end = instant(parent.period?.end) ?? Infinity;
  return [
    ...(parent.partOf === undefined ? [] : ['is a parent with a parent']),
    ...(parent.location === undefined ? [] : ['is a parent in a place']),
    ...(children.length < 2 ? ['is a parent of fewer than two'] : []),
    ...(took.some((child) => (instant(child.period?.start) ?? start) < start)
      ? ['starts after a child of it']
      : []),
    ...(took.some((child) => (instant(child.period?.end) ?? -Infinity) > end)
      ? ['ends before a child of it']
      : []),
  ];
}

function instant(dateTime: string | undefined): number | undefined {
  return dateTime === undefined ? undefined : Date.parse(dateTime);
}
