/** This product's own extensions on resources of the return; README.md lists them. What the profiles have no place for. */
import type { Extension, Patient, Reference } from '@medplum/fhirtypes';
import { ASSESSMENT_OUTCOME, CLD_OUTCOME, type AssessmentOutcome } from './assessments.ts';
import { interweaveConcept, SOCIAL_CARE_EXTENSION, type Origin } from './interweave.ts';
import type { EventType } from './return.ts';
import type { ReturnState } from './return-state.ts';

/** Who is responsible for what a state says. @param source message that last changed it. */
export function originOf({ council, system }: ReturnState, source: string): Origin {
  return { organisation: council, system, sourceMessageId: source };
}

/** Every reference to a person has a display; a return has no names. */
export function subjectOf(
  patient: string,
  { council }: Pick<ReturnState, 'council'>,
): Reference<Patient> & { reference: string } {
  return { reference: `Patient/${patient}`, display: `Person known to ${council.name}` };
}

/** The council's person id. */
export function personIdOf({ person }: Pick<ReturnState, 'person'>): string {
  return person.slice(person.lastIndexOf('|') + 1);
}

export function textExtension(name: string, text: string | undefined): Extension[] {
  return text === undefined ? [] : [{ url: `${SOCIAL_CARE_EXTENSION}${name}`, valueString: text }];
}

export function dateExtension(name: string, date: string | undefined): Extension[] {
  return date === undefined ? [] : [{ url: `${SOCIAL_CARE_EXTENSION}${name}`, valueDate: date }];
}

/** Stands only where it is true. */
export function markExtension(name: string, stands: boolean): Extension[] {
  return stands ? [{ url: `${SOCIAL_CARE_EXTENSION}${name}`, valueBoolean: true }] : [];
}

/** The date to which the council's return speaks: nothing of it is live. */
export function asOfExtension(date: string): Extension[] {
  return dateExtension('return-to', date);
}

/** An outcome on a resource whose profile has none. */
export function outcomeExtension(type: EventType, outcome: string | undefined): Extension[] {
  if (outcome === undefined) return [];
  const concept = interweaveConcept(ASSESSMENT_OUTCOME, outcomeCode(type, outcome), outcome);
  return [{ url: `${SOCIAL_CARE_EXTENSION}outcome`, valueCodeableConcept: concept }];
}

/** What follows from a review is a reassessment. An outcome of no list is `OTH`, and its text is kept beside it. */
export function outcomeCode(type: EventType, outcome: string): AssessmentOutcome {
  const known = Object.hasOwn(CLD_OUTCOME, outcome) ? CLD_OUTCOME[outcome] : undefined;
  if (known === undefined) return 'OTH';
  return known.code === 'PRO-ASS' && type === 'review' ? 'PRO-RASS' : known.code;
}
