/** What each trigger event means to the record. HL7 v2.4 chapter 3; ITK ADT 1.0.15 section 4. */
import type { VisitFactKind } from './fact.ts';

export interface Trigger {
  readonly meaning: string;
  /** What it says of the visit in PV1; absent for messages about the person alone. */
  readonly visit?: VisitFactKind;
}

export const TRIGGERS: Readonly<Record<string, Trigger>> = {
  A01: { meaning: 'admit / visit notification', visit: 'admit' },
  A02: { meaning: 'transfer', visit: 'transfer' },
  A03: { meaning: 'discharge / end visit', visit: 'discharge' },
  A04: { meaning: 'register a patient (A&E, outpatient)', visit: 'register' },
  A05: { meaning: 'pre-admit', visit: 'pre-admit' },
  A06: { meaning: 'change an outpatient to an inpatient', visit: 'change-class' },
  A07: { meaning: 'change an inpatient to an outpatient', visit: 'change-class' },
  A08: { meaning: 'update patient information', visit: 'update' },
  A11: { meaning: 'cancel admit or register', visit: 'cancel-admit' },
  A12: { meaning: 'cancel transfer', visit: 'cancel-transfer' },
  A13: { meaning: 'cancel discharge', visit: 'cancel-discharge' },
  A28: { meaning: 'add person' },
  A31: { meaning: 'update person' },
};
