/**
 * How one sender speaks: what the mappings must know of a feed to read its identifiers, places and codes.
 * Local dialects: ITK (ward in PV1-3.2), Epic/IHE (ward in .1), PKB (ward in .9).
 */

export interface IdentifierRule {
  /** PID-3.4 namespace as sent, compared without regard to case; '' matches a missing authority. */
  readonly authority: string;
  /** FHIR Identifier.system. */
  readonly system: string;
}

/** Which component of PV1-3 holds what. Positions count from 1; 0 where the sender does not send it. */
export interface LocationProfile {
  readonly ward: number;
  readonly room: number;
  readonly bed: number;
  readonly site: number;
}

/** Which national list a discharge field of this feed is in. ITK's own 0112 mixes two lists: adt.md hazard 1. */
export type DischargeList =
  'discharge-disposition-0112' | 'discharge-destination' | 'discharge-method' | 'ignored';

export interface FeedProfile {
  readonly id: string;
  /** ODS code of the organisation that sends. */
  readonly organisation: string;
  /** Local identifier authorities that this feed is known to use; the first that a message carries is the person's key. */
  readonly identifiers: readonly IdentifierRule[];
  /** System for local identifiers of an authority not listed: this, plus the authority's name. */
  readonly otherIdentifierBase: string;
  /** Identifier.system of PV1-19. */
  readonly visitNumberSystem: string;
  readonly location: LocationProfile;
  /** ODS site code where PV1-3 names none. */
  readonly defaultSite: string;
  /** Local PV1-2 codes to HL7 table 0004 codes, beside those that are already of that table. */
  readonly patientClasses: Readonly<Record<string, string>>;
  /** Local PV1-4 codes to NHS admission method codes. */
  readonly admissionMethods: Readonly<Record<string, string>>;
  /** Local ward codes of PV1-3 to the place's ward codes; others stand as sent. */
  readonly wards: Readonly<Record<string, string>>;
  readonly pv1_36: DischargeList;
  readonly pv1_37: DischargeList;
  /** Which field holds the number of the visit: some senders put it into PID-18. */
  readonly visitNumberField: 'PV1-19' | 'PID-18';
  /** Triggers whose PV1-3 moves the patient although the event itself does not, such as A08: only where the sender is known to keep it right. */
  readonly movesOn: readonly string[];
  /**
   * By how many minutes the sender's clock may run ahead of ours. Beyond it the times of the message are not believed,
   * and the time of receipt stands for them.
   */
  readonly clockSkewToleranceMinutes: number;
}
