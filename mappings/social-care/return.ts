/**
 * A person of the council's Client Level Data return, Release 2, as one file has them. Data of SetFacts of form
 * `council-return`. Texts are in the words of Release 2; what has no list there is as the council wrote it. Costs,
 * event references and event descriptions are not carried (README.md says why).
 */

export type EventType = 'request' | 'assessment' | 'service' | 'review';
export type ClientType = 'service-user' | 'unpaid-carer' | 'carer-by-association';

/** One event of a person, without what is said of the person. Dates are FHIR dates. */
export interface ReturnEvent {
  readonly type: EventType;
  readonly client: ClientType;
  readonly start: string;
  /** Absent only of a service: open at the end of the return's period. */
  readonly end?: string;
  readonly outcome?: string;
  /** Primary support reason as stated on the row. */
  readonly reason?: string;
  readonly route?: string;
  readonly assessmentType?: string;
  /** Who took part in the assessment or review. */
  readonly method?: string;
  readonly eligibleNeeds?: string;
  readonly serviceType?: string;
  readonly component?: string;
  readonly mechanism?: string;
  /** CQC location id. */
  readonly provider?: string;
  readonly funding?: string;
  readonly reviewReason?: string;
  readonly outcomesAchieved?: string;
}

/** Equal rows are one, with their count. */
export interface CountedEvent extends ReturnEvent {
  readonly rows: number;
}

/** What rows say of the person's circumstances, each with the date up to which its row speaks. */
export interface DatedText {
  readonly text: string;
  readonly asOf: string;
}

export type Circumstance =
  | 'accommodation'
  | 'unpaidCarer'
  | 'autism'
  | 'visualImpairment'
  | 'hearingImpairment'
  | 'dementia'
  | 'dateOfDeath'
  | 'supportReason'
  | 'hoursCaring';

export type Circumstances = Readonly<Partial<Record<Circumstance, DatedText>>>;

/** Reporting period: as derived from the events, and as the file states it. */
export interface ReturnPeriod {
  readonly start: string;
  readonly end: string;
  readonly stated: { readonly start: string; readonly end: string };
}

export interface CouncilReturnData {
  /** Code (as the file has it: three digits) and name of the council. */
  readonly council: { readonly code: string; readonly name: string };
  /** The supplying system, for the tag Source. */
  readonly system: { readonly code: string; readonly name: string };
  /** Name of the file's content: all facts of one file have the same. */
  readonly file: string;
  readonly period: ReturnPeriod;
  /** Rows of the person in one chunk of the file, equal ones counted, in a stable order. Empty: the file has none. */
  readonly events: readonly CountedEvent[];
  /** Council person ids of those whom the person cares for, sorted. */
  readonly caresFor: readonly string[];
  readonly circumstances: Circumstances;
}
