/** The start-up load: every person of the borough as one A28. ITK ADT 1.0.15, "Add person". */
import type { Place } from '../../gateway/place.ts';
import { hospitalOf } from './hospital.ts';
import { messageText } from './message.ts';
import type { Person } from './person.ts';

export interface LoadMessage {
  readonly controlId: string;
  readonly text: string;
  readonly localNumber: string;
}

/** The day before, so that whatever happens on the day is newer. */
const BEFORE = -86_400;

/** @param day YYYY-MM-DD of the simulated day; the messages are dated the day before. */
export function loadMessages(place: Place, people: readonly Person[], day: string): readonly LoadMessage[] {
  const { site } = hospitalOf(place);
  return people.map((person) => {
    const controlId = `P${day.replaceAll('-', '')}-${person.localNumber}`;
    const times = { occurredAt: BEFORE, recordedAt: BEFORE, sentAt: BEFORE };
    const text = messageText({ trigger: 'A28', person, day, site, controlId, ...times });
    return { controlId, text, localNumber: person.localNumber };
  });
}
