/**
 * A bundle of UK Core R4 -> areas: by its primary Lists (UKCore-List, the codes of GP Connect), and for what no List
 * names by the types of its resources. UKCore-Bundle 2.2.0, UKCore-List 2.4.0.
 */
import { AREA_LISTS, ENDED_ALLERGIES } from './area-members.ts';
import type { MappedSummary } from './mapped-summary.ts';
import { emptyState, listedState, merged } from './r4/listed-area.ts';
import { indexResources, type Entry, type ResourceIndex } from './r4/resource-index.ts';
import { stateSummary } from './r4/state-summary.ts';
import { unlisted } from './r4/unlisted.ts';
import { notKept, storedType } from './r4/stored-types.ts';
import type { DraftArea } from './r4/summary-draft.ts';
import type { Json } from './stu3/mapper.ts';
import { codeableConcept } from './stu3/read-datatypes.ts';
import { asObject, dateTime, extensionName, objects, oneOf, text, token } from './stu3/read-json.ts';
import type { SubmissionContext } from './submission.ts';
import type { AreaWarning } from './summary.ts';

/**
 * @param bundle R4, of type collection, document or searchset.
 * @returns the statements; refused where nobody is named, or two people are.
 */
export function mapUkCoreBundle(bundle: Json, context: SubmissionContext): MappedSummary {
  const index = indexResources(bundle);
  const lists = index.entries.filter(
    ({ type, resource }) => type === 'List' && resource['status'] === 'current',
  );
  const composition = index.entries.find(({ type }) => type === 'Composition');
  const asOf = dateTime(composition?.resource['date']) ?? dateTime(bundle['timestamp']);
  const listed = withoutActive(lists).flatMap(({ list, isAnswer }) => listArea(list, index, isAnswer));
  const named = [...listed, ...typeAreas(index, listed)];
  const areas = merged([...named, ...unlisted(index, named)]);
  return stateSummary(
    {
      format: 'uk-core',
      index,
      about: composition === undefined ? lists : [composition, ...lists],
      ...(asOf === undefined ? {} : { asOf }),
      responsible: [
        ...responsible(composition, ['custodian', 'author']),
        ...lists.flatMap((list) => responsible(list, ['source'])),
      ],
      areas: hasDoubts(index) ? areas.map(doubted) : areas,
    },
    context,
  );
}

function responsible(entry: Entry | undefined, elements: readonly string[]) {
  if (entry === undefined) return [];
  return elements.flatMap((element) =>
    objects(entry.resource[element]).map((reference) => ({ reference, from: entry })),
  );
}

const AREAS: ReadonlyMap<string, DraftArea['area']> = new Map([
  ...Object.entries(AREA_LISTS).flatMap(([area, { code }]): [string, DraftArea['area']][] =>
    // The table's own keys are areas.
    code === undefined || area === 'scr' ? [] : [[code.code, area as DraftArea['area']]],
  ),
  [ENDED_ALLERGIES.code.code, 'allergies'] as const,
]);

/** The Lists; that of ended allergies alone does not answer for allergies. */
function withoutActive(lists: readonly Entry[]): readonly { list: Entry; isAnswer: boolean }[] {
  const has = (list: Entry, wanted: string | undefined): boolean =>
    codesOf(list).some((code) => code === wanted);
  const answers = lists.some((list) => has(list, AREA_LISTS.allergies.code?.code));
  return lists.map((list) => ({ list, isAnswer: answers || !has(list, ENDED_ALLERGIES.code.code) }));
}

function codesOf({ resource }: Entry): readonly string[] {
  return (codeableConcept(resource['code'])?.coding ?? []).flatMap(({ code }) => code ?? []);
}

/** The area of a primary List; none of another List. */
function listArea(list: Entry, index: ResourceIndex, isAnswer: boolean): DraftArea[] {
  const { resource } = list;
  const area = codesOf(list).flatMap((code) => AREAS.get(code) ?? [])[0];
  if (area === undefined) return [];
  const references = objects(resource['entry'])
    .filter(({ deleted }) => deleted !== true)
    .flatMap((entry) => token(asObject(entry['item'])?.['reference']) ?? []);
  const members = references.flatMap((reference) => index.find(reference, list) ?? []);
  const asOf = dateTime(resource['date']);
  const warnings = warningsOf(resource);
  const read = { area, warnings, members, ...(asOf === undefined ? {} : { asOf }) };
  if (!isAnswer) return references.length === 0 ? [] : [{ ...read, state: 'incomplete', partial: true }];
  if (references.length > 0) return [{ ...read, state: listedState(read, references.length) }];
  return [{ ...read, ...(emptyState(area, resource['emptyReason'], warnings) ?? { state: 'incomplete' }) }];
}

const WARNINGS = ['confidential-items', 'data-in-transit', 'data-awaiting-filing'] as const;

/** UK Core has the code in a CodeableConcept; older writers have it bare. The sentence is in the List's note. */
function warningsOf(list: Json): readonly AreaWarning[] {
  const sentence = objects(list['note'])
    .flatMap((note) => text(note['text']) ?? [])
    .join('\n');
  return objects(list['extension'])
    .filter(({ url }) => WARNING_EXTENSIONS.includes(extensionName(url)))
    .flatMap((one) => {
      const concept = codeableConcept(one['valueCodeableConcept']);
      const said = [token(one['valueCode']), ...(concept?.coding ?? []).map(({ code }) => code)];
      const code = said.flatMap((candidate) => oneOf(candidate, WARNINGS) ?? [])[0];
      return code === undefined ? [] : [{ code, sentence: text(concept?.text) ?? sentence }];
    });
}

const WARNING_EXTENSIONS: readonly string[] = ['UKCore-ListWarningCode', 'ListWarningCode'];

/** What no List names, by type: an answer, and nobody says that it is all. */
function typeAreas(index: ResourceIndex, listed: readonly DraftArea[]): readonly DraftArea[] {
  const held = new Set(listed.flatMap(({ members }) => members));
  const withList = new Set(listed.map(({ area }) => area));
  const grouped = Map.groupBy(index.entries, (entry) =>
    held.has(entry) || notKept(entry.resource) !== undefined
      ? undefined
      : storedType(entry.type)?.area?.(entry.resource),
  );
  return [...grouped].flatMap(([area, members]): DraftArea[] =>
    area === undefined || withList.has(area)
      ? []
      : [
          {
            ...{ area, warnings: [], members, partial: true },
            state: listedState({ area, members }, members.length),
          },
        ],
  );
}

/** A searchset tells of what is missing by an OperationOutcome. */
function hasDoubts(index: ResourceIndex): boolean {
  return index.entries.some(
    ({ type, resource }) =>
      type === 'OperationOutcome' &&
      objects(resource['issue']).some(({ severity }) => severity !== 'information'),
  );
}

function doubted(area: DraftArea): DraftArea {
  return area.state === 'recorded' || area.state === 'explicitly-none' || area.state === 'nothing-recorded'
    ? { ...area, state: 'incomplete' }
    : area;
}
