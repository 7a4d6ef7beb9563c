/**
 * What an R4 summary holds of an area and its List or section does not name: it stands with the others, and the area is
 * not whole. Nobody may read "none" of an area from which an allergy was left out. FHIR R4 List; IPS 2.0.0.
 */
import { AREA_LISTS } from '../area-members.ts';
import { asObject, token } from '../stu3/read-json.ts';
import type { Entry, ResourceIndex } from './resource-index.ts';
import { notKept, storedType } from './stored-types.ts';
import type { DraftArea } from './summary-draft.ts';

/**
 * @param listed the areas as the summary lists them.
 * @returns for each area what it lacks: what its Lists would name by type, and nothing else in the summary leads to; of
 * allergies all. An area without a List gets none, but that of allergies.
 */
export function unlisted(index: ResourceIndex, listed: readonly DraftArea[]): readonly DraftArea[] {
  const held = new Set(listed.flatMap(({ members }) => members));
  const areas = new Set(listed.map(({ area }) => area));
  const led = ledTo(index);
  const grouped = Map.groupBy(index.entries, (entry) => {
    const area = held.has(entry) ? undefined : areaOf(entry);
    if (area === 'allergies') return area;
    return area !== undefined && areas.has(area) && !led.has(entry) ? area : undefined;
  });
  return [...grouped].flatMap(([area, members]): DraftArea[] =>
    area === undefined ? [] : [{ area, warnings: [], members, state: 'incomplete', partial: true }],
  );
}

/** Of a resource that the area's List would name. */
function areaOf({ type, resource }: Entry): DraftArea['area'] | undefined {
  if (notKept(resource) !== undefined) return undefined;
  const area = storedType(type)?.area?.(resource);
  return area !== undefined && AREA_LISTS[area].members.some((member) => member === type) ? area : undefined;
}

/** The entries to which any other refers, Lists and the Composition among them. */
function ledTo(index: ResourceIndex): ReadonlySet<Entry> {
  const found = new Set<Entry>();
  for (const entry of index.entries) {
    const walk = (value: unknown): void => {
      if (Array.isArray(value)) {
        value.forEach(walk);
        return;
      }
      for (const [name, inner] of Object.entries(asObject(value) ?? {})) {
        const literal = name === 'reference' ? token(inner) : undefined;
        const target = literal === undefined ? undefined : index.find(literal, entry);
        if (target !== undefined && target !== entry) found.add(target);
        else walk(inner);
      }
    };
    walk(entry.resource);
  }
  return found;
}
