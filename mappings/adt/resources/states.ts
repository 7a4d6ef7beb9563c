/** What the fold makes of facts, and the resource mappings read: a person's state, and a visit's care settings. */
import type { Encounter, Identifier } from '@medplum/fhirtypes';
import type { CareSettingKey } from '../tables/patient-class.ts';
import type { PatientLocation, PersonData, PersonKey, VisitData, VisitKey } from '../fact.ts';

/** A time for ordering (UTC ISO) and for showing (FHIR dateTime, local with offset). */
export interface Timed {
  readonly instant: string;
  readonly dateTime: string;
}

export interface PersonState {
  readonly person: PersonKey;
  readonly data: PersonData;
  /** Since when the practice is the one that it is; absent where none is known. */
  readonly practiceSince?: Timed;
  /** The last message, in the order of facts, that changed anything. */
  readonly sourceMessageId: string;
}

export interface Stay {
  readonly location: PatientLocation;
  readonly start?: Timed;
  readonly end?: Timed;
}

export type CareSettingStatus = Extract<
  Encounter['status'],
  'planned' | 'arrived' | 'in-progress' | 'finished' | 'cancelled' | 'unknown'
>;

/** One care setting of a visit: becomes one Encounter. */
export interface CareSetting {
  readonly key: CareSettingKey;
  readonly status: CareSettingStatus;
  /** Table 0004 code. */
  readonly class?: string;
  readonly start?: Timed;
  readonly end?: Timed;
  /** How it ended: the patient left, or care went on in the next setting. */
  readonly endedBy?: 'discharge' | 'next-setting';
  /** True where no admission or registration is known, only what followed it. */
  readonly implied: boolean;
  readonly earlier: readonly {
    readonly status: CareSettingStatus;
    readonly start?: Timed;
    readonly end: Timed;
  }[];
  readonly stays: readonly Stay[];
  /** Where a planned patient is expected. */
  readonly plannedLocation?: PatientLocation;
  readonly data: Partial<VisitData>;
  readonly sourceMessageId: string;
  readonly sourceStamp: string;
}

export interface VisitState {
  readonly visit: VisitKey;
  readonly person: PersonKey;
  readonly visitNumber: Identifier;
  /** In the order in which they were opened. */
  readonly settings: readonly CareSetting[];
}
