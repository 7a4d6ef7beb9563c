/**
 * What a GP Connect bundle answers for each clinical area: its state, warnings, time and scope. "Nothing recorded" is
 * never "none", and what is missing for a known reason is never said to be gone. GP Connect 1.6.2 "List", "Error handling".
 */
import type { BundleIndex, BundleItem } from './bundle-index.ts';
import { listWarnings, unitedWarnings } from './list-warnings.ts';
import { unlistedAllergies } from './place-items.ts';
import { requestScope } from './request-scope.ts';
import type { SummaryList } from './stu3/list.ts';
import type { Json } from './stu3/mapper.ts';
import { asObject, objects } from './stu3/read-json.ts';
import type { AreaCode, AreaScope, AreaState, AreaWarning } from './summary.ts';
import type { Unavailable } from './unavailable-areas.ts';

export interface AreaAnswered {
  readonly area: AreaCode;
  readonly state: AreaState;
  /** FHIR dateTime of the latest of its Lists. */
  readonly date?: string;
  readonly warnings: readonly AreaWarning[];
  readonly scope: AreaScope;
  /** For operators. */
  readonly reason?: string;
  readonly note?: string;
}

export interface BundleAnswer {
  readonly index: BundleIndex;
  readonly lists: readonly SummaryList[];
  readonly unavailable: Unavailable;
  readonly request: Json | undefined;
  /** Whether the item became a resource. */
  readonly stands: (item: BundleItem) => boolean;
}

/**
 * @returns the areas whose content the bundle tells. Ended allergies alone are no answer for allergies: they come with
 *   any problem or consultation that refers to one.
 */
export function answeredAreas(lists: readonly SummaryList[]): ReadonlySet<AreaCode> {
  return new Set(lists.flatMap(({ is }) => (is.kind === 'primary' && !is.ended ? is.area : [])));
}

/** @returns an answer for each area with a primary List, and for each that the practice's system does not give. */
export function areaAnswers(bundle: BundleAnswer): readonly AreaAnswered[] {
  const answered = answeredAreas(bundle.lists);
  const missing = [...bundle.unavailable.areas.keys()].filter((area) => !answered.has(area));
  return [...answered, ...missing].sort().map((area) => answerOf(area, bundle, answered));
}

function answerOf(area: AreaCode, bundle: BundleAnswer, answered: ReadonlySet<AreaCode>): AreaAnswered {
  const primary = bundle.lists.filter(({ is }) => is.kind === 'primary' && is.area === area);
  const current = primary.filter(({ is }) => is.kind === 'primary' && !is.ended);
  const secondary = bundle.lists.filter((list) => warnsOf(list, area, answered));
  const warnings = unitedWarnings([...primary, ...secondary].flatMap((list) => listWarnings(list).warnings));
  const words = [
    ...primary.flatMap((list) => [...listWarnings(list).rest, ...list.words]),
    ...(area === 'consultations' ? structuralWords(bundle.lists) : []),
  ];
  const date = latest(current.flatMap((list) => list.date ?? []));
  const reason = bundle.unavailable.areas.get(area);
  const state = stateOf(area, { primary, current, secondary, warnings, words }, bundle);
  const note = [...new Set(words)].join('\n').slice(0, MOST_NOTE);
  return {
    area,
    state,
    ...(date === undefined ? {} : { date }),
    warnings,
    scope: scopeOf(area, primary, current, bundle),
    ...(reason === undefined ? {} : { reason }),
    ...(note === '' ? {} : { note }),
  };
}

const MOST_NOTE = 4_000;

/** A warning for an area that is not answered shows with the consultations or problems that it came with. */
function warnsOf({ is }: SummaryList, area: AreaCode, answered: ReadonlySet<AreaCode>): boolean {
  return is.kind === 'secondary' && (answered.has(is.area) ? is.area : is.carrier) === area;
}

/** Items of a consultation that the system cannot export stand there as words alone. */
function structuralWords(lists: readonly SummaryList[]): readonly string[] {
  return lists.flatMap(({ is, words }) => (is.kind === 'structural' ? words : []));
}

interface Parts {
  readonly primary: readonly SummaryList[];
  readonly current: readonly SummaryList[];
  readonly secondary: readonly SummaryList[];
  readonly warnings: readonly AreaWarning[];
  readonly words: readonly string[];
}

function stateOf(area: AreaCode, parts: Parts, bundle: BundleAnswer): AreaState {
  const entries = parts.current.flatMap((list) => list.entries);
  const isUnavailable = bundle.unavailable.areas.has(area);
  if (entries.length === 0 && parts.current.every(({ words }) => words.length === 0)) {
    if (isUnavailable) return 'not-available';
    return area === 'allergies' && hasUnlistedAllergy(bundle) ? 'incomplete' : emptyState(parts);
  }
  if (area === 'allergies' && hasUnlistedAllergy(bundle)) return 'incomplete';
  const items = entries.map((entry) => bundle.index.find(entry));
  const unresolved =
    items.some((item) => item === undefined || !bundle.stands(item)) ||
    parts.current.some(({ words }) => words.length > 0);
  const isLinking = area === 'consultations' || area === 'problems';
  const linkedAreaMissing = isLinking && bundle.unavailable.areas.size > 0;
  const wordsOnly = area === 'consultations' && structuralWords(bundle.lists).length > 0;
  if (isUnavailable || unresolved || parts.warnings.length > 0 || linkedAreaMissing || wordsOnly) {
    return 'incomplete';
  }
  return area === 'allergies' && items.every(isNoKnownAllergy) ? 'explicitly-none' : 'recorded';
}

/** The practice's own Lists contradict what it sends: what they leave out stands with the others, and they are not whole. */
function hasUnlistedAllergy({ index, lists, stands }: BundleAnswer): boolean {
  return unlistedAllergies(index, lists).some((item) => stands(item));
}

/** Nothing is listed: recorded as nothing, held back, or not known. */
function emptyState({ current, secondary, warnings }: Parts): AreaState {
  const own = [...current, ...secondary].flatMap((list) => listWarnings(list).warnings);
  if (own.some(({ code }) => code === 'confidential-items')) return 'withheld';
  const reasons = current.map(({ emptyReason }) => emptyReason);
  if (reasons.includes('withheld')) return 'withheld';
  const saysSo = reasons.every((reason) => reason === 'no-content-recorded');
  return saysSo && warnings.length === 0 ? 'nothing-recorded' : 'incomplete';
}

function isNoKnownAllergy(item: BundleItem | undefined): boolean {
  return objects(asObject(item?.resource['code'])?.['coding']).some(
    ({ system, code }) => system === 'http://snomed.info/sct' && code === '716186003',
  );
}

function scopeOf(
  area: AreaCode,
  primary: readonly SummaryList[],
  current: readonly SummaryList[],
  { request, unavailable }: BundleAnswer,
): AreaScope {
  const malformed = current.some(
    ({ entries, emptyReason }) => entries.length === 0 && emptyReason === undefined,
  );
  if (malformed || unavailable.loosened.has(area)) return { kind: 'unknown' };
  const scope = requestScope(request, area);
  const withoutEnded = area === 'allergies' && primary.length === current.length;
  return withoutEnded && scope.kind === 'whole'
    ? { kind: 'narrowed', text: 'without allergies that have ended' }
    : scope;
}

/** The latest of FHIR dateTimes, whatever their precision and offset. */
export function latest(dates: readonly string[]): string | undefined {
  return dates.toSorted((a, b) => Date.parse(a) - Date.parse(b) || (a < b ? -1 : 1)).at(-1);
}
