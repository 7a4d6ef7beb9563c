/**
 * Provenance of any version of any resource, made when it is asked for: from the journal of source messages for what feeds
 * state, from the entry itself for what clients write. Nothing is stored. FHIR R4 provenance.html; UKCore-Provenance.
 */
import type { Provenance, Reference } from '@medplum/fhirtypes';
import { UK_CORE } from '../../conformance/systems.ts';
import type { FoundRow } from '../search/page.ts';
import type { Db } from '../store/engine.ts';
import { ENTRY_KINDS, isEntryType, type Entry, type EntryKind } from './entry-kinds.ts';
import {
  assembler,
  clientAgent,
  feedAgents,
  type Organisation,
  type ProvenanceSources,
} from './provenance-agents.ts';
import { provenanceId, type VersionName } from './provenance-id.ts';
import { readOrigins, type MessageOrigin } from './provenance-messages.ts';
import { readContents, readVersions, type VersionRow } from './provenance-rows.ts';
import { readSoftware } from './provenance-software.ts';

export interface ProvenanceDependencies {
  readonly db: Db;
  readonly sources: ProvenanceSources;
}

export type MadeProvenance = Provenance & { readonly id: string };

const OPERATION = 'http://terminology.hl7.org/CodeSystem/v3-DataOperation';
/** The region's mark of the organisation that answers for a resource. Interweave, `meta.tag`. */
const RESPONSIBLE = 'https://fhir.interweavedigital.nhs.uk/Provenance';

/** The Provenance of the versions at hand, in their order. @param found resources as they are served, with their meta. */
export async function provenanceOf(
  found: readonly FoundRow[],
  deps: ProvenanceDependencies,
): Promise<MadeProvenance[]> {
  const names = found.flatMap(({ type, id, content }) => {
    const version = /"meta":\{"versionId":"(\d{1,9})"/.exec(content.slice(0, 400))?.[1];
    return version === undefined ? [] : [{ type, id, version: Number(version) }];
  });
  const rows = new Map((await readVersions(deps.db, names)).map((row) => [nameOf(row), row]));
  return makeProvenance(
    names.flatMap((name) => rows.get(nameOf(name)) ?? []),
    deps,
  );
}

/** One Provenance a version, in the same order; none for a resource whose id is too long to be named (provenance-id.ts). */
export async function makeProvenance(
  rows: readonly VersionRow[],
  { db, sources }: ProvenanceDependencies,
): Promise<MadeProvenance[]> {
  const causes = new Map(rows.map((row) => [row, causeOf(row)]));
  const ids = new Set([...causes.values()].flatMap(({ messages }) => messages));
  const origins = await readOrigins(db, [...ids]);
  const authors = await readAuthors(db, rows);
  const softwareAt = await readSoftware(db);
  return rows.flatMap((row) => {
    const id = provenanceId(row);
    if (id === undefined) return [];
    const { messages, responsible } = causes.get(row) ?? NOTHING;
    const known = messages.map((message): MessageOrigin => origins.get(message) ?? unknownOrigin(message));
    const occurred = known.find(({ effective }) => effective !== undefined)?.effective;
    const agents = [
      ...feedAgents(known, responsible, sources),
      ...(isClients(row) ? [clientAgent(authors.get(nameOf(row)))] : []),
      assembler(softwareAt(row.last_updated)),
    ];
    const made: MadeProvenance = {
      resourceType: 'Provenance',
      id,
      meta: { versionId: '1', lastUpdated: row.last_updated, profile: [`${UK_CORE}UKCore-Provenance`] },
      target: [{ reference: `${row.type}/${row.id}/_history/${row.version}`, type: typeOf(row) }],
      ...(occurred === undefined ? {} : { occurredDateTime: occurred }),
      recorded: row.last_updated,
      activity: { coding: [{ system: OPERATION, ...activityOf(row) }] },
      agent: agents,
    };
    if (known.length > 0)
      made.entity = known.map((message) => ({ role: 'source', what: messageReference(message) }));
    return [made];
  });
}

/** Types that clients write and feeds do not, beside the entries. */
const CLIENTS_ALONE: readonly string[] = ['Group', 'Subscription'];

function isClients({ type, source_message_id }: VersionRow): boolean {
  return source_message_id === null && (isEntryType(type) || CLIENTS_ALONE.includes(type));
}

interface Cause {
  /** The message that brought the version about; then the one whose statement it shows, where that is another. */
  readonly messages: readonly string[];
  readonly responsible?: Organisation;
}
const NOTHING: Cause = { messages: [] };

/** Of what a client wrote nothing is believed: only what feeds make has a source message. */
function causeOf(row: VersionRow): Cause {
  if (isClients(row)) return NOTHING;
  const { source = '', tag = [] } = metaOf(row.head);
  const stated = source.startsWith('urn:uuid:') ? [source.slice('urn:uuid:'.length)] : [];
  const messages = [
    ...new Set([...(row.source_message_id === null ? [] : [row.source_message_id]), ...stated]),
  ];
  const mark = tag.find(({ system, code }) => system === RESPONSIBLE && code !== undefined);
  if (mark?.code === undefined) return { messages };
  return { messages, responsible: { ods: mark.code, name: mark.display } };
}

interface Meta {
  readonly source?: string;
  readonly tag?: readonly { readonly system?: string; readonly code?: string; readonly display?: string }[];
}

/** The `meta` at the beginning of stored content, as write-resources.ts puts it there; empty where it is longer than that. */
function metaOf(head: string): Meta {
  const start = head.indexOf('"meta":{') + '"meta":'.length;
  let depth = 0;
  let inString = false;
  for (let i = start; i < head.length; i++) {
    const letter = head[i];
    if (inString) {
      if (letter === '\\') i++;
      else if (letter === '"') inString = false;
    } else if (letter === '"') inString = true;
    else if (letter === '{') depth++;
    else if (letter === '}' && --depth === 0) {
      // What feeds make is written by the mappings, whose meta is FHIR's.
      return JSON.parse(head.slice(start, i + 1)) as Meta;
    }
  }
  return {};
}

/** Who says that a version is theirs, of the entries that clients wrote. */
async function readAuthors(db: Db, rows: readonly VersionRow[]): Promise<ReadonlyMap<string, Reference>> {
  const written = rows.filter((row) => row.deleted === 0 && isClients(row) && isEntryType(row.type));
  const authors = new Map<string, Reference>();
  for (const { content, ...name } of await readContents(db, written)) {
    // Written by entry-writes.ts, which knows these types alone.
    const author = authorOf(JSON.parse(content) as Entry);
    if (author !== undefined) authors.set(nameOf(name), author);
  }
  return authors;
}

function authorOf(entry: Entry): Reference | undefined {
  const kind: EntryKind = ENTRY_KINDS[entry.resourceType];
  return kind.author(entry);
}

function typeOf({ type }: VersionRow): NonNullable<Reference['type']> {
  // The record holds resources of FHIR alone.
  return type as NonNullable<Reference['type']>;
}

function activityOf({ deleted, version }: VersionRow): { code: string; display: string } {
  if (deleted !== 0) return { code: 'DELETE', display: 'delete' };
  return version === 1 ? { code: 'CREATE', display: 'create' } : { code: 'UPDATE', display: 'revise' };
}

function messageReference({ id }: MessageOrigin): Reference {
  return { identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${id}` }, display: 'Source message' };
}

/** A message of another journal: a record can be restored without it. */
function unknownOrigin(id: string): MessageOrigin {
  return { id, feed: '', effective: undefined, practice: undefined };
}

function nameOf({ type, id, version }: VersionName): string {
  return `${type}/${id}/${version}`;
}
