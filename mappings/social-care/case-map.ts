/**
 * One case event -> what it states. Pure: the same event gives the same facts on any gateway. docs/social-care-events.md;
 * social-care reference, section 4.
 */
import { IDENTITY_RANK, type IdentityFact, type PersonFact, type PersonKey, type SetFact } from '../fact.ts';
import type { Statements } from '../statements.ts';
import type { CaseEvent, CasePerson, ThingEvent } from './case-event.ts';
import { instantOf, statementBase, thingBase, type CaseOrigin } from './case-order.ts';
import { personStatement, type CaseIssue } from './case-person.ts';
import { mentioned, type DirectoryContext } from './case/mentioned.ts';
import type { CaseFactData, CaseSource, PersonNotes } from './case-thing.ts';

export interface CaseEventContext extends CaseOrigin, DirectoryContext {
  /** ISO UTC. Only a clock that runs too far ahead of it is measured against it. */
  readonly receivedAt?: string;
}

export interface CaseRefusal {
  /** `unknown-source`: of another feed. `future`: recorded after it was received. `same-person`: merged into itself. */
  readonly reason: 'unknown-source' | 'future' | 'same-person' | 'two-people';
  /** Where: `recordedAt`. */
  readonly path: string;
  /** One sentence, without a value of the person. */
  readonly text: string;
}

export type CaseMapping =
  | { readonly kind: 'mapped'; readonly statements: Statements; readonly issues: readonly CaseIssue[] }
  | { readonly kind: 'refused'; readonly refusal: CaseRefusal };

/** How far a council's clock may run ahead: a time beyond it would stand before all that is said later. */
const CLOCK_SKEW_MS = 24 * 3_600_000;

/**
 * @param event as read by adapters/social-care/case-event.ts: bounded, its times with offsets.
 * @returns its facts with all times in UTC, and what of it is not carried over; or why it cannot be taken. Only this event
 * is set aside; its neighbours stand.
 */
export function mapCaseEvent(event: CaseEvent, context: CaseEventContext): CaseMapping {
  const refusal = refusalOf(event, context);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const issues: CaseIssue[] = [];
  const empty: Statements = {
    trigger: `case-event:${event.type}`,
    sourceMessageId: context.sourceMessageId,
    effective: instantOf(event.occurredAt),
    people: [],
    visits: [],
    identity: [],
  };
  if (event.type === 'heartbeat') return { kind: 'mapped', statements: empty, issues };
  const statements: Statements = {
    ...empty,
    people: [personFact(event, context, issues)],
    identity: identityFacts(event, context),
    sets: setFacts(event, context),
    directory: mentioned(isThing(event) ? event : undefined, context),
  };
  return { kind: 'mapped', statements, issues };
}

/** The set that a thing of the case system is folded in. @param key the council's key, without `|`. */
export function caseSetKey(source: Pick<CaseSource, 'id'>, key: string): string {
  return `case-event|${source.id}|${key}`;
}

type KeyedEvent = Exclude<CaseEvent, { type: 'heartbeat' }>;

function refusalOf(event: CaseEvent, { source, receivedAt }: CaseEventContext): CaseRefusal | undefined {
  if (event.source !== source.id) {
    return {
      reason: 'unknown-source',
      path: 'source',
      text: `this feed takes events of the source ${source.id} only`,
    };
  }
  if (receivedAt !== undefined && Date.parse(event.recordedAt) > Date.parse(receivedAt) + CLOCK_SKEW_MS) {
    return {
      reason: 'future',
      path: 'recordedAt',
      text: 'recordedAt lies more than a day after the time of receipt',
    };
  }
  if (event.type === 'person-merge' && event.payload.survivor === event.payload.retired) {
    return {
      reason: 'same-person',
      path: 'payload.retired',
      text: 'survivor and retired are the same council id',
    };
  }
  if (
    event.type === 'person' &&
    (event.payload.councilPersonId ?? event.person.councilPersonId) !== event.person.councilPersonId
  ) {
    return {
      reason: 'two-people',
      path: 'payload.councilPersonId',
      text: 'person and payload name two different council ids',
    };
  }
  return undefined;
}

function personKey(
  { councilPersonId }: Pick<CasePerson, 'councilPersonId'>,
  { personSystem }: CaseSource,
): PersonKey {
  return `${personSystem}|${councilPersonId}`;
}

/** Every event tells at least that the council knows the person; nothing is refused for want of more. */
function personFact(event: KeyedEvent, context: CaseEventContext, issues: CaseIssue[]): PersonFact {
  const { source } = context;
  const person: CasePerson =
    event.type === 'person'
      ? { ...event.person, ...event.payload, councilPersonId: event.person.councilPersonId }
      : event.person;
  const data = personStatement(person, source.personSystem, issues);
  const deleted = event.type === 'person-delete';
  return {
    ...statementBase(event, context, 0),
    kind: deleted ? 'delete-person' : 'demographics',
    person: personKey(person, source),
    data: deleted ? { identifiers: data.identifiers } : data,
  };
}

function identityFacts(event: KeyedEvent, context: CaseEventContext): readonly IdentityFact[] {
  if (event.type !== 'person-merge') return [];
  const { survivor, retired, undo } = event.payload;
  return [
    {
      ...statementBase(event, context, IDENTITY_RANK),
      kind: undo === true ? 'unlink' : 'merge',
      of: 'person',
      from: personKey({ councilPersonId: retired }, context.source),
      into: personKey({ councilPersonId: survivor }, context.source),
    },
  ];
}

function setFacts(event: KeyedEvent, context: CaseEventContext): readonly SetFact<CaseFactData>[] {
  const { source } = context;
  const { councilPersonId } = event.person;
  const recorded = instantOf(event.recordedAt);
  const facts: SetFact<CaseFactData>[] = [];
  const add = (data: CaseFactData, set: string, base: ReturnType<typeof thingBase>): void => {
    facts.push({ ...base, kind: 'case-event', set, person: personKey(event.person, source), data });
  };
  const common = { source, recorded };
  if (event.type === 'withdrawal') {
    const { key } = event.payload;
    add(
      { ...common, type: 'withdrawal', key, version: event.version },
      caseSetKey(source, key),
      thingBase(event, context),
    );
  } else if (isThing(event)) {
    const { key, version } = event;
    // Safe: type and payload belong together in the event, and are copied together.
    const data = { ...common, type: event.type, key, version, payload: event.payload } as CaseFactData;
    add(data, caseSetKey(source, key), thingBase(event, context));
  }
  const notes = notesOf(event);
  if (notes !== undefined && event.type !== 'person-delete') {
    // A council's key never holds a bar, so that this is no key of a thing.
    const set = caseSetKey(source, `person|${councilPersonId}`);
    add(
      { ...common, type: 'person', key: councilPersonId, version: 0, payload: notes },
      set,
      statementBase(event, context, 0),
    );
  }
  return facts;
}

function isThing(event: KeyedEvent): event is ThingEvent {
  return !['person', 'person-merge', 'person-delete', 'withdrawal'].includes(event.type);
}

/** Undefined where the event says none of them. */
function notesOf(event: KeyedEvent): PersonNotes | undefined {
  const stated = event.type === 'person' ? { ...event.person, ...event.payload } : event.person;
  const notes: PersonNotes = {
    ...(stated.clientTypes === undefined ? {} : { clientTypes: stated.clientTypes }),
    ...(stated.communicationNeeds === undefined ? {} : { communicationNeeds: stated.communicationNeeds }),
    ...(stated.interpreter === undefined ? {} : { interpreter: stated.interpreter }),
  };
  return Object.keys(notes).length === 0 ? undefined : notes;
}
