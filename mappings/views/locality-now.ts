/**
 * Where the person is now, and what was and will be: hospital visits of the last 12 months, the last discharge, reviews due,
 * recalls, planned admissions. PRSB "Admission details", "Contacts with professionals", "Discharge details", "Future
 * appointments".
 */
import { dateWords } from '../gp-summary/summary-text.ts';
import { recalls } from './clinical-picks.ts';
import {
  consultations,
  consultationWords,
  hospitalVisits,
  isOpen,
  isSince,
  toldVisit,
  visitSource,
  visitWords,
  whereNowWords,
  type Visit,
} from './encounters.ts';
import { homeSituation } from './home-situation.ts';
import type { PersonRecord } from './person-record.ts';
import { heading } from './prsb-headings.ts';
import { reviewsDue, reviewWords } from './reviews.ts';
import { oldReturnWords, socialSources, toldSocial } from './social-words.ts';
import { silenceWords, unheardWords, type ViewContext } from './view-context.ts';
import type { SectionSource, Told, ViewSection } from './view-section.ts';
import { joined, nameWords, timeWords, yearsOld } from './view-words.ts';

export function whereNow({ record, feeds, now }: ViewContext): ViewSection {
  const open = hospitalVisits(record).filter(isOpen);
  const home = homeSituation([...record.resources.values()], now);
  const nowhere = unheardWords(feeds, 'hospital', 'Not in hospital as far as the feeds tell');
  return {
    title: 'Who and where now',
    code: heading('admission-details'),
    warnings: [...deathWords(record), ...silenceWords(feeds, 'hospital')],
    told: [
      { text: whoWords(record, now) },
      ...(home === undefined ? [] : [{ text: `At home: ${home}` }]),
      ...open.map((visit) => toldVisit(record, visit, whereNowWords(record, visit))),
    ],
    entries: open,
    sources: visitSources(record, open),
    absence: { code: 'unavailable', text: nowhere },
  };
}

function whoWords({ patient }: PersonRecord, now: string): string {
  const years = yearsOld(patient.birthDate, now);
  const hasDied = patient.deceasedBoolean === true || patient.deceasedDateTime !== undefined;
  return (
    joined([
      nameWords(patient.name) ?? 'Name not known',
      patient.birthDate === undefined ? 'date of birth not known' : `born ${dateWords(patient.birthDate)}`,
      years === undefined || hasDied ? undefined : `${years} years old`,
      patient.gender,
    ]) ?? ''
  );
}

function deathWords({ patient }: PersonRecord): readonly string[] {
  if (patient.deceasedDateTime !== undefined) return [`Died ${timeWords(patient.deceasedDateTime)}`];
  return patient.deceasedBoolean === true ? ['Has died'] : [];
}

/** @param since ISO UTC instant from which events are recent. */
export function recentEvents({ record, feeds }: ViewContext, since: string): ViewSection {
  const from = Date.parse(since);
  const visits = hospitalVisits(record).filter(
    (visit) => visit.status !== 'planned' && !isOpen(visit) && isSince(visit, from),
  );
  const seen = consultations(record).filter((visit) => isSince(visit, from));
  return {
    title: `Events since ${dateWords(since)}`,
    code: heading('contact-with-professionals'),
    warnings: silenceWords(feeds, 'hospital'),
    told: [
      ...visits.map((visit) => toldVisit(record, visit, visitWords(record, visit))),
      ...seen.map((visit) => toldVisit(record, visit, consultationWords(record, visit))),
    ],
    entries: [...visits, ...seen],
    sources: visitSources(record, [...visits, ...seen]),
    absence: {
      code: 'unavailable',
      text: unheardWords(feeds, 'hospital', 'No visit to hospital in that time is told'),
    },
  };
}

export function lastDischarge({ record, feeds }: ViewContext): ViewSection {
  const [last] = hospitalVisits(record).filter(
    ({ status, class: { code } }) => status === 'finished' && code === 'IMP',
  );
  const entries = last === undefined ? [] : [last];
  return {
    title: 'Last discharge',
    code: heading('discharge-details'),
    warnings: [],
    told: entries.map((visit) => toldVisit(record, visit, visitWords(record, visit))),
    entries,
    sources: visitSources(record, entries),
    absence: {
      code: 'unavailable',
      text: unheardWords(feeds, 'hospital', 'No discharge from a ward in the last 12 months is told'),
    },
  };
}

/** Reviews of the council, recalls of the practice's diary, planned admissions; what is past its day is overdue. */
export function coming(context: ViewContext): ViewSection {
  const { record, now, feeds } = context;
  const planned = hospitalVisits(record).filter(({ status }) => status === 'planned');
  const reviews = reviewsDue(record);
  const diaries = context.areas.filter(({ area, superseded }) => area === 'diary' && !superseded);
  const diary = diaries.flatMap(({ items, source, asOf }) =>
    recalls(items).map(({ resource, text }) => ({
      resource,
      told: { text, source, time: `as of ${dateWords(asOf)}` } satisfies Told,
    })),
  );
  return {
    title: 'What is coming',
    code: heading('future-appointments'),
    warnings: [...silenceWords(feeds, 'council'), ...oldReturnWords(reviews, now)],
    told: [
      ...reviews.map((task) => toldSocial(task, reviewWords(task, now))),
      ...diary.map(({ told }) => told),
      ...planned.map((visit) => toldVisit(record, visit, visitWords(record, visit))),
    ],
    entries: [...reviews, ...diary.map(({ resource }) => resource), ...planned],
    sources: [
      ...socialSources(reviews, now),
      ...diaries.map(({ source, asOf, state }) => ({ name: source, asOf, state })),
      ...visitSources(record, planned),
    ],
    absence: {
      code: 'unavailable',
      text: unheardWords(feeds, 'council', 'No review and no appointment is told'),
    },
  };
}

function visitSources(record: PersonRecord, visits: readonly Visit[]): readonly SectionSource[] {
  const latest = new Map<string, SectionSource>();
  for (const visit of visits) {
    const name = visitSource(record, visit);
    if (name === undefined) continue;
    const asOf = visit.meta?.lastUpdated;
    const known = latest.get(name)?.asOf;
    if (known === undefined || (asOf !== undefined && asOf > known)) {
      latest.set(name, { name, ...(asOf === undefined ? {} : { asOf }) });
    }
  }
  return [...latest.values()];
}
