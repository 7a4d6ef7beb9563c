/** One thing of the council's case system: what an event says of it (data of SetFacts), and what is known of it. */
import type { PersonKey, SetKey } from '../fact.ts';
import type { PersonStatement, ThingPayloads, ThingType } from './case-event.ts';

/** The feed that case events come by. */
export interface CaseSource {
  /** Id of the configured feed: `rmbc-asc`. */
  readonly id: string;
  /** For people to read: `RMBC case events`. */
  readonly name: string;
  /** The council. */
  readonly organisation: { readonly code: string; readonly name: string };
  /** System of the council's person ids. */
  readonly personSystem: string;
}

/** What beside demographics an event says of a person; folded as a thing of its own, ordered by time. */
export type PersonNotes = Pick<PersonStatement, 'clientTypes' | 'communicationNeeds' | 'interpreter'>;

interface Payloads extends ThingPayloads {
  readonly person: PersonNotes;
}

type KnownType = keyof Payloads;

interface Common {
  readonly source: CaseSource;
  readonly key: string;
  /** 0 for the notes about a person, which have none. */
  readonly version: number;
  /** ISO UTC. */
  readonly recorded: string;
}

/** Data of a SetFact of form `case-event`. */
export type CaseFactData =
  | { readonly [T in KnownType]: Common & { readonly type: T; readonly payload: Payloads[T] } }[KnownType]
  | (Common & { readonly type: 'withdrawal' });

/** What stands of a payload: nothing in it is null. */
export type Stated<P> = { readonly [K in keyof P]?: NonNullable<P[K]> };

/** From when to when a service was suspended, as told: FHIR dates or dateTimes. */
export interface Suspension {
  readonly from: string;
  readonly to?: string;
}

export interface ThingCommon extends Common {
  readonly set: SetKey;
  readonly person: PersonKey;
  /** ISO UTC: when it was first entered. */
  readonly firstRecorded: string;
  /** Of the message that last changed it. */
  readonly sourceMessageId: string;
  readonly suspensions: readonly Suspension[];
}

/** A thing that stands. */
export type Thing<T extends KnownType = KnownType> = {
  readonly [K in KnownType]: ThingCommon & { readonly type: K; readonly payload: Stated<Payloads[K]> };
}[T];

/** The type of one that was entered in error; unknown where no event told of it. */
export type WithdrawnType = ThingType | 'person';

/** The state of a set's fold; plain JSON. */
export type CaseState =
  Thing | (ThingCommon & { readonly type: 'withdrawal'; readonly withdrawn?: WithdrawnType });
