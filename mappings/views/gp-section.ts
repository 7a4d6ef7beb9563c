/**
 * One area of the GP summaries as a section: the items of the practices whose summary stands, every warning, doubt and age,
 * and where there is nothing, why: "nothing recorded" is never "none". GP Connect 1.6.2 "List"; IPS 2.0, ips-comp-1.
 */
import type { CodeableConcept } from '@medplum/fhirtypes';
import type { AreaCode } from '../gp-summary/summary.ts';
import { ageWords, dateWords, stateWords, supersededWords } from '../gp-summary/summary-text.ts';
import type { GpArea, GpItem } from './gp-areas.ts';
import type { Stored } from './person-record.ts';
import { unheardWords, type ViewContext } from './view-context.ts';
import type { Absence, Told, ViewSection } from './view-section.ts';

export interface GpHeading {
  readonly area: AreaCode;
  readonly title: string;
  readonly code: CodeableConcept;
  /** Where items are recorded and none of them belongs here: `None of the recorded problems is active`. */
  readonly noneOfThese: string;
}

/** An item that belongs to a section: in words, with its place among the others. */
export interface PickedItem {
  readonly resource: Stored;
  readonly text: string;
  /** Lesser comes first; items of one place stay in the practice's order. */
  readonly place?: number;
}

/**
 * @param pick the items that belong to the section, of those of one practice.
 * @param instead what another source has where no practice's summary has anything: an SCR.
 */
export function gpSection(
  heading: GpHeading,
  context: ViewContext,
  pick: (items: readonly GpItem[]) => readonly PickedItem[],
  instead: (context: ViewContext) => readonly (PickedItem & { readonly source: string })[] = () => [],
): ViewSection {
  const all = context.areas.filter(({ area }) => area === heading.area);
  const standing = all.filter(({ superseded }) => !superseded);
  const picked = standing.map((area) => ({ area, items: inPlace(pick(area.items)) }));
  const own = picked.flatMap(({ items }) => items);
  const others = own.length === 0 ? instead(context) : [];
  const told = [
    ...picked.flatMap(({ area, items }) => items.map((item) => toldItem(item, area))),
    ...others.map(({ text, source }): Told => ({ text, source })),
  ];
  return {
    title: heading.title,
    code: heading.code,
    warnings: [
      ...standing.flatMap((area) => areaWarnings(area)),
      ...all.filter(({ superseded }) => superseded).map(formerWords),
    ],
    told,
    entries: [...own, ...others].map(({ resource }) => resource),
    sources: all.map(({ source, asOf, state, age, superseded }) => ({
      name: source,
      asOf,
      state,
      old: age.beyond,
      superseded,
    })),
    absence: absenceOf(heading, standing, all.length > 0, context),
  };
}

function inPlace(items: readonly PickedItem[]): readonly PickedItem[] {
  return items.toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0));
}

function toldItem({ text, resource }: PickedItem, { items, source, asOf }: GpArea): Told {
  const kept = items.some((item) => item.resource === resource && item.kept);
  return {
    text: kept ? `${text} [not in the latest summary]` : text,
    source,
    time: `as of ${dateWords(asOf)}`,
  };
}

/** What to know before the items are read, of one practice's area. */
export function areaWarnings(area: GpArea): readonly string[] {
  const { state, words, sentences, asOf, age, items, source, contradiction } = area;
  const doubtful = state === 'incomplete' || (state === 'refused' && items.length > 0);
  return [
    ...(doubtful ? [`${source}: ${words}`] : []),
    ...sentences.map((sentence) => `${source}: ${sentence}`),
    ...(contradiction && sentences.length === 0 ? [`${source}: the entries contradict each other`] : []),
    ...(age.beyond ? [`${source}: ${ageWords(asOf, age)}`] : []),
  ];
}

function formerWords({ source, asOf, items }: GpArea): string {
  const rest = items.length === 1 ? 'its 1 item is' : `its ${items.length} items are`;
  return `${supersededWords(source)} (as of ${dateWords(asOf)}; ${rest} not repeated here)`;
}

function absenceOf(
  { area, noneOfThese }: GpHeading,
  standing: readonly GpArea[],
  hasFormer: boolean,
  { areas, feeds }: ViewContext,
): Absence {
  if (standing.length > 0) {
    const code = standing.some(({ state }) => state === 'withheld') ? 'withheld' : 'unavailable';
    const texts = standing.map((one) => {
      const words = emptyWords(one, noneOfThese);
      return standing.length === 1 ? words : `${one.source}: ${words}`;
    });
    return { code, text: texts.join('. ') };
  }
  const asked = areas.some(({ superseded, area: other }) => !superseded && other !== 'scr');
  const text =
    asked || hasFormer
      ? stateWords({ area, state: 'not-asked' })
      : unheardWords(feeds, 'gp', 'No GP summary of this person has been received');
  return { code: 'unavailable', text };
}

function emptyWords({ state, words, items }: GpArea, noneOfThese: string): string {
  switch (state) {
    case 'nothing-recorded':
      return 'No information recorded at the practice';
    case 'recorded':
    case 'incomplete':
    case 'explicitly-none':
      return items.length > 0 ? noneOfThese : 'No information recorded at the practice';
    default:
      return words;
  }
}
