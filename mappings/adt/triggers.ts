/** What each trigger event means to the record. HL7 v2.4 chapter 3; ITK ADT 1.0.15 section 4. */
import type { PersonFact } from '../fact.ts';
import type { VisitFactKind, VisitReversalKind } from './visit-fact.ts';
import type { Renumbering } from './merge-message.ts';

export type Statement =
  /** PID and PV1: one fact about the visit. */
  | { readonly about: 'visit'; readonly kind: Exclude<VisitFactKind, VisitReversalKind> }
  /** As above; the fact takes back the latest standing one of these events. */
  | { readonly about: 'visit'; readonly kind: VisitReversalKind; readonly reverses: readonly string[] }
  /** PID alone. */
  | { readonly about: 'person'; readonly kind: PersonFact['kind'] }
  /** Two groups of PID and PV1. */
  | { readonly about: 'beds' }
  /** Two PID segments; of an `unlink` the second may be an MRG instead. */
  | { readonly about: 'two-people'; readonly kind: 'link' | 'unlink' }
  /** PID and PV1 against MRG. */
  | { readonly about: 'numbers'; readonly renumbering: Renumbering }
  | { readonly about: 'owner'; readonly of: 'visit' | 'account' }
  /** AR 201, with this reason. */
  | { readonly about: 'nothing'; readonly why: string };

export interface Trigger {
  readonly meaning: string;
  readonly states: Statement;
  /** A feed may have its PV1-3 believed on this event, which does not move by itself: FeedProfile.movesOn. */
  readonly mayMove?: true;
}

export const TRIGGERS: Readonly<Record<string, Trigger>> = {
  A01: { meaning: 'admit / visit notification', states: { about: 'visit', kind: 'admit' } },
  A02: { meaning: 'transfer', states: { about: 'visit', kind: 'transfer' } },
  A03: { meaning: 'discharge / end visit', states: { about: 'visit', kind: 'discharge' } },
  A04: { meaning: 'register a patient (A&E, outpatient)', states: { about: 'visit', kind: 'register' } },
  A05: { meaning: 'pre-admit', states: { about: 'visit', kind: 'pre-admit' } },
  A06: {
    meaning: 'change an outpatient to an inpatient',
    states: { about: 'visit', kind: 'change-class' },
  },
  A07: {
    meaning: 'change an inpatient to an outpatient',
    states: { about: 'visit', kind: 'change-class' },
  },
  A08: {
    meaning: 'update patient information',
    states: { about: 'visit', kind: 'update' },
    mayMove: true,
  },
  A09: { meaning: 'patient departing (tracking)', states: { about: 'visit', kind: 'update' } },
  A10: { meaning: 'patient arriving (tracking)', states: { about: 'visit', kind: 'update' } },
  A11: {
    meaning: 'cancel admit or register',
    states: { about: 'visit', kind: 'cancel-admit', reverses: ['A01', 'A04', 'A06', 'A07'] },
  },
  A12: {
    meaning: 'cancel transfer',
    states: { about: 'visit', kind: 'cancel-transfer', reverses: ['A02', 'A17'] },
  },
  A13: {
    meaning: 'cancel discharge',
    states: { about: 'visit', kind: 'cancel-discharge', reverses: ['A03'] },
  },
  A14: { meaning: 'pending admit', states: { about: 'visit', kind: 'pending-admit' } },
  A15: { meaning: 'pending transfer', states: { about: 'visit', kind: 'pending-transfer' } },
  A16: { meaning: 'pending discharge', states: { about: 'visit', kind: 'pending-discharge' } },
  A17: { meaning: 'swap beds', states: { about: 'beds' } },
  A18: {
    meaning: 'merge patient (old form)',
    states: { about: 'numbers', renumbering: { person: 'merge' } },
  },
  A19: {
    meaning: 'query',
    states: { about: 'nothing', why: 'queries are not answered here; ask the FHIR interface' },
  },
  A20: {
    meaning: 'bed status update',
    states: { about: 'nothing', why: 'it is about a bed, and the record holds people and their visits' },
  },
  A21: { meaning: 'goes on leave of absence', states: { about: 'visit', kind: 'leave' } },
  A22: { meaning: 'returns from leave', states: { about: 'visit', kind: 'return' } },
  A23: { meaning: 'delete a visit record', states: { about: 'visit', kind: 'delete-visit' } },
  A24: { meaning: 'link two records', states: { about: 'two-people', kind: 'link' } },
  A25: {
    meaning: 'cancel pending discharge',
    states: { about: 'visit', kind: 'cancel-pending-discharge', reverses: ['A16'] },
  },
  A26: {
    meaning: 'cancel pending transfer',
    states: { about: 'visit', kind: 'cancel-pending-transfer', reverses: ['A15'] },
  },
  A27: {
    meaning: 'cancel pending admit',
    states: { about: 'visit', kind: 'cancel-pending-admit', reverses: ['A14'] },
  },
  A28: { meaning: 'add person', states: { about: 'person', kind: 'demographics' } },
  A29: { meaning: 'delete person', states: { about: 'person', kind: 'delete-person' } },
  A30: { meaning: 'merge person (old form)', states: { about: 'numbers', renumbering: { person: 'merge' } } },
  A31: {
    meaning: 'update person',
    states: { about: 'person', kind: 'demographics' },
    mayMove: true,
  },
  A32: { meaning: 'cancel patient arriving (tracking)', states: { about: 'visit', kind: 'update' } },
  A33: { meaning: 'cancel patient departing (tracking)', states: { about: 'visit', kind: 'update' } },
  A34: { meaning: 'merge patient number', states: { about: 'numbers', renumbering: { person: 'merge' } } },
  A35: {
    meaning: 'merge account number',
    states: { about: 'numbers', renumbering: { visit: 'merge', mayKeep: 'account' } },
  },
  A36: {
    meaning: 'merge patient and account number',
    states: { about: 'numbers', renumbering: { person: 'merge', visit: 'merge', mayKeep: 'account' } },
  },
  A37: { meaning: 'unlink two records', states: { about: 'two-people', kind: 'unlink' } },
  A38: {
    meaning: 'cancel pre-admit',
    states: { about: 'visit', kind: 'cancel-pre-admit', reverses: ['A05'] },
  },
  A39: { meaning: 'merge person', states: { about: 'numbers', renumbering: { person: 'merge' } } },
  A40: { meaning: 'merge patient', states: { about: 'numbers', renumbering: { person: 'merge' } } },
  A41: {
    meaning: 'merge account',
    states: { about: 'numbers', renumbering: { visit: 'merge', mayKeep: 'account' } },
  },
  A42: { meaning: 'merge visit', states: { about: 'numbers', renumbering: { visit: 'merge' } } },
  A43: {
    meaning: 'move patient information',
    states: { about: 'numbers', renumbering: { person: 'merge' } },
  },
  A44: { meaning: 'move account', states: { about: 'owner', of: 'account' } },
  A45: { meaning: 'move visit', states: { about: 'owner', of: 'visit' } },
  A46: {
    meaning: 'change external number',
    states: { about: 'numbers', renumbering: { person: 'change-number', mayKeep: 'other-number' } },
  },
  A47: {
    meaning: 'change patient number',
    states: { about: 'numbers', renumbering: { person: 'change-number' } },
  },
  A48: {
    meaning: 'change alternate number',
    states: { about: 'numbers', renumbering: { person: 'change-number', mayKeep: 'other-number' } },
  },
  A49: {
    meaning: 'change account number',
    states: { about: 'numbers', renumbering: { visit: 'change-number', mayKeep: 'account' } },
  },
  A50: {
    meaning: 'change visit number',
    states: { about: 'numbers', renumbering: { visit: 'change-number' } },
  },
  A51: { meaning: 'change alternate visit number', states: { about: 'visit', kind: 'update' } },
  A52: {
    meaning: 'cancel leave of absence',
    states: { about: 'visit', kind: 'cancel-leave', reverses: ['A21'] },
  },
  A53: {
    meaning: 'cancel return from leave',
    states: { about: 'visit', kind: 'cancel-return', reverses: ['A22'] },
  },
  A54: {
    meaning: 'change attending doctor',
    states: { about: 'visit', kind: 'change-attending' },
    mayMove: true,
  },
  A55: {
    meaning: 'cancel change of attending doctor',
    states: { about: 'visit', kind: 'cancel-change-attending', reverses: ['A54'] },
  },
  A60: {
    meaning: 'update allergy information',
    states: { about: 'person', kind: 'demographics' },
  },
  A61: {
    meaning: 'change consulting doctor',
    states: { about: 'visit', kind: 'change-consulting' },
  },
  A62: {
    meaning: 'cancel change of consulting doctor',
    states: { about: 'visit', kind: 'cancel-change-consulting', reverses: ['A61'] },
  },
};
