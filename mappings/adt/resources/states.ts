/** What the fold makes of facts, and the resource mappings read: a person's state, and a visit's care settings. */
import type { Encounter, Identifier } from '@medplum/fhirtypes';
import type { CareSettingKey } from '../tables/patient-class.ts';
import type { ClinicianStatement, PersonData, PersonKey } from '../../fact.ts';
import type { PatientLocation, VisitData, VisitKey } from '../visit-fact.ts';

/** A time for ordering (UTC ISO) and for showing (FHIR dateTime, local with offset). */
export interface Timed {
  readonly instant: string;
  readonly dateTime: string;
}

/** A death, with the message that told of it. */
export interface Death extends Timed {
  readonly stamp: string;
  readonly sourceMessageId: string;
}

/** Whose value of a group of a person's fields stands, where several sources know the person. */
export interface ValueSource {
  /** `name`, `address`, `practice` and so on. */
  readonly group: string;
  /** The organisation that says so. */
  readonly source: string;
  /** FHIR dateTime since when it says so. */
  readonly since?: string;
  readonly sourceMessageId?: string;
  /** Who says otherwise, and what, where it can be said in a few words. */
  readonly different: readonly { readonly source: string; readonly text?: string }[];
}

export interface PersonState {
  readonly person: PersonKey;
  readonly data: PersonData;
  /** Since when the practice is the one that it is; absent where none is known. */
  readonly practiceSince?: Timed;
  /** Keys of numbers that were merged into this one. */
  readonly replaces: readonly PersonKey[];
  /** The number that this one was merged into; such a person is inactive, and is read as the survivor. */
  readonly replacedBy?: PersonKey;
  /** Records that belong together with this one and stay apart (A24). */
  readonly seeAlso: readonly PersonKey[];
  /** Another person is said to have the same NHS number: which of the two is right is not known. */
  readonly numberShared?: true;
  /** The sender took the entry back (A29). */
  readonly enteredInError?: true;
  /** Of each group of fields, where more than one source knows the person. */
  readonly sources?: readonly ValueSource[];
  /** Death as PID-29 and PID-30 state it: when it happened where that is told with a time, else when it was stated. */
  readonly death?: Death;
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
  | 'planned'
  | 'arrived'
  | 'in-progress'
  | 'onleave'
  | 'finished'
  | 'cancelled'
  | 'entered-in-error'
  | 'unknown'
>;

/** One care setting of a visit: becomes one Encounter. */
export interface CareSetting {
  readonly key: CareSettingKey;
  readonly status: CareSettingStatus;
  /** Table 0004 code. */
  readonly class?: string;
  readonly start?: Timed;
  readonly end?: Timed;
  /** How it ended: the patient left, care went on in the next setting, or the patient died here. */
  readonly endedBy?: 'discharge' | 'next-setting' | 'death';
  /** True where no admission or registration is known, only what followed it. */
  readonly implied: boolean;
  readonly earlier: readonly {
    readonly status: CareSettingStatus;
    readonly start?: Timed;
    readonly end: Timed;
  }[];
  readonly stays: readonly Stay[];
  /** Clinicians who were responsible before (A54, A61), each until when. */
  readonly formerParticipants: readonly {
    readonly role: 'attending' | 'consulting';
    readonly clinicians: readonly ClinicianStatement[];
    readonly end: Timed;
  }[];
  /** Where a planned patient is expected, or one who is here is about to go. */
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
