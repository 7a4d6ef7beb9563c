/** What UK Core, HL7 and this product add to Encounter. UKCore-Encounter 2.5.0; R5 backports for planned dates. */
import type { Extension } from '@medplum/fhirtypes';
import { ROTHER, UK_CORE } from '../../../conformance/systems.ts';
import type { CareSetting } from './states.ts';

/** `since` (dateTime) and `fit` (boolean), while the stay goes on. */
const READY_FOR_DISCHARGE = `${ROTHER}StructureDefinition/encounter-ready-for-discharge`;
/** When a patient who is on leave is expected back. */
const EXPECTED_RETURN = `${ROTHER}StructureDefinition/encounter-expected-return`;

export function extensions({ data, key, status }: CareSetting): Extension[] {
  const goesOn = status === 'arrived' || status === 'in-progress' || status === 'onleave';
  const planned = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Encounter.';
  return [
    ...(data.dischargeMethod == null || key === 'outpatient'
      ? []
      : [{ url: `${UK_CORE}Extension-UKCore-DischargeMethod`, valueCodeableConcept: data.dischargeMethod }]),
    ...(data.modeOfArrival == null
      ? []
      : [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/encounter-modeOfArrival',
            valueCoding: data.modeOfArrival.coding?.[0] ?? { display: data.modeOfArrival.text ?? '' },
          },
        ]),
    ...(data.expectedAdmission == null || status !== 'planned'
      ? []
      : [{ url: `${planned}plannedStartDate`, valueDateTime: data.expectedAdmission }]),
    ...(data.expectedDischarge == null
      ? []
      : [{ url: `${planned}plannedEndDate`, valueDateTime: data.expectedDischarge }]),
    ...(goesOn ? readiness(data) : []),
    ...(data.expectedReturn == null || status !== 'onleave'
      ? []
      : [{ url: EXPECTED_RETURN, valueDateTime: data.expectedReturn }]),
  ];
}

/** ZU1-24 and ZU1-22: since when, and whether, the patient could go home. */
function readiness({ readyForDischarge, medicallyFit }: CareSetting['data']): Extension[] {
  const parts: Extension[] = [
    ...(readyForDischarge == null ? [] : [{ url: 'since', valueDateTime: readyForDischarge }]),
    ...(medicallyFit == null ? [] : [{ url: 'fit', valueBoolean: medicallyFit }]),
  ];
  return parts.length === 0 ? [] : [{ url: READY_FOR_DISCHARGE, extension: parts }];
}
