/**
 * A fact: one statement of one message about one subject, with its place in the total order. What all feeds state of
 * people and their numbers is here, what only ADT states of visits in adt/visit-fact.ts. Every field of its data is
 * absent (keep), null (cleared) or a value.
 */
import type {
  Address,
  CodeableConcept,
  ContactPoint,
  HumanName,
  Identifier,
  Patient,
  PatientContact,
} from '@medplum/fhirtypes';

export type IdentityFactKind =
  /** `from` is retired: what is known under it is `into`'s. */
  | 'merge'
  /** The same person or visit has the number `into` instead of `from`. */
  | 'change-number'
  /** Two records that belong together and stay two. */
  | 'link'
  /** Takes back a merge or link between the two, whichever way it was told. */
  | 'unlink'
  /** Somebody looked at two entries and decided: they are one person, and stay two entries, or they are two. */
  | 'decided-same'
  | 'decided-different';

export interface FactBase {
  /** Sortable text: effective time, recorded time, MSH-13, MSH-7, control id, content hash. */
  readonly stamp: string;
  /** ISO UTC; the first part of the stamp. */
  readonly effective: string;
  /** The effective time as a FHIR dateTime, local with its offset. */
  readonly dateTime: string;
  /**
   * Where the local time is one of the hour that October repeats: the other reading, an hour later. The earlier one is
   * in `effective`; the fold takes the later one where only that makes sense of the visit.
   */
  readonly laterReading?: { readonly instant: string; readonly dateTime: string };
  readonly sourceMessageId: string;
}

export interface PersonFact extends FactBase {
  /** `delete-person`: the sender takes the person's entry back (A29); nothing is ever deleted here. */
  readonly kind: 'demographics' | 'delete-person';
  readonly person: PersonKey;
  readonly data: PersonData;
}

/** A statement about numbers: which of them are one person, or one visit. */
export interface IdentityFact extends FactBase {
  readonly kind: IdentityFactKind;
  readonly of: 'person' | 'visit';
  /** PersonKey or VisitKey; never equal to `into`. */
  readonly from: string;
  readonly into: string;
}

/** The identifier by which a sender means a person: `<system>|<value>`. */
export type PersonKey = string;
export type Tri<T> = T | null;

/** Lists are snapshots: present replaces, null empties, absent keeps. Identifiers alone accumulate. */
export interface PersonData {
  readonly identifiers: readonly Identifier[];
  readonly name?: Tri<readonly HumanName[]>;
  readonly gender?: Tri<NonNullable<Patient['gender']>>;
  readonly birthDate?: Tri<string>;
  readonly birthTime?: Tri<string>;
  readonly birthDateEstimated?: Tri<boolean>;
  readonly address?: Tri<readonly Address[]>;
  readonly homeTelecom?: Tri<readonly ContactPoint[]>;
  readonly workTelecom?: Tri<readonly ContactPoint[]>;
  readonly language?: Tri<CodeableConcept>;
  readonly maritalStatus?: Tri<CodeableConcept>;
  readonly ethnicCategory?: Tri<CodeableConcept>;
  readonly birthPlace?: Tri<string>;
  readonly nationality?: Tri<CodeableConcept>;
  readonly multipleBirth?: Tri<boolean>;
  readonly birthOrder?: Tri<number>;
  readonly deathTime?: Tri<string>;
  readonly deathIndicator?: Tri<boolean>;
  readonly practice?: Tri<OrganisationStatement>;
  readonly generalPractitioner?: Tri<ClinicianStatement>;
  readonly contact?: Tri<readonly PatientContact[]>;
  /** True where the message asks for discretion: dissent, hidden location, sensitive or stop-noted. Never unset by a message. */
  readonly restricted?: true;
  /** Why; accumulates, as `restricted` does. */
  readonly discretion?: readonly DiscretionMark[];
}

/** ZU8-2 = 2; ZU8-4 = 1 or 2; PV1-16 S or Y; PD1-12 or DG1-18 Y. */
export type DiscretionMark = 'dissent' | 'location-hidden' | 'sensitive' | 'confidential';

/** An organisation as a message names it. */
export interface OrganisationStatement {
  readonly ods: string;
  readonly name?: string;
}

/** A clinician as a message names one; without `system` and `value` there is only a name to show. */
export interface ClinicianStatement {
  readonly system?: string;
  readonly value?: string;
  readonly name: HumanName;
}

/** What orders a message among others: all parts are the sender's own words, none is the time of arrival. */
export interface MessageOrder {
  readonly effective: string;
  /** EVN-2; the effective time where absent. */
  readonly recorded: string;
  /** MSH-13 when it is a number, else 0. */
  readonly sequence: number;
  /** MSH-7; the recorded time where absent. */
  readonly messageTime: string;
  /** Where the times tie: in which order such events can happen. 0 for facts about the person. */
  readonly rank: number;
  readonly controlId: string;
  readonly hash: string;
}

/** Facts about numbers stand after the visit's at the same moment: a merge speaks of what was entered before. */
export const IDENTITY_RANK = 90;

/**
 * The total order as sortable text. Recorded time stands before MSH-13, which some senders fill with a constant;
 * where all times tie, what can only come first comes first (docs/decisions/0003); the content hash makes it total.
 */
export function stampOf(order: MessageOrder): string {
  return [
    order.effective,
    order.recorded,
    String(order.sequence).padStart(12, '0'),
    order.messageTime,
    String(order.rank).padStart(2, '0'),
    // Control ids that count are compared as numbers: 9 before 10.
    order.controlId.replace(/\d+/g, (digits) => digits.padStart(20, '0')),
    order.hash,
  ].join('|');
}

/** The recorded time within a stamp. */
export function recordedOf(stamp: string): string {
  return stamp.slice(25, 49);
}

/** `<form>|<source>|<what>`: one set of one source about one person, such as the allergies of a GP summary. */
export type SetKey = string;

/** Which fold reads a set: mappings/<source>/, listed in gateway/record/source-sets.ts. */
export type SetForm = 'gp-area' | 'council-return' | 'case-event';

/**
 * What a source states of one set of things about one person. The fold of its facts in their order says which resources
 * stand. The data is JSON; the form's own mapping alone writes and reads it.
 */
export interface SetFact<Data = unknown> extends FactBase {
  readonly kind: SetForm;
  readonly set: SetKey;
  readonly person: PersonKey;
  readonly data: Data;
}
