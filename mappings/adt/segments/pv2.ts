/** PV2 -> visit data: why, what is expected and when. v2-to-FHIR "Segment PV2 to Encounter"; ITK ADT 1.0.15 section 4.6. */
import type { CodeableConcept } from '@medplum/fhirtypes';
import { present, textConcept, tri } from '../datatypes/coded.ts';
import { timeField } from '../datatypes/time-field.ts';
import type { VisitData } from '../visit-fact.ts';
import type { IssueList } from '../issue.ts';
import type { SourceSegment } from '../source-message.ts';
import { lookUp } from '../tables/look-up.ts';

const PRIORITY: Readonly<Record<string, { code: string; display: string }>> = {
  '1': { code: 'EM', display: 'emergency' },
  '2': { code: 'UR', display: 'urgent' },
  '3': { code: 'EL', display: 'elective' },
};

const MODE_OF_ARRIVAL: Readonly<Record<string, string>> = {
  A: 'Ambulance',
  C: 'Car',
  F: 'On foot',
  H: 'Helicopter',
  O: 'Other',
  P: 'Public transport',
  U: 'Unknown',
};

export function visitFromPv2(pv2: SourceSegment, issues: IssueList): Partial<VisitData> {
  const when = (field: number, to: string): string | null | undefined =>
    tri(pv2, field, () => timeField(pv2, field, to, issues)?.dateTime);
  return {
    ...present('reason', textConcept(pv2, 3)),
    ...present('expectedAdmission', when(8, 'Encounter.extension:plannedStartDate')),
    ...present('expectedDischarge', when(9, 'Encounter.extension:plannedEndDate')),
    ...present('expectedReturn', when(47, 'Encounter.extension:expectedReturn')),
    ...present(
      'priority',
      tri(pv2, 25, (code) => priority(code, issues)),
    ),
    ...present(
      'modeOfArrival',
      tri(pv2, 38, (code) => modeOfArrival(code, issues)),
    ),
  };
}

function priority(code: string, issues: IssueList): CodeableConcept {
  const entry = lookUp(PRIORITY, code);
  if (entry === undefined) {
    issues.add('PV2-25', 'Encounter.priority', 'the code is not in table 0217');
    return { text: code };
  }
  return { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActPriority', ...entry }] };
}

function modeOfArrival(code: string, issues: IssueList): CodeableConcept {
  const display = lookUp(MODE_OF_ARRIVAL, code);
  if (display === undefined) {
    issues.add('PV2-38', 'Encounter.extension:modeOfArrival', 'the code is not in table 0430');
    return { text: code };
  }
  return { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0430', code, display }] };
}
