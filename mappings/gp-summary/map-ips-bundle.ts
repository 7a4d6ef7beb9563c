/**
 * International Patient Summary (R4 document) -> areas by the LOINC codes of its sections; what a section lists is the
 * area, and why it is empty the area's state. IPS 2.0.0, Composition-uv-ips.
 */
import type { MappedSummary } from './mapped-summary.ts';
import { emptyState, listedState, merged } from './r4/listed-area.ts';
import { indexResources, type Entry, type ResourceIndex } from './r4/resource-index.ts';
import { stateSummary } from './r4/state-summary.ts';
import { unlisted } from './r4/unlisted.ts';
import type { DraftArea } from './r4/summary-draft.ts';
import { narrativeText } from './sanitise-narrative.ts';
import type { Json } from './stu3/mapper.ts';
import { asObject, dateTime, objects, text, token } from './stu3/read-json.ts';
import type { SubmissionContext } from './submission.ts';

const SECTIONS: Readonly<Record<string, DraftArea['area']>> = {
  '11450-4': 'problems',
  '11348-0': 'problems',
  '48765-2': 'allergies',
  '10160-0': 'medications',
  '11369-6': 'immunisations',
  '30954-2': 'investigations',
};

/** @param bundle recognised as an IPS. @returns the statements; refused where it has no Composition, or nobody is named. */
export function mapIpsBundle(bundle: Json, context: SubmissionContext): MappedSummary {
  const index = indexResources(bundle);
  const composition = index.entries.find(({ type }) => type === 'Composition');
  if (composition === undefined) return { refused: { path: 'Bundle.entry', text: 'holds no Composition' } };
  const { custodian, author, date } = composition.resource;
  const asOf = dateTime(date);
  const sections = sectionsOf(composition.resource).map((section) => areaOf(section, composition, index));
  return stateSummary(
    {
      format: 'ips',
      index,
      about: [composition],
      ...(asOf === undefined ? {} : { asOf }),
      responsible: [...objects(custodian), ...objects(author)].map((reference) => ({
        reference,
        from: composition,
      })),
      areas: merged([...sections, ...unlisted(index, sections)]),
    },
    context,
  );
}

/** Sections and those within them. */
function sectionsOf(source: Json): readonly Json[] {
  return objects(source['section']).flatMap((section) => [section, ...sectionsOf(section)]);
}

function areaOf(section: Json, composition: Entry, index: ResourceIndex): DraftArea {
  const codes = objects(asObject(section['code'])?.['coding']).flatMap(
    (coding) => token(coding['code']) ?? [],
  );
  const area = codes.flatMap((code) => (Object.hasOwn(SECTIONS, code) ? (SECTIONS[code] ?? []) : []))[0];
  const references = objects(section['entry']).flatMap((entry) => token(entry['reference']) ?? []);
  const members = references.flatMap((reference) => index.find(reference, composition) ?? []);
  const listed = { area: area ?? 'uncategorised', warnings: [], members } as const;
  if (references.length > 0) return { ...listed, state: listedState(listed, references.length) };
  const empty = emptyState(listed.area, section['emptyReason'], []);
  if (empty !== undefined) return { ...listed, ...empty };
  const words = narrativeText(text(asObject(section['text'])?.['div']) ?? '');
  // There is something to read and nothing coded: more than nothing, less than a record.
  return { ...listed, state: 'incomplete', ...(words === '' ? {} : { note: titled(section, words) }) };
}

function titled(section: Json, words: string): string {
  const title = text(section['title']);
  return title === undefined ? words : `${title}: ${words}`;
}
