/**
 * A List of a GP Connect bundle as it is read: which area it speaks of, how, and what it refers to. GP Connect 1.6.2
 * "List": decided by code alone, as titles and displays vary. The R4 List of an area is made by the area's fold.
 */
import type { AreaCode, AreaWarning } from '../summary.ts';
import type { ElementFates, Json } from './mapper.ts';
import { asObject, dateTime, extensions, objects, oneOf, text, token } from './read-json.ts';

const SNOMED = 'http://snomed.info/sct';
const SECONDARY = /^https:\/\/fhir\.(?:hl7\.org|nhs)\.uk\/STU3\/CodeSystem\/GPConnect-SecondaryListValues-1$/;

const PRIMARY: Readonly<Record<string, AreaCode>> = {
  '886921000000105': 'allergies',
  '1103671000000101': 'allergies',
  '933361000000108': 'medications',
  '717711000000103': 'problems',
  '1102181000000102': 'immunisations',
  '826501000000100': 'uncategorised',
  '1149501000000101': 'consultations',
  '887191000000108': 'investigations',
  '792931000000107': 'referrals',
  '714311000000108': 'diary',
};
const ENDED_ALLERGIES = '1103671000000101';

/** By the words of a secondary List's code: `consultations-diary-entries-contained-in-consultations`. */
const SECONDARY_AREAS: readonly (readonly [RegExp, AreaCode])[] = [
  [/^(?:consultations|problems)-allergies-/, 'allergies'],
  [/^(?:consultations|problems)-diary-entries-/, 'diary'],
  [/^(?:consultations|problems)-documents-/, 'documents'],
  [/^(?:consultations|problems)-immunisations-/, 'immunisations'],
  [/^(?:consultations|problems)-investigations-/, 'investigations'],
  [/^(?:consultations|problems)-medications-/, 'medications'],
  [/^(?:consultations|problems)-outbound-referrals-/, 'referrals'],
  [/^consultations-problems-|^problems-linked-problems-/, 'problems'],
  [/^(?:consultations|problems)-uncategorised-data-/, 'uncategorised'],
  [/^problems-consultations-/, 'consultations'],
];

export type ListKind =
  /** The table of contents of an area; of allergies there are two. */
  | { readonly kind: 'primary'; readonly area: AreaCode; readonly ended: boolean }
  /** Accompanies consultations or problems: warnings of an area, and items that are linked. */
  | { readonly kind: 'secondary'; readonly area: AreaCode; readonly carrier: 'consultations' | 'problems' }
  /** The structure of a consultation: its topics, headings and their items. */
  | { readonly kind: 'structural' }
  | { readonly kind: 'unknown' };

export interface SummaryList {
  readonly is: ListKind;
  /** FHIR dateTime of its creation, as sent. */
  readonly date?: string;
  /** `no-content-recorded` means that nothing was recorded, which is never "none". */
  readonly emptyReason?: string;
  readonly warnings: readonly AreaWarning['code'][];
  readonly notes: readonly string[];
  /** References in the practice's order. */
  readonly entries: readonly string[];
  /** Entries that have words only: an item that could not be exported. */
  readonly words: readonly string[];
  readonly encounter?: string;
  readonly resource: Json;
}

const WARNINGS = ['confidential-items', 'data-in-transit', 'data-awaiting-filing'] as const;

/** @param issue is told of warning codes that GP Connect does not define. */
export function readList(list: Json, issue: (path: string, reason: string) => void): SummaryList {
  const codes = objects(asObject(list['code'])?.['coding']);
  const items = objects(list['entry']).map((entry) => asObject(entry['item']) ?? {});
  const date = dateTime(list['date']);
  const emptyReason = objects(asObject(list['emptyReason'])?.['coding']).flatMap(
    (c) => token(c['code']) ?? [],
  )[0];
  const encounter = token(asObject(list['encounter'])?.['reference']);
  return {
    is: kindOf(codes),
    ...(date === undefined ? {} : { date }),
    ...(emptyReason === undefined ? {} : { emptyReason }),
    warnings: extensions(list, 'ListWarningCode').flatMap((e) => {
      const code = oneOf(e['valueCode'], WARNINGS);
      if (code === undefined) issue('List.extension(ListWarningCode)', 'not one of the three warning codes');
      return code ?? [];
    }),
    notes: objects(list['note']).flatMap((note) => text(note['text']) ?? []),
    entries: items.flatMap((item) => token(item['reference']) ?? []),
    words: items.flatMap((item) => (item['reference'] === undefined ? (text(item['display']) ?? []) : [])),
    ...(encounter === undefined ? {} : { encounter }),
    resource: list,
  };
}

function kindOf(codes: readonly Json[]): ListKind {
  for (const coding of codes) {
    const [system, code] = [token(coding['system']) ?? '', token(coding['code']) ?? ''];
    if (system === SNOMED) {
      const area = Object.hasOwn(PRIMARY, code) ? PRIMARY[code] : undefined;
      if (area !== undefined) return { kind: 'primary', area, ended: code === ENDED_ALLERGIES };
      if (STRUCTURAL.has(code)) return { kind: 'structural' };
    }
    const area = SECONDARY.test(system)
      ? SECONDARY_AREAS.find(([words]) => words.test(code))?.[1]
      : undefined;
    if (area !== undefined) {
      const carrier = code.startsWith('consultations-') ? 'consultations' : 'problems';
      return { kind: 'secondary', area, carrier };
    }
  }
  return { kind: 'unknown' };
}

/** Consultation, topic, heading. */
const STRUCTURAL: ReadonlySet<string> = new Set(['325851000000107', '25851000000105', '24781000000107']);

const OF_THE_FOLD = 'the fold of the area makes its List anew';

export const LIST_FATES: ElementFates = {
  'List.extension(ListWarningCode)': 'mapped',
  'List.extension(ClinicalSetting)': { dropped: 'always general practice' },
  'List.extension(RelatedProblemHeader)': {
    dropped: 'links a topic of a consultation to a problem; the structure of consultations is not kept',
  },
  'List.meta.security': 'mapped',
  'List.status': { dropped: OF_THE_FOLD },
  'List.mode': { dropped: OF_THE_FOLD },
  'List.title': { dropped: 'varies; the code says which area it is' },
  'List.code.coding.system': 'mapped',
  'List.code.coding.code': 'mapped',
  'List.code.coding.display': { dropped: 'varies; the code says which area it is' },
  'List.code.text': { dropped: 'varies; the code says which area it is' },
  'List.subject.reference': 'mapped',
  'List.subject.identifier': { dropped: 'the person is the one of the bundle' },
  'List.encounter': { dropped: 'the structure of consultations is not kept; their items are linked' },
  'List.date': 'mapped',
  'List.source': { dropped: 'the practice is the source' },
  'List.orderedBy': { dropped: OF_THE_FOLD },
  'List.note.text': 'mapped',
  'List.emptyReason.coding.code': 'mapped',
  'List.emptyReason': { dropped: 'the code says it' },
  'List.entry.item.reference': 'mapped',
  'List.entry.item.display': 'mapped',
};
