/** The public mappings and converters that the oracles are about: what was read of them, and in which state. */

export type SourceId = 'HL7' | 'LFH' | 'MS' | 'TIE' | 'HANS';

export interface Source {
  readonly name: string;
  readonly repository: string;
  /** Files, each with the commit whose state was read. */
  readonly read: string;
}

export const SOURCES: Readonly<Record<SourceId, Source>> = {
  HL7: {
    name: 'HL7 v2-to-FHIR, the official maps',
    repository: 'HL7/v2-to-fhir',
    read: 'the E2 (R4) maps below mappings/ at 04f95a12: segments MSH, EVN, PID, PD1, NK1, MRG, PV1, PV2; data types CX, PL, XAD, XPN, XTN; messages ADT_A01, A02, A05, A09, A11, A17; concept maps',
  },
  LFH: {
    name: 'LinuxForHealth HL7 v2 to FHIR converter',
    repository: 'LinuxForHealth/hl7v2-fhir-converter',
    read: 'Patient.yml at 021943d8, Encounter.yml at 028bbdf3, Hl7RelatedGeneralUtils.java at 0d8fa097, and the expectations of its tests for merges (015f72f1), encounters (028bbdf3), patients (055e2c1c) and telecoms (06ccb5f3)',
  },
  MS: {
    name: 'Microsoft FHIR Converter',
    repository: 'microsoft/FHIR-Converter',
    read: 'data/Templates/Hl7v2: Resource/_Patient and _Encounter at 0eacbff1, ID/_Patient and _Encounter at 1146d706, ADT_A08, ADT_A11 and the others by trigger at 1c821ba1; the golden ADT-A40-01-expected.json at 22c8237d',
  },
  TIE: {
    name: 'NHS England trust integration engine (ITK to UK Core)',
    repository: 'NHSDigital/IOPS-trust-integration-engine',
    read: 'transforms/v24 at c57c99c7: PIDtoFHIRPatient, PV1toFHIREncounter; XPNtoHumanName and XADtoAddressTransform at 226d75d5',
  },
  HANS: {
    name: 'NHS Hospital Admission Notification pilot',
    repository: 'nhsx/il-hans-nems-subscriber',
    read: 'convert_hl7v2_fhir: hl7_conversions.py at 6754c60e, er7_extractor.py at 01440445, and the expectations of test_hl7conversions.py at 3d5028a1',
  },
};
