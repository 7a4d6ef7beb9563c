/** PV1-2, HL7 table 0004 with ITK's W -> Encounter.class and the care setting that tells Encounters apart. */
import type { Coding } from '@medplum/fhirtypes';
import { ACT_CODE } from '../../../conformance/systems.ts';
import { lookUp } from './look-up.ts';

/** Interweave: a change of care setting is a new Encounter. Pre-admissions belong to the stay they prepare. */
export type CareSettingKey = 'emergency' | 'inpatient' | 'outpatient' | 'unknown';

export interface PatientClass {
  /** Table 0004 code, or the code as sent where it is in no table. */
  readonly code: string;
  readonly setting: CareSettingKey;
}

const ENTRIES: Readonly<Record<string, { setting: CareSettingKey; code: string; display: string }>> = {
  E: { setting: 'emergency', code: 'EMER', display: 'emergency' },
  I: { setting: 'inpatient', code: 'IMP', display: 'inpatient encounter' },
  B: { setting: 'inpatient', code: 'IMP', display: 'inpatient encounter' },
  O: { setting: 'outpatient', code: 'AMB', display: 'ambulatory' },
  R: { setting: 'outpatient', code: 'AMB', display: 'ambulatory' },
  P: { setting: 'inpatient', code: 'PRENC', display: 'pre-admission' },
  W: { setting: 'inpatient', code: 'PRENC', display: 'pre-admission' },
};

/** @param local a feed's own codes, mapped to table 0004. */
export function patientClass(sent: string, local: Readonly<Record<string, string>>): PatientClass {
  const code = lookUp(local, sent) ?? sent;
  return { code, setting: lookUp(ENTRIES, code)?.setting ?? 'unknown' };
}

/** Encounter.class; a class in no table is said to be unknown, never taken for an inpatient. */
export function encounterClass(patientClassCode: string | undefined): Coding {
  const entry = patientClassCode === undefined ? undefined : lookUp(ENTRIES, patientClassCode);
  if (entry === undefined) {
    return {
      system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor',
      code: 'UNK',
      display: 'unknown',
    };
  }
  return { system: ACT_CODE, code: entry.code, display: entry.display };
}
