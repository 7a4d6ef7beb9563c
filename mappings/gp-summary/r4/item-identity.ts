/**
 * By which key a resource of an R4 summary is known again in the next one: its business identifier, else its content with
 * that of what it refers to, as two medicines may differ in nothing but the reference. Design section 3, "Snapshots".
 */
import type { IdOf, ResourceIds } from '../../resource-ids.ts';
import { odsCode, sharedId } from '../item-key.ts';
import type { Json } from '../stu3/mapper.ts';
import { objects, token } from '../stu3/read-json.ts';
import { isOdsCode } from './clean-type.ts';
import { namesOf, tellApart } from '../tell-apart.ts';
import type { Entry, ResourceIndex } from './resource-index.ts';

export interface Identity {
  /** `<Type>|<system>|<value>`, or of the content. */
  readonly key: string;
  readonly id: string;
  /** The same whoever names it: by ODS code or a national number. */
  readonly shared: boolean;
}

interface Scope {
  readonly index: ResourceIndex;
  readonly ids: ResourceIds;
  readonly idOf: IdOf;
  /** Practice and person: the scope of ids of all that is not shared. */
  readonly scope: string;
}

/** How far content is read through references; each level is made once an entry, so that circles end. */
const LEVELS = 2;

type Known = readonly Map<Entry, string>[];

/** @returns the identity of each entry; two of one key are one resource told twice. */
export function identities(entries: readonly Entry[], context: Scope): ReadonlyMap<Entry, Identity> {
  const known = Array.from({ length: LEVELS + 1 }, () => new Map<Entry, string>());
  const found = new Map(entries.map((entry) => [entry, identityOf(entry, known, context)]));
  const groups = Map.groupBy(entries, (entry) => found.get(entry)?.key ?? '');
  for (const group of groups.values()) {
    const things = group.length === 1 ? [] : tellApart(group, (entry) => namesIn(entry, context));
    if (things.length < 2) continue;
    for (const { parts, names } of things) {
      for (const entry of parts) {
        const identity = found.get(entry);
        if (identity === undefined || identity.shared) continue;
        const key = `${identity.key}|${context.idOf('gp-content', names.join(' '))}`;
        found.set(entry, { key, id: idOf(entry, key, context), shared: false });
      }
    }
  }
  return found;
}

/** One number may have been given to several things: two allergies are not one. */
function namesIn(entry: Entry, { index }: Scope): readonly string[] {
  return namesOf(entry.resource, (reference) => index.find(reference, entry)?.resource);
}

function identityOf(entry: Entry, known: Known, context: Scope): Identity {
  const { type, resource } = entry;
  // A code that is none is left out of the resource, and names nobody.
  const named = type !== 'Organization' || isOdsCode(odsCode(resource));
  const shared = named ? sharedId(resource, context.ids) : undefined;
  if (shared !== undefined) return { key: `${type}|shared|${shared}`, id: shared, shared: true };
  const key = keyOf(entry, LEVELS, known, context);
  return { key, id: idOf(entry, key, context), shared: false };
}

function idOf({ type }: Entry, key: string, context: Scope): string {
  return context.idOf(type, `gp-summary|${context.scope}|${key}`);
}

/** The smallest of several, so that their order means nothing. */
function businessIdentifier(resource: Json): string | undefined {
  return objects(resource['identifier'])
    .flatMap((identifier) => {
      const value = token(identifier['value']);
      return value === undefined ? [] : [`${token(identifier['system']) ?? ''}|${value}`];
    })
    .sort()[0];
}

function keyOf(entry: Entry, level: number, known: Known, context: Scope): string {
  const { type, resource } = entry;
  const named = businessIdentifier(resource);
  if (named !== undefined) return `${type}|${named}`;
  const made = known[level]?.get(entry);
  if (made !== undefined) return made;
  const key = `${type}|content|${context.idOf('gp-content', contentOf(entry, level, known, context))}`;
  known[level]?.set(entry, key);
  return key;
}

/** Without what changes from document to document: ids, versions, narrative; references by what they lead to. */
function contentOf(entry: Entry, level: number, known: Known, context: Scope): string {
  const read = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(read);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).flatMap(
      ([name, member]: [string, unknown]): [string, unknown][] => {
        // `text` is words in most data types, and narrative in a resource.
        if (name === 'id' || name === 'meta' || (name === 'text' && typeof member !== 'string')) return [];
        if (name !== 'reference' || typeof member !== 'string') return [[name, read(member)]];
        const target = level === 0 ? undefined : context.index.find(member, entry);
        if (target === undefined || target.type === 'Patient') return [];
        return [[name, keyOf(target, level - 1, known, context)]];
      },
    );
    return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return JSON.stringify(read(entry.resource));
}
