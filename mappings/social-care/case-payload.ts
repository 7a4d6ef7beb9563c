/**
 * What a case event says of each kind of thing. Dates are FHIR dates or dateTimes with offset. Every field may be absent
 * (not stated) or null (cleared); docs/social-care-events.md explains them.
 */
import type { Tri } from '../fact.ts';

export interface CaseName {
  readonly family?: Tri<string>;
  readonly given?: Tri<readonly string[]>;
  readonly prefix?: Tri<string>;
  readonly preferred?: Tri<string>;
}

export interface CaseTelecom {
  readonly system: 'phone' | 'mobile' | 'email';
  readonly value: string;
}

export interface CaseWorker {
  readonly id?: Tri<string>;
  readonly name?: Tri<string>;
  readonly role?: Tri<string>;
  readonly phone?: Tri<string>;
  readonly email?: Tri<string>;
}

export interface CaseTeam {
  readonly id?: Tri<string>;
  readonly name?: Tri<string>;
  readonly phone?: Tri<string>;
  readonly outOfHoursPhone?: Tri<string>;
}

export interface CaseProvider {
  readonly name?: Tri<string>;
  readonly cqcLocationId?: Tri<string>;
  readonly phone?: Tri<string>;
}

export interface ContactPayload {
  readonly receivedAt?: Tri<string>;
  readonly reason?: Tri<string>;
  readonly requesterType?: Tri<string>;
  readonly route?: Tri<string>;
  readonly status?: Tri<'open' | 'closed' | 'cancelled'>;
  readonly outcome?: Tri<string>;
  readonly endedAt?: Tri<string>;
  readonly team?: Tri<CaseTeam>;
}

export type WorkStatus = 'planned' | 'in-progress' | 'completed' | 'cancelled';

export interface AssessmentPayload {
  readonly kind?: Tri<string>;
  readonly status?: Tri<WorkStatus>;
  readonly startedAt?: Tri<string>;
  readonly endedAt?: Tri<string>;
  readonly team?: Tri<CaseTeam>;
  readonly performer?: Tri<CaseWorker>;
  readonly outcomes?: Tri<readonly string[]>;
  /** Key of the contact or assessment that led to it. */
  readonly triggeredBy?: Tri<string>;
}

export interface ReviewPayload {
  readonly kind?: Tri<string>;
  readonly reason?: Tri<string>;
  readonly status?: Tri<WorkStatus>;
  readonly dueDate?: Tri<string>;
  readonly startedAt?: Tri<string>;
  readonly endedAt?: Tri<string>;
  readonly team?: Tri<CaseTeam>;
  readonly outcomes?: Tri<readonly string[]>;
}

export interface ReviewDuePayload {
  readonly dueDate?: Tri<string>;
  /** Key of the service to be reviewed. */
  readonly of?: Tri<string>;
}

export interface ServicePayload {
  /** Service type: Interweave code or CLD wording. */
  readonly category?: Tri<string>;
  readonly component?: Tri<string>;
  readonly status?: Tri<'planned' | 'active' | 'suspended' | 'ended'>;
  readonly start?: Tri<string>;
  readonly end?: Tri<string>;
  readonly provider?: Tri<CaseProvider>;
  /** In words: `2 carers, 4 visits a day`. */
  readonly frequency?: Tri<string>;
  readonly weeklyHours?: Tri<number>;
  readonly deliveryMechanism?: Tri<string>;
  readonly fundingSource?: Tri<string>;
  readonly reablementTargetEnd?: Tri<string>;
  readonly suspendedFrom?: Tri<string>;
  readonly resumedFrom?: Tri<string>;
  readonly careManager?: Tri<CaseWorker>;
}

export interface AllocationPayload {
  readonly worker?: Tri<CaseWorker>;
  readonly team?: Tri<CaseTeam>;
  readonly from?: Tri<string>;
  readonly to?: Tri<string>;
  readonly keyWorker?: Tri<boolean>;
}

export interface SupportReasonPayload {
  readonly reason?: Tri<string>;
  readonly primary?: Tri<boolean>;
  readonly from?: Tri<string>;
  readonly to?: Tri<string>;
}

export interface AlertPayload {
  readonly category?: Tri<string>;
  readonly kind?: Tri<string>;
  readonly status?: Tri<'active' | 'ended'>;
  readonly from?: Tri<string>;
  readonly to?: Tri<string>;
  readonly text?: Tri<string>;
  readonly audience?: Tri<string>;
}

/** No narrative: that there is a concern, and whom to ask, is all that leaves the council. */
export interface SafeguardingPayload {
  readonly status?: Tri<'open' | 'closed'>;
  readonly concernDate?: Tri<string>;
  readonly endDate?: Tri<string>;
}

export type LegalKind = 'dols' | 'lpa-welfare' | 'lpa-finance' | 'deputy' | 'mca' | 'mha';

export interface LegalPayload {
  readonly kind?: Tri<LegalKind>;
  readonly status?: Tri<'applied' | 'in-force' | 'ended' | 'refused'>;
  readonly from?: Tri<string>;
  readonly to?: Tri<string>;
  readonly holder?: Tri<string>;
}

export interface CarerPayload {
  /** Council id of a carer who is a client too. */
  readonly carerPersonId?: Tri<string>;
  readonly name?: Tri<CaseName>;
  readonly relationship?: Tri<string>;
  readonly roles?: Tri<readonly string[]>;
  readonly telecom?: Tri<readonly CaseTelecom[]>;
  readonly from?: Tri<string>;
  readonly to?: Tri<string>;
  readonly livesWith?: Tri<boolean>;
  readonly hoursBand?: Tri<string>;
  readonly emergencyPlan?: Tri<boolean>;
}

export interface EquipmentPayload {
  readonly item?: Tri<string>;
  readonly start?: Tri<string>;
  readonly end?: Tri<string>;
  readonly status?: Tri<'requested' | 'in-place' | 'returned' | 'cancelled'>;
  readonly note?: Tri<string>;
  /** Whether there is one; never its code. */
  readonly keySafe?: Tri<boolean>;
}

export interface PlacementPayload {
  readonly kind?: Tri<'respite' | 'short-stay' | 'permanent' | 'discharge-to-assess'>;
  readonly cqcLocationId?: Tri<string>;
  readonly homeName?: Tri<string>;
  readonly from?: Tri<string>;
  readonly to?: Tri<string>;
}

export interface FundingPayload {
  readonly status?: Tri<string>;
  readonly chc?: Tri<'none' | 'screening' | 'eligible' | 'fast-track'>;
  readonly from?: Tri<string>;
  /** Key of the service that is paid for, where it is one. */
  readonly of?: Tri<string>;
}
