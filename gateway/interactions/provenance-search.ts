/**
 * Search among Provenance: by `target` (every version of it), `_id`, `recorded`, `_lastUpdated`, `agent` and `entity`, and
 * what `_revinclude=Provenance:target` adds to a page. FHIR R4 search.html, provenance.html. Nothing is indexed: the versions
 * of the targets are read, so that a target or an id is needed.
 */
import { refusal } from '../outcomes.ts';
import { decodeCursor, encodeCursor } from '../search/cursor.ts';
import type { DerivedType } from '../search/derived.ts';
import { relativeReference } from '../search/literal-reference.ts';
import type { FoundRow, Page } from '../search/page.ts';
import type { Clause, DateMatch, SearchQuery } from '../search/query.ts';
import { unsupportedParameter } from '../search/refuse.ts';
import {
  makeProvenance,
  provenanceOf,
  type MadeProvenance,
  type ProvenanceDependencies,
} from './provenance.ts';
import { namedVersion, provenanceId } from './provenance-id.ts';
import { countVersions, findVersions, type VersionQuery, type VersionRow } from './provenance-rows.ts';

/** Versions that one page looks at where agents are asked for; a page may then be short, and has a next one. */
const SCAN = 500;
const PARAMETERS = 'target, _id, recorded, _lastUpdated, agent and entity';

/** The port by which searches ask for Provenance. */
export function provenanceType(deps: ProvenanceDependencies): DerivedType {
  return {
    page: (query) => page(query, deps),
    pointingTo: async (code, targets, limit) => {
      if (code !== 'target') {
        throw unsupportedParameter('_revinclude', 'Provenance is included by its target: Provenance:target');
      }
      return (await provenanceOf(targets.slice(0, limit), deps)).map(found);
    },
  };
}

async function page(query: SearchQuery, deps: ProvenanceDependencies): Promise<Page> {
  const { versions, agents } = read(query);
  if (query.withTotal && agents.length > 0) {
    throw unsupportedParameter('_total', 'agents are not counted; leave _total out');
  }
  const total = query.withTotal ? { total: await countVersions(deps.db, versions) } : {};
  if (query.count === 0) return { rows: [], ...total };
  const search = searchText(query);
  const after = query.cursor === undefined ? undefined : placeOf(search, query.cursor);
  const window = agents.length === 0 ? query.count : Math.max(SCAN, query.count);
  const rows = await findVersions(
    deps.db,
    after === undefined ? versions : { ...versions, after },
    window + 1,
  );
  const made = await makeProvenance(rows.slice(0, window), deps);
  const wanted = made.filter((one) => agents.every((any) => hasAgent(one, any)));
  const shown = wanted.slice(0, query.count);
  const cut = wanted.length > query.count ? shown.at(-1) : undefined;
  const last = cut === undefined ? rows[window - 1] : rows.find((row) => provenanceId(row) === cut.id);
  const more = wanted.length > query.count || rows.length > window;
  if (!more || last === undefined) return { rows: shown.map(found), ...total };
  return { rows: shown.map(found), cursor: cursorOf(search, last), ...total };
}

interface Read {
  readonly versions: VersionQuery;
  /** `Type/id`, any of which, for each condition. */
  readonly agents: readonly (readonly string[])[];
}

/** @throws OperationOutcomeError 400 for a condition or an order that cannot be answered from the journal. */
function read({ clauses, sort }: SearchQuery): Read {
  const times: (readonly DateMatch[])[] = [];
  const agents: (readonly string[])[] = [];
  let targets: readonly string[] | undefined;
  let ids: readonly string[] | undefined;
  for (const clause of clauses) {
    if (clause.kind === 'reference' && clause.param === 'Provenance.target') {
      targets = both(targets, clause.any);
    } else if (clause.kind === 'id') {
      ids = both(ids, clause.any);
    } else if (clause.kind === 'last-updated' || isRecorded(clause)) {
      times.push(clause.any);
    } else if (clause.kind === 'reference' && clause.param === 'Provenance.agent') {
      agents.push(clause.any);
    } else if (clause.kind === 'reference' && clause.param === 'Provenance.entity') {
      // Source messages are named by identifier: no literal reference is ever one.
      targets = [];
    } else {
      throw refusal('unsupportedParameter', `Provenance is searched by ${PARAMETERS}, without modifiers`);
    }
  }
  if (targets === undefined && ids === undefined) {
    throw refusal(
      'unsupportedParameter',
      'Provenance is searched by target or _id: name at least one of them',
    );
  }
  const names = ids?.flatMap((id) => namedVersion(id) ?? []);
  return { versions: { targets, names, times, oldestFirst: isOldestFirst(sort) }, agents };
}

function isRecorded(clause: Clause): clause is Extract<Clause, { kind: 'date' }> {
  return clause.kind === 'date' && clause.param === 'Provenance.recorded';
}

/** Newest first unless asked otherwise. */
function isOldestFirst(sort: SearchQuery['sort']): boolean {
  const [key, ...more] = sort;
  if (key === undefined) return false;
  const byTime =
    key.by === 'last-updated' || (typeof key.by === 'object' && key.by.param === 'Provenance.recorded');
  if (byTime && more.length === 0) return !key.descending;
  throw unsupportedParameter('_sort', 'Provenance is sorted by recorded or _lastUpdated');
}

/** What is in both lists; `b` where there was no condition before. */
function both(a: readonly string[] | undefined, b: readonly string[]): readonly string[] {
  return a === undefined ? b : a.filter((one) => b.includes(one));
}

function hasAgent({ agent }: MadeProvenance, any: readonly string[]): boolean {
  return agent.some(({ who }) => {
    const reference = relativeReference(who.reference ?? '');
    return reference !== undefined && any.includes(`${reference.type}/${reference.id}`);
  });
}

/** What decides which versions there are and in which order. */
function searchText({ type, processed }: SearchQuery): string {
  const kept = processed.filter(
    ([name]) => !/^_(count|total|summary|elements|format|(rev)?include)$/.test(name),
  );
  return JSON.stringify([type, kept]);
}

function cursorOf(search: string, { last_updated, type, id, version }: VersionRow): string {
  return encodeCursor(search, { key: version, values: [last_updated, type, id] });
}

function placeOf(search: string, cursor: string): NonNullable<VersionQuery['after']> {
  const { key, values } = decodeCursor(search, cursor, 3);
  const [last_updated = '', type = '', id = ''] = values;
  return { last_updated, type, id, version: key };
}

function found(made: MadeProvenance): FoundRow {
  return { type: 'Provenance', id: made.id, content: JSON.stringify(made) };
}
