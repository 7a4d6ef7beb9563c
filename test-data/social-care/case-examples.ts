/** The documented examples of case events, and a council to map them for: for tests. */
import type { Resource } from '@medplum/fhirtypes';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uuidV5 } from '../../gateway/record/uuid.ts';
import { readCaseEvents } from '../../adapters/social-care/case-read.ts';
import type { SetFact } from '../../mappings/fact.ts';
import { resourceIds } from '../../mappings/resource-ids.ts';
import type { StandingSet } from '../../mappings/source-set.ts';
import type { Statements } from '../../mappings/statements.ts';
import type {
  CaseEvent,
  ThingEvent,
  ThingPayloads,
  ThingType,
} from '../../mappings/social-care/case-event.ts';
import { caseEventFold } from '../../mappings/social-care/case-fold.ts';
import { mapCaseEvent, type CaseEventContext } from '../../mappings/social-care/case-map.ts';
import type { CaseSource, CaseState } from '../../mappings/social-care/case-thing.ts';

export const COUNCIL: CaseSource = {
  id: 'rmbc-asc',
  name: 'RMBC case events',
  organisation: { code: '206', name: 'Rotherham MBC' },
  personSystem: 'https://rother.example/fhir/id/rmbc-person',
};

/** Each JSON example of docs/social-care-events.md, as written. */
export function documentedExamples(): readonly string[] {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'social-care-events.md'), 'utf8');
  return [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => text);
}

/** @throws where the text is not one event. */
export function readOne(text: string): CaseEvent {
  const [read, ...others] = readCaseEvents(Buffer.from(text));
  if (read?.kind !== 'event' || others.length > 0) throw new Error(`not one event: ${JSON.stringify(read)}`);
  return read.event;
}

/** @param type @returns the documented example of it. */
export function exampleOf<T extends CaseEvent['type']>(type: T): Extract<CaseEvent, { readonly type: T }> {
  const found = documentedExamples()
    .map(readOne)
    .find((event): event is Extract<CaseEvent, { readonly type: T }> => event.type === type);
  if (found === undefined) throw new Error(`no example of ${type}`);
  return found;
}

/** As the gateway would make it: the message is named by the event, its hash by the content. */
export function contextOf(event: CaseEvent): CaseEventContext {
  return {
    sourceMessageId: uuidV5('message', event.eventId),
    hash: uuidV5('hash', JSON.stringify(event)),
    source: COUNCIL,
    ids: resourceIds(uuidV5),
    idOf: uuidV5,
  };
}

/** @throws where it is refused. */
export function statementsOf(event: CaseEvent): Statements {
  const mapping = mapCaseEvent(event, contextOf(event));
  if (mapping.kind === 'refused') throw new Error(mapping.refusal.text);
  return mapping.statements;
}

/** Folds as the record does: each set's facts by stamp, the same fact once. @returns what stands, by set key. */
export function standingOf(events: readonly CaseEvent[]): ReadonlyMap<string, StandingSet> {
  const facts = new Map<string, SetFact>();
  for (const event of events) {
    for (const fact of statementsOf(event).sets ?? []) facts.set(`${fact.set}\n${fact.stamp}`, fact);
  }
  const states = new Map<string, CaseState>();
  const ordered = [...facts.values()].toSorted((a, b) =>
    a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0,
  );
  for (const fact of ordered) states.set(fact.set, caseEventFold.step(states.get(fact.set), fact));
  const context = { ids: resourceIds(uuidV5), idOf: uuidV5 };
  const sets = [...states].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sets.map(([set, state]) => [set, caseEventFold.standing(state, context)]));
}

/** What stands of the documented example of a type, or of one with another payload. */
export function drawn<T extends ThingType>(type: T, payload?: ThingPayloads[T]): StandingSet {
  // Safe: the example is of a thing, and the payload of its type.
  const example = exampleOf(type) as ThingEvent;
  const event = (payload === undefined ? example : { ...example, payload }) as ThingEvent;
  const set = standingOf([event]).get(`case-event|${COUNCIL.id}|${event.key}`);
  if (set === undefined) throw new Error('nothing stands');
  return set;
}

/** The thing's own resource. */
export function drawnFirst<T extends ThingType>(type: T, payload?: ThingPayloads[T]): Resource {
  const [resource] = drawn(type, payload).resources;
  if (resource === undefined) throw new Error('no resource');
  return resource;
}

/** What a resource says that the council has not said. */
export function gapsOf(resource: Resource): readonly string[] {
  // Safe: whichever type it is, its extensions are a list of these.
  const { extension = [] } = resource as { extension?: { url: string; valueString?: string }[] };
  return extension
    .filter(({ url }) => url.endsWith('social-care-not-stated'))
    .map(({ valueString = '' }) => valueString);
}
