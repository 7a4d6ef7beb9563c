/**
 * The planned resources of a bundle, as they are written: read by their shape, with our ids and references. A reference
 * to what is not kept becomes identifier and display, or goes; a resource that cannot be without it goes as well.
 */
import type { Meta, Resource } from '@medplum/fhirtypes';
import { CONSULTATION, formatTag } from '../gp-record-tags.ts';
import type { Json } from '../stu3/mapper.ts';
import { metaOf } from '../stu3/read-datatypes.ts';
import { asObject, token } from '../stu3/read-json.ts';
import { copyResource } from './copy-element.ts';
import type { Identity } from './item-identity.ts';
import type { Losses } from './losses.ts';
import type { PersonReference } from './person-reference.ts';
import type { Plan } from './plan-items.ts';
import { profileOf } from './profile-claim.ts';
import { repaired } from './repair.ts';
import type { Entry } from './resource-index.ts';
import { storedType } from './stored-types.ts';
import type { SummaryDraft } from './summary-draft.ts';

export type Written = Resource & { id: string };

export interface KeepContext {
  readonly format: SummaryDraft['format'];
  readonly plan: Plan;
  readonly known: ReadonlyMap<Entry, Identity>;
  readonly who: PersonReference;
  /** `Patient/<id>`. */
  readonly patient: string;
}

export interface Kept {
  readonly resources: ReadonlyMap<Entry, Written>;
  /** As in a resource that is kept: for what is made of the document. */
  readonly refer: (reference: Json, from: Entry) => Json | undefined;
}

/** A resource goes because another went that it needs: no element that R4 requires reaches further than this. */
const MOST_ROUNDS = 5;

/** @param losses is told of each element and resource that was left out, once. */
export function keepResources(context: KeepContext, losses: Losses): Kept {
  let standing: ReadonlySet<Entry> = new Set(context.plan.places.keys());
  for (let round = 1; ; round++) {
    const now = standing;
    const resources = new Map<Entry, Written>();
    const told: Loss[] = [];
    for (const entry of now) {
      const itsOwn: Loss[] = [];
      const resource = written(entry, now, context, itsOwn);
      if (resource === undefined) for (const [path, reason] of itsOwn) losses.add(path, reason);
      else {
        resources.set(entry, resource);
        told.push(...itsOwn);
      }
    }
    if (resources.size === now.size || round === MOST_ROUNDS) {
      for (const [path, reason] of told) losses.add(path, reason);
      const kept = new Set(resources.keys());
      return { resources, refer: (reference, from) => rewritten(reference, from, kept, context) };
    }
    standing = new Set(resources.keys());
  }
}

type Loss = readonly [path: string, reason: string];

/** Stands for the person in a resource that leaves out whose it is, as all of a summary is one person's. */
const SELF = 'urn:rother:the-person';

function written(
  entry: Entry,
  kept: ReadonlySet<Entry>,
  context: KeepContext,
  losses: Loss[],
): Written | undefined {
  const { type, resource } = entry;
  const identity = context.known.get(entry);
  if (identity === undefined) return undefined;
  const element = storedType(type)?.person;
  const person = element === undefined ? undefined : asObject(resource[element]);
  if (element !== undefined && person !== undefined && context.who.means(person, entry) !== 'the-person') {
    losses.push([`${type}.${element}`, 'is about somebody else: the resource is left out']);
    return undefined;
  }
  const copied = copyResource(
    { ...resource, ...(element === undefined ? {} : { [element]: { reference: SELF } }) },
    {
      reference: (reference, path) => {
        if (reference['reference'] === SELF) return { reference: context.patient };
        // What is the same whoever names it does not point into one person's summary.
        const read = rewritten(reference, entry, identity.shared ? NONE : kept, context);
        if (reference['reference'] !== undefined && read?.['reference'] === undefined) {
          losses.push([path, 'what it refers to is not kept']);
        }
        return read;
      },
      loss: (path, reason) => losses.push([path, reason]),
    },
  );
  const sound =
    copied === undefined ? undefined : repaired(copied, (path, reason) => losses.push([path, reason]));
  if (sound === undefined) return undefined;
  const { resourceType, ...rest } = sound;
  if (Object.keys(rest).length === 0) return undefined;
  const whole = { resourceType, id: identity.id, meta: metaFor(entry, sound, identity, context), ...rest };
  // Read by the shape of its type, which a test holds equal to the definitions that the FHIR types are made of.
  return whole as unknown as Written;
}

const NONE: ReadonlySet<Entry> = new Set();

/** To our ids; to the person without a display; what leads nowhere keeps its identifier and display. */
function rewritten(
  reference: Json,
  from: Entry,
  kept: ReadonlySet<Entry>,
  { who, patient, plan, known }: KeepContext,
): Json | undefined {
  const { reference: _, ...logical } = reference;
  switch (who.means(reference, from)) {
    case 'the-person':
      return { reference: patient };
    case 'somebody-else':
      return undefined;
    case 'elsewhere': {
      const literal = token(reference['reference']);
      const target = literal === undefined ? undefined : plan.find(literal, from);
      const identity = target === undefined || !kept.has(target) ? undefined : known.get(target);
      if (target !== undefined && identity !== undefined) {
        return { ...logical, reference: `${target.type}/${identity.id}` };
      }
      return logical['identifier'] === undefined && logical['display'] === undefined ? undefined : logical;
    }
  }
}

function metaFor(entry: Entry, sound: Json, { shared }: Identity, { format }: KeepContext): Meta {
  const { meta } = metaOf(entry.resource, undefined);
  const profile = profileOf(sound);
  const tag = [...(entry.type === 'Encounter' ? [CONSULTATION] : []), formatTag(format)];
  return {
    ...(profile.length === 0 ? {} : { profile: [...profile] }),
    ...meta,
    ...(shared ? {} : { tag }),
  };
}
