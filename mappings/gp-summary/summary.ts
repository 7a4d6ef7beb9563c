/**
 * What a GP summary says, whatever its format: one state and one set of items for each clinical area. The unit of
 * replacement is (practice, person, area), not the bundle. GP Connect Access Record Structured 1.6; SCR; IPS 2.0.
 */
import type { Resource } from '@medplum/fhirtypes';
import type { OrganisationStatement } from '../fact.ts';

export type SummaryFormat = 'gp-connect-structured' | 'scr' | 'ips' | 'uk-core';

/** `supporting`: the people, organisations, places and products that items of any area refer to. */
export type AreaCode =
  | 'allergies'
  | 'medications'
  | 'problems'
  | 'immunisations'
  | 'uncategorised'
  | 'consultations'
  | 'investigations'
  | 'referrals'
  | 'diary'
  | 'documents'
  | 'scr'
  | 'supporting';

/** What a reader may conclude from an area. "Nothing recorded" is never "none". */
export type AreaState =
  | 'recorded'
  | 'incomplete'
  | 'nothing-recorded'
  /** A positive statement of the practice: 716186003, no known allergies. */
  | 'explicitly-none'
  | 'withheld'
  /** The practice's system does not give it, or has it switched off. */
  | 'not-available'
  /** The practice answered with a refusal; readers are told that the GP record is not available. */
  | 'refused';

export interface AreaWarning {
  readonly code: 'confidential-items' | 'data-in-transit' | 'data-awaiting-filing';
  /** As the practice wrote it. */
  readonly sentence: string;
}

export interface AreaItem {
  /** Business identity within practice, person and area: `<Type>|<system>|<value>`, or a hash of its content. */
  readonly key: string;
  /** R4, without meta.source; its references to the person as ids.patient of the fact's person. */
  readonly resource: Resource & { id: string };
  /** Reached only through another area's items: shown with those, no part of this area's own set. */
  readonly linked?: true;
}

/** How much was asked for: what was not asked cannot be missing. */
export type AreaScope =
  | { readonly kind: 'whole' }
  | { readonly kind: 'narrowed'; readonly text: string }
  | { readonly kind: 'unknown' };

/** Data of a SetFact of form `gp-area`; its set key is `gp-area|<practice ODS>|<PersonKey>|<area>`. */
export interface GpAreaData {
  readonly area: AreaCode;
  readonly format: SummaryFormat;
  readonly practice: OrganisationStatement;
  /** `serving`: the bundle names only the organisation that answered. */
  readonly practiceRole: 'registered' | 'serving';
  /** False for a temporary registration: it never supersedes another practice's summary. */
  readonly regular: boolean;
  /** FHIR dateTime of which the area speaks, and where that comes from. */
  readonly asOf: string;
  readonly asOfBasis: 'list-date' | 'retrieved' | 'received';
  readonly state: AreaState;
  readonly warnings: readonly AreaWarning[];
  readonly scope: AreaScope;
  /** Why it is not available or was refused: a code for the operator, never shown to readers. */
  readonly reason?: string;
  /** Free text of the practice that belongs to the area as a whole. */
  readonly note?: string;
  readonly items: readonly AreaItem[];
}

/** An element of the source that is not carried over, and why; counted, never silent. */
export interface Dropped {
  /** E.g. `MedicationStatement.taken`. */
  readonly path: string;
  readonly reason: string;
  readonly count: number;
}
