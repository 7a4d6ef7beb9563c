/**
 * What readers are told of a GP summary: of the state of an area, its warnings and doubts, its age. One place for the
 * words, so that the record page, the List, `$summary` and exports say the same. GP Connect 1.6.2 "List" (empty reason,
 * warning codes) and "Error handling": a refusal is told in the same words whatever its reason.
 */
import type { AreaAge } from './area-age.ts';
import type { AreaCode, AreaScope, AreaState, AreaWarning } from './summary.ts';

/** Why a reader should not take an area as it stands. */
export type Doubt = 'contradiction' | 'two-of-one-time' | 'kept' | 'not-provided-now' | 'received-time';

const DOUBTS: Readonly<Record<Doubt, string>> = {
  contradiction:
    'The practice records that none are known and, beside it, active entries: take the entries as real and ask the practice.',
  'two-of-one-time': 'Two summaries of the same time differ; the one that stands later in order is shown.',
  kept: 'Some items are not in the latest summary; they are kept from an earlier one, and marked, because the latest may not be whole.',
  'not-provided-now':
    'The practice system does not provide this at present, or has it switched off; what is shown is of an earlier summary.',
  'received-time': 'The practice gave no time of its own: the date is that of receipt.',
};

/** @returns the sentence for a doubt. */
export function doubtWords(doubt: Doubt): string {
  return DOUBTS[doubt];
}

export interface ToldState {
  readonly area: AreaCode;
  /** `not-asked`: there is no statement of the area at all. */
  readonly state: AreaState | 'not-asked';
  /** FHIR dateTime of what is shown. */
  readonly refreshed?: string;
  /** FHIR dateTime of the first refusal since then. */
  readonly notRefreshedSince?: string;
  /** FHIR dateTime at which it was recorded that none are known. */
  readonly recorded?: string;
}

/** @returns what to conclude from an area, in a phrase without a full stop. "Nothing recorded" is never "none". */
export function stateWords(told: ToldState): string {
  switch (told.state) {
    case 'recorded':
      return 'Recorded at the practice';
    case 'incomplete':
      return 'Recorded at the practice, but incomplete';
    case 'nothing-recorded':
      return 'Nothing recorded at the practice';
    case 'explicitly-none':
      return told.recorded === undefined
        ? `${noneKnown(told.area)}, date of recording not given`
        : `${noneKnown(told.area)}, recorded on ${dateWords(told.recorded)}`;
    case 'withheld':
      return 'Withheld by the practice or the patient';
    case 'not-available':
      return 'The practice system does not provide this, or has it switched off';
    case 'not-asked':
      return 'Not part of this summary';
    case 'refused':
      return refusedWords(told);
  }
}

function noneKnown(area: AreaCode): string {
  if (area === 'allergies') return 'No known allergies';
  if (area === 'medications') return 'No known medicines';
  return area === 'problems' ? 'No known problems' : 'None known to the practice';
}

function refusedWords({ refreshed, notRefreshedSince }: ToldState): string {
  const words = ['GP record not available'];
  if (refreshed !== undefined) words.push(`last refreshed on ${dateWords(refreshed)}`);
  if (notRefreshedSince !== undefined)
    words.push(`could not be refreshed since ${dateWords(notRefreshedSince)}`);
  return words.join('; ');
}

const WARNINGS: Readonly<Record<AreaWarning['code'], string>> = {
  'confidential-items': "Some items are left out because they are confidential or at the patient's wish.",
  'data-in-transit': 'The record is still on its way from the former practice: older items may be missing.',
  'data-awaiting-filing': 'The practice has received items that it has not filed yet: they may be missing.',
};

/** @returns the practice's own sentence, which may name a date; ours where it gave none. */
export function warningWords({ code, sentence }: AreaWarning): string {
  return sentence.trim() === '' ? WARNINGS[code] : sentence;
}

/** @returns what a reader must know of how much was asked for; undefined where all was. */
export function scopeWords(scope: AreaScope): string | undefined {
  switch (scope.kind) {
    case 'whole':
      return undefined;
    case 'narrowed':
      return `Only a part was asked for: ${scope.text}`;
    case 'unknown':
      return 'How much was asked for is not known: there may be more at the practice.';
  }
}

/** @param asOf FHIR dateTime of the summary. @returns e.g. `As of 3 March 2025, 12 days old: older than 7 days`. */
export function ageWords(asOf: string, { days, limit, beyond }: AreaAge): string {
  const age = days === 0 ? 'today' : days === 1 ? '1 day old' : `${days} days old`;
  const mark = beyond && limit !== undefined ? `: older than ${limit} ${limit === 1 ? 'day' : 'days'}` : '';
  return `As of ${dateWords(asOf)}, ${age}${mark}`;
}

/** @param practice name or code of the practice whose summary is superseded. */
export function supersededWords(practice: string): string {
  return `From ${practice}, a former practice: a later summary of the present practice supersedes it`;
}

const DAY = { day: 'numeric', month: 'long', year: 'numeric' } as const;
const IN_LONDON = new Intl.DateTimeFormat('en-GB', { ...DAY, timeZone: 'Europe/London' });
const AS_WRITTEN = new Intl.DateTimeFormat('en-GB', { ...DAY, timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/**
 * @param dateTime FHIR date or dateTime, partial ones as well; an instant is told as the day in Europe/London.
 * @returns `3 March 2025`, `March 2025` or `2025`; `an unknown date` for what is none.
 */
export function dateWords(dateTime: string): string {
  const time = Date.parse(dateTime);
  if (Number.isNaN(time)) return 'an unknown date';
  if (/^\d{4}$/.test(dateTime)) return dateTime;
  if (/^\d{4}-\d{2}$/.test(dateTime)) return MONTH.format(time);
  return (dateTime.length === 10 ? AS_WRITTEN : IN_LONDON).format(time);
}
