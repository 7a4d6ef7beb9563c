/**
 * Which visits of one person are one journey although their systems number them apart: an A&E attendance and the
 * admission that it became, and one stay that two systems tell. Pure, and the same for any order of arrival.
 * Interweave: a change of care setting is a new Encounter under a grouping parent; the windows are this product's choice.
 */
import type { VisitKey } from '../../mappings/adt/visit-fact.ts';
import type { CareSetting } from '../../mappings/adt/resources/states.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import { byStart, startedWithin } from './near-starts.ts';

/** A care setting as linking reads it. Instants are ISO UTC. */
export interface LinkableSetting {
  readonly key: CareSettingKey;
  /** The patient was or is there. */
  readonly happened: boolean;
  readonly starts?: string;
  readonly ends?: string;
  readonly endedBy?: NonNullable<CareSetting['endedBy']>;
  /** Code of the admission method (England). */
  readonly method?: string;
}

export interface LinkableVisit {
  readonly visit: VisitKey;
  readonly settings: readonly LinkableSetting[];
}

export type Evidence =
  /** Table 0112, 1: the attendance ended as admitted. */
  | 'attendance-ended-admitted'
  /** Admission method 21: this provider's emergency department. */
  | 'admitted-through-emergency-department'
  /** The attendance had not ended when the admission began. */
  | 'attendance-open-at-admission'
  /** Two systems tell a stay of the same kind that began at nearly the same time. */
  | 'same-setting-same-time';

export interface JourneyLink {
  readonly kind: 'became-admission' | 'same-stay';
  /** The attendance; of two tellings of one stay the one that counts. */
  readonly from: VisitKey;
  readonly to: VisitKey;
  readonly setting: CareSettingKey;
  readonly evidence: readonly Evidence[];
  /** Between the end of the attendance (or its start, while it is open) and the admission; of a same stay between the starts. */
  readonly minutes: number;
  readonly certainty: 'high' | 'moderate' | 'low';
}

/** How long after the recorded end of the attendance the admission may begin. An end that was entered later is no matter. */
const AFTER_END_MS = 24 * 3_600_000;
/** Nobody waits longer than this from arrival to admission; a later one is another story. */
const LONGEST_WAIT_MS = 48 * 3_600_000;
/** The clocks of two systems, and the order in which they are filled in. */
const SLACK_MS = 3_600_000;
/** An attendance that did not end as admitted is followed by its admission within this time, or by another one. */
const SOON_MS = 2 * 3_600_000;
/** Visits whose starts lie further apart than this are never linked with each other. */
export const NEIGHBOURHOOD_MS = LONGEST_WAIT_MS + SLACK_MS;

/**
 * A person of many numbers may have thousands of visits: each attendance is compared only with what began near it.
 * @param visits of one person, each once. @returns the links that hold, in a stable order.
 */
export function linkVisits(visits: readonly LinkableVisit[]): readonly JourneyLink[] {
  const attendances = byStart(visits, (visit) => find(visit, 'emergency')?.starts);
  const admissions = byStart(visits, (visit) => find(visit, 'inpatient')?.starts);
  const candidates = attendances.flatMap(({ what: a, at }) => [
    ...startedWithin(admissions, at - SLACK_MS, at + LONGEST_WAIT_MS).flatMap((b) => becameAdmission(a, b)),
    ...startedWithin(attendances, at, at + SLACK_MS).flatMap((b) => sameStay(a, b)),
  ]);
  const links = bestPairs(candidates);
  return links.toSorted((a, b) => compare([a.from, a.to, a.kind], [b.from, b.to, b.kind]));
}

/** The visit that stands for each journey of several, by the visits that are part of it: the one that began first. */
export function journeysOf(
  visits: readonly LinkableVisit[],
  links: readonly JourneyLink[],
): ReadonlyMap<VisitKey, VisitKey> {
  const starts = new Map(visits.map((visit) => [visit.visit, startOf(visit)]));
  const journeys = new Map<VisitKey, ReadonlySet<VisitKey>>();
  for (const { from, to } of links) {
    const joined = new Set([...(journeys.get(from) ?? [from]), ...(journeys.get(to) ?? [to])]);
    for (const key of joined) journeys.set(key, joined);
  }
  const rank = (key: VisitKey): string => `${starts.get(key) ?? ''}|${key}`;
  const first = (keys: ReadonlySet<VisitKey>): VisitKey =>
    [...keys].reduce((a, b) => (rank(b) < rank(a) ? b : a));
  return new Map([...journeys].map(([key, keys]) => [key, first(keys)]));
}

/** When the first setting began that linking looks at; '' where none did. */
export function startOf({ settings }: Pick<LinkableVisit, 'settings'>): string {
  return settings
    .flatMap((s) => (s.happened && isLinked(s.key) ? (s.starts ?? []) : []))
    .reduce((a, b) => (a === '' || b < a ? b : a), '');
}

export function linkable(setting: CareSetting): LinkableSetting {
  const method = setting.data.admissionMethod?.coding?.[0]?.code;
  return {
    key: setting.key,
    happened: ['arrived', 'in-progress', 'onleave', 'finished'].includes(setting.status),
    ...(setting.start === undefined ? {} : { starts: setting.start.instant }),
    ...(setting.end === undefined ? {} : { ends: setting.end.instant }),
    ...(setting.endedBy === undefined ? {} : { endedBy: setting.endedBy }),
    ...(method === undefined ? {} : { method }),
  };
}

function isLinked(key: CareSettingKey): boolean {
  return key === 'emergency' || key === 'inpatient';
}

function find(visit: LinkableVisit, key: CareSettingKey): LinkableSetting | undefined {
  return visit.settings.find((s) => s.key === key && s.happened && s.starts !== undefined);
}

function becameAdmission(a: LinkableVisit, b: LinkableVisit): JourneyLink[] {
  const attendance = find(a, 'emergency');
  const admission = find(b, 'inpatient');
  if (attendance?.starts === undefined || admission?.starts === undefined) return [];
  // One number told both settings already: it needs no help.
  if (find(a, 'inpatient') !== undefined || find(b, 'emergency') !== undefined) return [];
  if (attendance.endedBy === 'death') return [];
  const arrived = Date.parse(attendance.starts);
  const admitted = Date.parse(admission.starts);
  const ended = attendance.ends === undefined ? undefined : Date.parse(attendance.ends);
  if (admitted < arrived - SLACK_MS || admitted > arrived + LONGEST_WAIT_MS) return [];
  if (ended !== undefined && admitted > ended + AFTER_END_MS) return [];
  if (ended === undefined && admitted > arrived + AFTER_END_MS) return [];
  const evidence: Evidence[] = [];
  if (attendance.endedBy === 'next-setting') evidence.push('attendance-ended-admitted');
  if (admission.method === '21') evidence.push('admitted-through-emergency-department');
  if (ended === undefined || admitted <= ended) evidence.push('attendance-open-at-admission');
  if (!isEnough(evidence, admission.method, attendance.endedBy, admitted - (ended ?? arrived))) return [];
  const strong = evidence.filter((e) => e !== 'attendance-open-at-admission').length;
  return [
    {
      kind: 'became-admission',
      from: a.visit,
      to: b.visit,
      setting: 'inpatient',
      evidence,
      minutes: Math.round((admitted - (ended ?? arrived)) / 60_000),
      certainty: strong === 2 ? 'high' : strong === 1 ? 'moderate' : 'low',
    },
  ];
}

function isEnough(
  evidence: readonly Evidence[],
  method: string | undefined,
  endedBy: LinkableSetting['endedBy'],
  gapMs: number,
): boolean {
  if (evidence.includes('attendance-ended-admitted')) return true;
  // Planned, a birth, or from elsewhere: it came another way, whatever the times say.
  if (method !== undefined && method !== '21' && !UNSPECIFIC.has(method)) return false;
  // Told as gone home before the admission began.
  if (endedBy === 'discharge' && gapMs > 0) return method === '21' && gapMs <= SOON_MS;
  return evidence.length > 0;
}

/** Emergency admission methods that may have gone through A&E as well. */
const UNSPECIFIC = new Set(['22', '23', '24', '25', '28', '2D', '98', '99']);

function sameStay(a: LinkableVisit, b: LinkableVisit): JourneyLink[] {
  if (systemOf(a.visit) === systemOf(b.visit)) return [];
  const one = find(a, 'emergency');
  const other = find(b, 'emergency');
  if (one?.starts === undefined || other?.starts === undefined) return [];
  // The earlier one counts, so each pair is told once.
  if (`${one.starts}|${a.visit}` > `${other.starts}|${b.visit}`) return [];
  const gap = Date.parse(other.starts) - Date.parse(one.starts);
  if (gap > SLACK_MS) return [];
  return [
    {
      kind: 'same-stay',
      from: a.visit,
      to: b.visit,
      setting: 'emergency',
      evidence: ['same-setting-same-time'],
      minutes: Math.round(gap / 60_000),
      certainty: gap <= SLACK_MS / 4 ? 'moderate' : 'low',
    },
  ];
}

/** The best pairs first, each visit once of a kind: so every attendance becomes one admission at most, and the reverse. */
function bestPairs(candidates: readonly JourneyLink[]): readonly JourneyLink[] {
  const taken = new Set<string>();
  const best: JourneyLink[] = [];
  for (const link of candidates.toSorted((a, b) => compare(rankOf(a), rankOf(b)))) {
    const ends =
      link.kind === 'same-stay'
        ? [`same ${link.from}`, `same ${link.to}`]
        : [`from ${link.from}`, `to ${link.to}`];
    if (ends.some((end) => taken.has(end))) continue;
    for (const end of ends) taken.add(end);
    best.push(link);
  }
  return best;
}

const CERTAINTY = { high: 0, moderate: 1, low: 2 } as const;

/** What is near comes before what is sure: the admission of an hour ago is not that of this morning's attendance. */
function rankOf({ kind, minutes, certainty, from, to }: JourneyLink): readonly (number | string)[] {
  return [kind, minutes <= SOON_MS / 60_000 ? 0 : 1, CERTAINTY[certainty], Math.abs(minutes), from, to];
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (const [i, one] of a.entries()) {
    const other = b[i];
    if (other === undefined || one === other) continue;
    return one < other ? -1 : 1;
  }
  return 0;
}

function systemOf(visit: VisitKey): string {
  return visit.slice(0, visit.lastIndexOf('|'));
}
