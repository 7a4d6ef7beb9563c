/**
 * What the fold of one area knows, and what a reader may conclude from it: the area's state, its time, its warnings and
 * doubts. GP Connect 1.6.2 "List" and "Error handling". A refusal changes no item; it changes what is said of them.
 */
import type { Resource } from '@medplum/fhirtypes';
import type { OrganisationStatement, PersonKey, SetKey } from '../fact.ts';
import type { HeldItem } from './replace-items.ts';
import { absenceIn, listingOf } from './stated-none.ts';
import { doubtWords, scopeWords, stateWords, warningWords, type Doubt } from './summary-text.ts';
import type { AreaCode, AreaScope, AreaState, AreaWarning, GpAreaData } from './summary.ts';

/** The last answer that told of the area's content. */
export interface AreaAnswer {
  /** ISO UTC. */
  readonly effective: string;
  /** FHIR dateTime. */
  readonly asOf: string;
  readonly asOfBasis: GpAreaData['asOfBasis'];
  readonly state: AreaState;
  readonly warnings: readonly AreaWarning[];
  readonly scope: AreaScope;
  readonly note?: string;
}

/** What the practice said last: of the content, that its system does not provide it, or that it refuses. */
export type AreaStatus =
  | { readonly kind: 'answered'; readonly asOf: string }
  | { readonly kind: 'unavailable'; readonly asOf: string; readonly warnings: readonly AreaWarning[] }
  /** `asOf` is the first refusal since it last did otherwise; `reason` the last code, for operators alone. */
  | { readonly kind: 'refused'; readonly asOf: string; readonly reason?: string };

/** Plain JSON: it is kept as a checkpoint. */
export interface GpAreaFoldState {
  readonly set: SetKey;
  readonly person: PersonKey;
  readonly area: AreaCode;
  readonly practice: OrganisationStatement;
  readonly regular: boolean;
  readonly items: readonly HeldItem[];
  readonly status: AreaStatus;
  readonly answer?: AreaAnswer;
  /** Two answers of one time differ. */
  readonly differs: boolean;
  /** The patient's dissent was told: nothing of the area is shown until the practice tells of its content again. */
  readonly withdrawn: boolean;
  /** Id of the message that last changed what a reader is told of the area. */
  readonly source: string;
}

export interface AreaView {
  readonly area: AreaCode;
  readonly practice: OrganisationStatement;
  readonly regular: boolean;
  readonly state: AreaState;
  readonly words: string;
  /** FHIR dateTime of what is shown; of what the practice said last where nothing is. */
  readonly asOf: string;
  /** FHIR dateTime of the last summary that told of the area; absent where none did, or it is withdrawn. */
  readonly refreshed?: string;
  readonly notRefreshedSince?: string;
  readonly contradiction: boolean;
  readonly warnings: readonly AreaWarning[];
  /** In the practice's words. */
  readonly said: readonly string[];
  /** In ours. */
  readonly doubts: readonly string[];
  readonly entries: readonly EntryView[];
  /** Allergies that are over: never among the entries. */
  readonly ended: readonly EntryView[];
}

export interface EntryView {
  readonly type: Resource['resourceType'];
  readonly id: string;
  readonly kept: boolean;
}

/** @returns the items that readers may see. */
export function shownItems({ items, withdrawn }: GpAreaFoldState): readonly HeldItem[] {
  return withdrawn ? [] : items.filter(({ standing }) => standing !== 'withheld');
}

/** @returns what the area's List says; the same state gives the same view. */
export function viewOf(fold: GpAreaFoldState): AreaView {
  const { area, practice, regular, status } = fold;
  const answer = fold.withdrawn ? undefined : fold.answer;
  const own = shownItems(fold).filter(({ role }) => role !== 'linked');
  const listed = own.filter(({ role }) => role === 'entry');
  const current = listed.filter(({ resource }) => listingOf(resource) === 'current');
  const absences = current.map(({ resource }) => absenceIn(resource));
  const contradiction = absences.includes('all') && absences.includes(undefined);
  const state = stateOf(fold, own, listed.length > 0 ? absences : undefined);
  const recorded = current.flatMap(({ resource }) => recordedOn(resource))[0];
  const showsAnswer = own.length > 0 || status.kind !== 'unavailable';
  const warnings = united([
    ...(status.kind === 'unavailable' ? status.warnings : []),
    ...(answer?.warnings ?? []),
  ]);
  const times = {
    ...(answer === undefined ? {} : { refreshed: answer.asOf }),
    ...(status.kind === 'refused' ? { notRefreshedSince: status.asOf } : {}),
  };
  return {
    area,
    practice,
    regular,
    state,
    words: stateWords({ area, state, ...times, ...(recorded === undefined ? {} : { recorded }) }),
    asOf: (showsAnswer ? answer?.asOf : undefined) ?? status.asOf,
    ...times,
    contradiction,
    warnings,
    said: [...warnings.map(warningWords), ...(answer?.note === undefined ? [] : [answer.note])],
    doubts: doubtsOf(fold, own, contradiction),
    entries: current.map(entryOf),
    ended: listed.filter(({ resource }) => listingOf(resource) === 'ended').map(entryOf),
  };
}

const SAYS_ALL: readonly AreaState[] = ['recorded', 'explicitly-none', 'nothing-recorded'];

/** @param absences what each current entry says of an absence; undefined where the area lists nothing at all. */
function stateOf(
  { status, answer }: GpAreaFoldState,
  own: readonly HeldItem[],
  absences: readonly (string | undefined)[] | undefined,
): AreaState {
  if (status.kind === 'refused') return 'refused';
  if (status.kind === 'unavailable' || answer === undefined)
    return own.length > 0 ? 'incomplete' : 'not-available';
  if (own.some(({ standing }) => standing === 'kept')) return 'incomplete';
  // Neither "none" nor "nothing" may be concluded of what the practice says is not all.
  if (answer.warnings.length > 0 && SAYS_ALL.includes(answer.state)) return 'incomplete';
  if (answer.state !== 'explicitly-none' || absences === undefined) return answer.state;
  // Where the statement that none are known is itself over or in error, nothing states it.
  if (absences.length === 0) return 'incomplete';
  // "No known drug allergy" is not "no known allergies", and neither is true beside an allergy.
  return absences.every((absence) => absence === 'all') ? 'explicitly-none' : 'recorded';
}

function doubtsOf(
  fold: GpAreaFoldState,
  own: readonly HeldItem[],
  contradiction: boolean,
): readonly string[] {
  const answer = fold.withdrawn ? undefined : fold.answer;
  const doubts: Doubt[] = [];
  if (contradiction) doubts.push('contradiction');
  if (answer !== undefined && fold.differs) doubts.push('two-of-one-time');
  if (fold.status.kind === 'unavailable' && own.length > 0) doubts.push('not-provided-now');
  else if (own.some(({ standing }) => standing === 'kept')) doubts.push('kept');
  if (answer?.asOfBasis === 'received') doubts.push('received-time');
  const scope = answer === undefined ? undefined : scopeWords(answer.scope);
  return [...doubts.map(doubtWords), ...(scope === undefined ? [] : [scope])];
}

function entryOf({ resource, standing }: HeldItem): EntryView {
  return { type: resource.resourceType, id: resource.id, kept: standing === 'kept' };
}

/** When it was recorded that none are known. */
function recordedOn(resource: Resource): readonly string[] {
  if (absenceIn(resource) !== 'all') return [];
  if (resource.resourceType !== 'AllergyIntolerance' && resource.resourceType !== 'Condition') return [];
  return resource.recordedDate === undefined ? [] : [resource.recordedDate];
}

/** Each warning once; one code may come with several sentences. */
function united(warnings: readonly AreaWarning[]): readonly AreaWarning[] {
  const seen = new Map(warnings.map((warning) => [`${warning.code}|${warning.sentence}`, warning]));
  return [...seen.values()];
}
