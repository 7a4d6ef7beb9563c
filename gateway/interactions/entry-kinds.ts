/** What clients may write of a person beside Groups and Subscriptions, and what differs from type to type. Design section 6. */
import type {
  CarePlan,
  CareTeam,
  Communication,
  Consent,
  Flag,
  Goal,
  Reference,
  Task,
} from '@medplum/fhirtypes';
import type { z } from 'zod';
import { UK_CORE } from '../../conformance/systems.ts';
import { carePlanBody, keepAuthors, planPlace } from './careplan-body.ts';
import { careTeamBody } from './careteam-body.ts';
import { communicationBody } from './communication-body.ts';
import { consentBody, consentPlace } from './consent-body.ts';
import { flagBody } from './flag-body.ts';
import { goalBody } from './goal-body.ts';
import { taskBody } from './task-body.ts';

interface EntryTypes {
  readonly CareTeam: CareTeam;
  readonly CarePlan: CarePlan;
  readonly Consent: Consent;
  readonly Flag: Flag;
  readonly Task: Task;
  readonly Communication: Communication;
  readonly Goal: Goal;
}

export type EntryType = keyof EntryTypes;
export type Entry<T extends EntryType = EntryType> = EntryTypes[T] & { readonly id: string };

export interface EntryKind<T extends EntryType = EntryType> {
  readonly type: T;
  readonly body: z.ZodType<object>;
  /** The element that says whom the entry is about. */
  readonly person: 'subject' | 'patient' | 'for';
  /** The one profile that entries claim; base R4 has none to claim. */
  readonly profile?: string;
  /** Who says that the version at hand is theirs. */
  author(entry: Entry<T>): Reference | undefined;
  /** A place that one entry of a person at a time may take, in words; undefined for an entry that takes none. */
  place?(entry: Entry<T>): string | undefined;
  /** What of the former version stays whatever the client sends. */
  keep?(entry: Entry<T>, former: Entry<T>): Entry<T>;
  /** Why it is never deleted, and what to do instead. */
  readonly neverDeleted?: string;
}

export const ENTRY_KINDS: { readonly [T in EntryType]: EntryKind<T> } = {
  CareTeam: {
    type: 'CareTeam',
    body: careTeamBody,
    person: 'subject',
    profile: `${UK_CORE}UKCore-CareTeam`,
    author: () => undefined,
  },
  CarePlan: {
    type: 'CarePlan',
    body: carePlanBody,
    person: 'subject',
    profile: `${UK_CORE}UKCore-CarePlan`,
    author: ({ author }) => author,
    place: planPlace,
    keep: (entry, former) => ({ ...keepAuthors(entry, former), id: entry.id }),
    neverDeleted: 'A CarePlan is never deleted: set its status to completed, revoked or entered-in-error',
  },
  Consent: {
    type: 'Consent',
    body: consentBody,
    person: 'patient',
    profile: `${UK_CORE}UKCore-Consent`,
    author: ({ performer }) => performer?.[0],
    place: consentPlace,
    neverDeleted: 'A Consent is never deleted: set its status to inactive, rejected or entered-in-error',
  },
  Flag: {
    type: 'Flag',
    body: flagBody,
    person: 'subject',
    profile: `${UK_CORE}UKCore-Flag`,
    author: ({ author }) => author,
  },
  Task: {
    type: 'Task',
    body: taskBody,
    person: 'for',
    profile: `${UK_CORE}UKCore-Task`,
    author: ({ requester }) => requester,
  },
  Communication: {
    type: 'Communication',
    body: communicationBody,
    person: 'subject',
    author: ({ sender }) => sender,
  },
  Goal: {
    type: 'Goal',
    body: goalBody,
    person: 'subject',
    author: ({ expressedBy }) => expressedBy,
  },
};

/** Narrows a type name to one of an entry. */
export function isEntryType(type: string): type is EntryType {
  return Object.hasOwn(ENTRY_KINDS, type);
}
