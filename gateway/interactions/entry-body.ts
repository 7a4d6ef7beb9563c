/** Reading an entry that a client sends: its structure and codes by the schema of its kind, its references by their form. */
import { refusal } from '../outcomes.ts';
import { faultsOf, MAX_FAULTS, pathOf } from './entry-faults.ts';
import type { Entry, EntryKind, EntryType } from './entry-kinds.ts';

/** Characters of JSON of one entry: some hundred activities with their progress. */
const MAX_LENGTH = 400_000;
/** References of one entry, those of extensions included. */
const MAX_REFERENCES = 1000;
const HERE = /^([A-Z][A-Za-z]{1,63})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const ELSEWHERE = /^https?:\/\/[^\s]{1,1990}$/;

/** A literal reference to a resource of this server, and where in the entry it stands. */
export interface LocalReference {
  readonly path: string;
  readonly type: string;
  readonly id: string;
}

export interface ReadEntry<T extends EntryType> {
  readonly entry: Entry<T>;
  /** Id of the Patient whom it is about, as sent. */
  readonly personId: string;
  readonly references: readonly LocalReference[];
  /** The id that the body has. */
  readonly sentId: string | undefined;
}

/**
 * @param id what the entry is called here, whatever the body says.
 * @param baseUrl of this server: an absolute reference to a resource here becomes the relative one that it is.
 * @returns the entry to store, without version and time, with the profile of its kind.
 * @throws OperationOutcomeError 400 where the body is of another type, 413 where it is too long, 422 with one issue a fault.
 */
export function readEntry<T extends EntryType>(
  kind: EntryKind<T>,
  body: unknown,
  id: string,
  baseUrl: string,
): ReadEntry<T> {
  const { type } = kind;
  if (typeof body !== 'object' || body === null || !('resourceType' in body) || body.resourceType !== type) {
    throw refusal('invalid', `The body is not a ${type} resource.`);
  }
  // Before anything is looked at: what is looked at costs more than what is counted.
  if (JSON.stringify(body).length > MAX_LENGTH)
    throw refusal('tooLarge', `A ${type} is at most ${MAX_LENGTH} characters long`);
  const structure = kind.body.safeParse(body);
  if (!structure.success) throw refusal('unprocessable', faultsOf(structure.error, type));
  // The round trip drops what is undefined, as JSON has no such thing; every schema begins with what all entries have.
  const text = JSON.stringify(structure.data);
  const { id: sentId, meta, ...rest } = JSON.parse(text) as AnyEntry;
  const faults: string[] = [];
  const references: LocalReference[] = [];
  readReferences(rest, type, [], { baseUrl, faults, references });
  if (references.length > MAX_REFERENCES)
    faults.unshift(`${type}: has more than ${MAX_REFERENCES} references`);
  const foreign = meta?.profile?.findIndex((profile) => !mayClaim(kind, profile)) ?? -1;
  if (foreign >= 0) {
    const held = kind.profile ?? 'none but the base specification';
    faults.push(`${type}.meta.profile[${foreign}]: is not held to here; held to is ${held}`);
  }
  const person = references.find(({ path }) => path === `${type}.${kind.person}.reference`);
  if (person?.type !== 'Patient') {
    faults.push(`${type}.${kind.person}.reference: is not Patient/[id] of this server`);
  }
  if (person === undefined || faults.length > 0) throw refusal('unprocessable', faults.slice(0, MAX_FAULTS));
  const profile = kind.profile === undefined ? {} : { profile: [kind.profile] };
  const { security, tag } = meta ?? {};
  const kept = { ...profile, ...(security && { security }), ...(tag && { tag }) };
  // Structure and codes are those of the kind: its schema has read them.
  const entry = { ...rest, id, meta: kept } as unknown as Entry<T>;
  return { entry, personId: person.id, references, sentId };
}

/** What the schemas let every entry have. */
interface AnyEntry {
  readonly id?: string;
  readonly meta?: {
    readonly profile?: readonly string[];
    readonly security?: readonly object[];
    readonly tag?: readonly object[];
  };
}

function mayClaim({ type, profile }: Pick<EntryKind, 'type' | 'profile'>, claimed: string): boolean {
  const [canonical] = claimed.split('|');
  return canonical === profile || canonical === `http://hl7.org/fhir/StructureDefinition/${type}`;
}

interface Findings {
  readonly baseUrl: string;
  readonly faults: string[];
  readonly references: LocalReference[];
}

/** Makes references to this server relative, in place, and notes them, and what is empty. Bodies nest no deeper than their reader lets them. */
function readReferences(node: unknown, type: string, path: readonly PropertyKey[], into: Findings): void {
  if (typeof node !== 'object' || node === null) return;
  if (Object.keys(node).length === 0) into.faults.push(`${pathOf(type, path)}: is empty (ele-1)`);
  for (const [name, value] of Object.entries(node)) {
    const step = Array.isArray(node) ? Number(name) : name;
    if (name !== 'reference' || typeof value !== 'string') {
      readReferences(value, type, [...path, step], into);
      continue;
    }
    const own = `${into.baseUrl}/`;
    const text = value.startsWith(own) ? value.slice(own.length) : value;
    const [, target, id] = HERE.exec(text) ?? [];
    const at = pathOf(type, [...path, name]);
    if (target !== undefined && id !== undefined) {
      into.references.push({ path: at, type: target, id });
      Object.assign(node, { reference: text });
    } else if (!ELSEWHERE.test(text)) {
      into.faults.push(`${at}: is neither Type/[id] of this server nor an absolute URL`);
    }
  }
}
