/**
 * Sets of resources that a source states about a person: how their facts fold, and what comes of it. A newer snapshot
 * replaces the older as a set; what is missing from it is gone, and history keeps it. Design section 3.
 */
import type { Resource } from '@medplum/fhirtypes';
import type { SetFact } from './fact.ts';
import type { IdOf, ResourceIds } from './resource-ids.ts';

export interface SetContext {
  /** Ids of people, organisations and places, as all feeds make them. */
  readonly ids: ResourceIds;
  /** Makes the id of any other resource of (type, key); the key names its source and its business identifier. */
  readonly idOf: IdOf;
}

/** Where a set says that its person lives, or who has the case: read by attribution. Dates are FHIR dates or dateTimes. */
export type PlaceEvidence =
  | {
      readonly kind: 'care-home';
      /** 1 strongest to 6: identity-and-locality, "Is the person a care-home resident?". */
      readonly rank: 1 | 2 | 3 | 4 | 5 | 6;
      readonly home: {
        readonly cqc?: string;
        readonly uprn?: string;
        readonly postcode?: string;
        readonly name?: string;
      };
      readonly stay: 'permanent' | 'short' | 'unknown';
      readonly from?: string;
      readonly to?: string;
      /** The time of which the source speaks. */
      readonly asOf: string;
      /** Who says so, in words: `RMBC case events`. */
      readonly source: string;
      /** What was said, in words, without the person. */
      readonly basis: string;
    }
  | {
      readonly kind: 'allocation';
      readonly team: { readonly id: string; readonly name: string };
      readonly worker?: string;
      readonly from?: string;
      readonly to?: string;
      readonly asOf: string;
      readonly source: string;
    }
  | {
      readonly kind: 'council';
      /** The council whose client the person is. */
      readonly council: { readonly code: string; readonly name: string };
      readonly asOf: string;
      readonly source: string;
    };

export interface StandingSet {
  /**
   * All that stands, each with its `meta.source` (`urn:uuid:` and the id of the message that last changed it) and its
   * reference to the person as `Patient/<ids.patient(fact.person)>`: the record points it to the survivor. A resource of
   * the set that was written before and is not listed is deleted.
   */
  readonly resources: readonly (Resource & { id: string })[];
  readonly evidence: readonly PlaceEvidence[];
}

export interface SetFold<State> {
  /** Goes on with a fold. @param fact the next in the order of stamps. State is plain JSON: it is kept. */
  step(state: State | undefined, fact: SetFact): State;
  /** Pure: the same state gives the same text, whatever the order of arrival. */
  standing(state: State, context: SetContext): StandingSet;
}
