/**
 * What practices and council say of the borough before the day: whose summary is asked for, who is the council's client,
 * the return and the case events. And what is true at home, to compare the record with.
 */
import type { Place } from '../../gateway/place.ts';
import type { CaseEvent } from '../../mappings/social-care/case-event.ts';
import { councilClients, type CouncilClient } from '../borough/council-clients.ts';
import type { SimulatedDay } from '../borough/day.ts';
import type { Person } from '../borough/person.ts';
import type { Registered } from '../gp-summary/patient.ts';
import { isRegistered } from '../gp-summary/practice-answer.ts';
import { caseEvents } from '../social-care/case-events.ts';
import { cldReturnText } from '../social-care/cld-return.ts';

export interface SharedRecord {
  /** Whose practices are asked for a summary. */
  readonly asked: readonly Registered[];
  readonly clients: readonly CouncilClient[];
  readonly events: readonly CaseEvent[];
  /** The council's statutory return as CSV; undefined where the place has no council. */
  readonly councilReturn?: string;
}

/** What is in place at home. */
export interface HomeTruth {
  readonly nhsNumber: string;
  readonly worker: string;
  readonly team: string;
  /** Each by how often it comes, or by the home that gives it. */
  readonly packages: readonly string[];
}

/** Summaries that are fetched before the day: of the council's clients, of the day's patients, then of the oldest. */
const MOST_ASKED = 800;

export function makeSharedRecord(
  place: Place,
  people: readonly Person[],
  day: SimulatedDay,
  options: { readonly seed: number; readonly day: string },
): SharedRecord {
  const clients = councilClients(place, people, options);
  const [council] = place.councils;
  const teams = new Map(clients.map(({ client, team }) => [client.councilId, team]));
  return {
    asked: askedFor(place, people, day, clients),
    clients,
    events:
      council === undefined
        ? []
        : caseEvents(
            clients.map(({ client }) => client),
            {
              source: council.id,
              day: options.day,
              seed: options.seed,
              teamOf: ({ councilId }) => teams.get(councilId) ?? { id: 'none', name: 'No team' },
            },
          ),
    ...(council === undefined
      ? {}
      : {
          councilReturn: cldReturnText(
            clients.map(({ inReturn }) => inReturn),
            { seed: options.seed, council: council.code, period: lastYear(options.day) },
          ),
        }),
  };
}

function askedFor(
  place: Place,
  people: readonly Person[],
  day: SimulatedDay,
  clients: readonly CouncilClient[],
): readonly Registered[] {
  const ofPlace = new Set(place.practices.map(({ ods }) => ods));
  const after = new Map(day.people.map((person) => [person.localNumber, person.practice?.ods]));
  const known = new Set(clients.map(({ person }) => person.localNumber));
  const patients = new Set([...day.opening, ...day.messages].map(({ localNumber }) => localNumber));
  const rank = ({ localNumber }: Person): number =>
    known.has(localNumber) ? 0 : patients.has(localNumber) ? 1 : 2;
  return people
    .filter(isRegistered)
    .filter(({ practice, localNumber }) => {
      // Whose record is on its way to another practice has no summary today.
      const moves = after.has(localNumber) && after.get(localNumber) !== practice.ods;
      return ofPlace.has(practice.ods) && !moves;
    })
    .toSorted((a, b) => rank(a) - rank(b) || (a.birthDate < b.birthDate ? -1 : 1))
    .slice(0, MOST_ASKED);
}

/** The twelve months up to the last end of a quarter that is over for a month. */
function lastYear(day: string): { readonly start: string; readonly end: string } {
  const before = new Date(Date.parse(`${day}T00:00:00Z`) - 31 * 86_400_000);
  const [year, quarter] = [before.getUTCFullYear(), Math.floor(before.getUTCMonth() / 3)];
  const isoDay = (time: number): string => new Date(time).toISOString().slice(0, 10);
  return {
    start: isoDay(Date.UTC(year - 1, quarter * 3, 1)),
    end: isoDay(Date.UTC(year, quarter * 3, 1) - 86_400_000),
  };
}

/** Read from the events themselves: each client's allocation and packages. */
export function homeTruths({ clients, events }: SharedRecord): readonly HomeTruth[] {
  const byPerson = Map.groupBy(events, (event) => ('person' in event ? event.person.councilPersonId : ''));
  return clients.map(({ client, team }): HomeTruth => {
    const own = byPerson.get(client.councilId) ?? [];
    const workers = own.flatMap((event) =>
      event.type === 'allocation' ? (event.payload.worker?.name ?? []) : [],
    );
    return {
      nhsNumber: client.nhsNumber ?? '',
      worker: workers[0] ?? '',
      team: team.name,
      packages: own
        .flatMap((event) => {
          if (event.type === 'service') return event.payload.frequency ?? [];
          return event.type === 'placement' ? (event.payload.homeName ?? []) : [];
        })
        .toSorted(),
    };
  });
}
