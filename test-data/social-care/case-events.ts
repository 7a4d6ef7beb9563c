/**
 * Case events of a council for given people: who has the case, what is in place at home, carers, alerts, equipment, what is
 * due. Clinically plausible, invented, and the same for the same seed. docs/social-care-events.md.
 */
import type { CaseEvent, CasePerson } from '../../mappings/social-care/case-event.ts';
import { createRandom, type Random } from '../borough/random.ts';
import { caseThings, type CaseClient } from './case-things.ts';

export interface CaseEventOptions {
  /** Id of the feed. */
  readonly source: string;
  /** YYYY-MM-DD: all was recorded before it. */
  readonly day: string;
  readonly seed: number;
  /** Which team has the case; the same for all where left out. */
  readonly teamOf?: (client: CaseClient) => { readonly id: string; readonly name: string };
}

/** @returns events in the order of their sequence, which starts at 1; the last is a heartbeat. */
export function caseEvents(clients: readonly CaseClient[], options: CaseEventOptions): readonly CaseEvent[] {
  const { source, day, seed } = options;
  const teamOf = options.teamOf ?? (() => ({ id: 'T-LOC', name: 'Locality social work team' }));
  const events: CaseEvent[] = [];
  const envelope = (minutes: number) => {
    const sequence = events.length + 1;
    const at = new Date(Date.parse(`${day}T00:00:00Z`) - minutes * 60_000).toISOString();
    const eventId = `${source}-${String(sequence).padStart(8, '0')}`;
    return { schemaVersion: 1 as const, eventId, source, sequence, occurredAt: at, recordedAt: at };
  };
  // All of it lies in the weeks before the day, the earlier of a person's first.
  let minutes = 60 * 24 * 30;
  const tick = (): number => (minutes = Math.max(30, minutes - 1));
  for (const client of clients) {
    const random: Random = createRandom(seed, `case-${client.councilId}`);
    const person: CasePerson = { councilPersonId: client.councilId };
    const key = `P-${client.councilId}`;
    events.push({
      ...envelope(tick()),
      type: 'person',
      key,
      version: 1,
      person,
      payload: demographics(client),
    });
    for (const thing of caseThings(client, { random, day, team: teamOf(client) })) {
      events.push({ ...envelope(tick()), ...thing, person });
    }
  }
  events.push({ ...envelope(5), type: 'heartbeat' });
  return events;
}

function demographics(client: CaseClient): Omit<CasePerson, 'councilPersonId'> {
  const { address, telephone } = client;
  return {
    ...(client.nhsNumber === undefined
      ? {}
      : { nhsNumber: client.nhsNumber, nhsNumberStatus: client.nhsNumberStatus ?? '02' }),
    name: { family: client.family, given: [client.given] },
    birthDate: client.birthDate,
    gender: client.gender,
    address: {
      lines: address.lines,
      postcode: address.postcode,
      ...(address.uprn === undefined ? {} : { uprn: address.uprn }),
      kind: client.careHome === undefined ? 'home' : 'placement',
    },
    ...(telephone === undefined ? {} : { telecom: [{ system: 'phone', value: telephone }] }),
    ...(client.practice === undefined ? {} : { gpPractice: client.practice }),
    clientTypes: ['service-user'],
    ...(client.restricted === true ? { restricted: true } : {}),
  };
}
