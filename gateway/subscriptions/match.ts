/**
 * Does a step match a subscription? Pure. FHIR Subscriptions R5 Backport 1.1.0: filters are AND, their values OR.
 * Fails closed: an unknown topic, or a filter that cannot be decided, matches nothing.
 */
import type { Reference } from '@medplum/fhirtypes';
import { findTopic } from '../../conformance/topics.ts';
import type { StepEvent } from '../record/step-event.ts';
import type { FilterParam } from './filter-values.ts';

/** A subscription as matching sees it. */
export interface Matchable {
  readonly topic: string;
  readonly filters: readonly { readonly param: FilterParam; readonly values: ReadonlySet<string> }[];
}

/**
 * True where the topic is triggered by the step's kind and every filter holds for the step's encounter and person.
 * @param event the step with the Encounter version it speaks of and the person as just committed.
 * @param subscription its filters in the canonical form of filters.ts.
 * @param groups `Group/<id>` of the Groups that the person is a current member of (group-members.ts).
 */
export function matches(event: StepEvent, subscription: Matchable, groups: readonly string[] = []): boolean {
  if (!topicHas(event, subscription)) return false;
  return subscription.filters.every(({ param, values }) =>
    candidates(param, event, groups).some((candidate) => values.has(candidate)),
  );
}

/** The person of a step under every id that is theirs: their own, and those that were merged into it. */
export function personReferences({ patient, aliases }: Pick<StepEvent, 'patient' | 'aliases'>): string[] {
  return [patient.id, ...aliases].map((id) => `Patient/${id}`);
}

/** True where the topic is triggered by the step's kind, whatever the filters. */
export function topicHas(event: Pick<StepEvent, 'kind'>, { topic }: Pick<Matchable, 'topic'>): boolean {
  return findTopic(topic)?.steps.includes(event.kind) === true;
}

/** The canonical values that the event has for a filter parameter; none for a parameter that is not known. */
function candidates(param: FilterParam, event: StepEvent, groups: readonly string[]): readonly string[] {
  switch (param) {
    case 'patient':
      return personReferences(event);
    case 'patient:identifier':
      return (event.patient.identifier ?? []).flatMap(({ system, value }) => token(system, value));
    case 'group':
      return groups;
    case 'locality':
      return event.localities;
    case 'general-practitioner':
      return (event.patient.generalPractitioner ?? []).flatMap(practitioner);
    case 'class': {
      // Read defensively: a class without a code has no candidate, so a filter on it does not hold.
      const { system, code } = event.encounter.class as { system?: string; code?: string };
      return code === undefined ? [] : [code, ...token(system, code)];
    }
    default:
      // Reached only by a stored filter of another release: it matches nothing rather than everything.
      return [];
  }
}

function practitioner(reference: Pick<Reference, 'reference' | 'identifier'>): string[] {
  const { system, value } = reference.identifier ?? {};
  return [...(reference.reference === undefined ? [] : [reference.reference]), ...token(system, value)];
}

function token(system: string | undefined, value: string | undefined): string[] {
  return system === undefined || value === undefined ? [] : [`${system}|${value}`];
}
