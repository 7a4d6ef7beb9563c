/**
 * An event of the council's case system as it is after its bytes were read: envelope, person and a payload for each type.
 * Absent: not stated. Null: cleared. docs/social-care-events.md; the schema is adapters/social-care/case-event.ts.
 */
import type { Tri } from '../fact.ts';
import type {
  AllocationPayload,
  AlertPayload,
  AssessmentPayload,
  CarerPayload,
  CaseName,
  CaseTelecom,
  ContactPayload,
  EquipmentPayload,
  FundingPayload,
  LegalPayload,
  PlacementPayload,
  ReviewDuePayload,
  ReviewPayload,
  SafeguardingPayload,
  ServicePayload,
  SupportReasonPayload,
} from './case-payload.ts';

/** The payload of each type that is a thing of the case system, with a key and versions of its own. */
export interface ThingPayloads {
  readonly contact: ContactPayload;
  readonly assessment: AssessmentPayload;
  readonly review: ReviewPayload;
  readonly 'review-due': ReviewDuePayload;
  readonly service: ServicePayload;
  readonly allocation: AllocationPayload;
  readonly 'support-reason': SupportReasonPayload;
  readonly alert: AlertPayload;
  readonly safeguarding: SafeguardingPayload;
  readonly legal: LegalPayload;
  readonly carer: CarerPayload;
  readonly equipment: EquipmentPayload;
  readonly placement: PlacementPayload;
  readonly funding: FundingPayload;
}

export type ThingType = keyof ThingPayloads;

export interface CaseEnvelope {
  readonly schemaVersion: 1;
  readonly eventId: string;
  readonly source: string;
  readonly sequence: number;
  /** With offset. */
  readonly occurredAt: string;
  readonly recordedAt: string;
}

interface Keyed extends CaseEnvelope {
  readonly key: string;
  readonly version: number;
  readonly person: CasePerson;
}

export type ThingEvent = {
  readonly [T in ThingType]: Keyed & { readonly type: T; readonly payload: ThingPayloads[T] };
}[ThingType];

export interface PersonEvent extends Keyed {
  readonly type: 'person';
  readonly payload: PersonStatement;
}

export interface PersonMergeEvent extends Keyed {
  readonly type: 'person-merge';
  readonly payload: { readonly survivor: string; readonly retired: string; readonly undo?: Tri<boolean> };
}

export interface PersonDeleteEvent extends Keyed {
  readonly type: 'person-delete';
  readonly payload: { readonly reason?: Tri<string> };
}

export interface WithdrawalEvent extends Keyed {
  readonly type: 'withdrawal';
  /** The key of what was entered in error. */
  readonly payload: { readonly key: string };
}

export interface HeartbeatEvent extends CaseEnvelope {
  readonly type: 'heartbeat';
}

export type CaseEvent =
  ThingEvent | PersonEvent | PersonMergeEvent | PersonDeleteEvent | WithdrawalEvent | HeartbeatEvent;

export interface CasePerson extends PersonStatement {
  readonly councilPersonId: string;
}

/** What an event states of a person; lists and nested objects are whole: present replaces. */
export interface PersonStatement {
  readonly councilPersonId?: string;
  readonly nhsNumber?: Tri<string>;
  readonly nhsNumberStatus?: Tri<string>;
  readonly name?: Tri<CaseName>;
  readonly birthDate?: Tri<string>;
  readonly deathDate?: Tri<string>;
  readonly gender?: Tri<'male' | 'female' | 'other' | 'unknown'>;
  readonly ethnicity?: Tri<string>;
  readonly address?: Tri<CaseAddress>;
  readonly telecom?: Tri<readonly CaseTelecom[]>;
  /** ODS code. */
  readonly gpPractice?: Tri<string>;
  /** BCP 47. */
  readonly language?: Tri<string>;
  readonly interpreter?: Tri<boolean>;
  readonly communicationNeeds?: Tri<string>;
  readonly clientTypes?: Tri<readonly ('service-user' | 'carer')[]>;
  /** Whereabouts protected. Only true says something: no message takes it back. */
  readonly restricted?: Tri<boolean>;
}

export interface CaseAddress {
  readonly lines?: Tri<readonly string[]>;
  readonly postcode?: Tri<string>;
  readonly uprn?: Tri<string>;
  readonly from?: Tri<string>;
  readonly kind?: Tri<'home' | 'temporary' | 'placement'>;
}
