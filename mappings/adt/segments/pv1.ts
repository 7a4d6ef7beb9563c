/**
 * PV1 and PV2 -> visit data. v2-to-FHIR "Segment PV1 to Encounter"; ITK ADT 1.0.15 sections 4.5 and 4.6;
 * UKCore-Encounter 2.5.0. Nothing here decides status or order: that is the fold's work.
 */
import type { CodeableConcept, Identifier } from '@medplum/fhirtypes';
import { clinicians } from '../datatypes/clinician.ts';
import { codedIn, present, textConcept, tri } from '../datatypes/coded.ts';
import { location } from '../datatypes/location.ts';
import { parseTime, type Hl7Time } from '../datatypes/time.ts';
import type { VisitData } from '../fact.ts';
import type { FeedProfile } from '../feed-profile.ts';
import type { IssueList } from '../issue.ts';
import type { SourceSegment } from '../source-message.ts';
import { ADMISSION_METHOD, SOURCE_OF_ADMISSION } from '../tables/england.ts';
import { lookUp } from '../tables/look-up.ts';
import { patientClass } from '../tables/patient-class.ts';
import { dischargeFields } from './pv1-discharge.ts';

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

/** The visit as PV1 and PV2 state it. `visitNumber` has been read already, since without it there is no visit. */
export function visitFromPv1(
  pv1: SourceSegment,
  pv2: SourceSegment | undefined,
  visitNumber: Identifier,
  feed: FeedProfile,
  issues: IssueList,
): VisitData {
  const sentClass = pv1.value(2)?.trim();
  const cls =
    sentClass === undefined || sentClass === '' ? undefined : patientClass(sentClass, feed.patientClasses);
  if (cls?.setting === 'unknown')
    issues.add('PV1-2', 'Encounter.class', 'the patient class is not one of E, I, O, P, B, R and W');
  const doctors = (field: number): VisitData['attending'] =>
    clinicians(pv1, field, feed.otherIdentifierBase, issues);
  return {
    visitNumber,
    ...(cls === undefined ? {} : { class: cls.code, setting: cls.setting }),
    ...present('location', location(pv1, 3, feed, issues)),
    ...present('admitTime', time(pv1, 44, 'Encounter.period.start', issues)),
    ...present('dischargeTime', time(pv1, 45, 'Encounter.period.end', issues)),
    ...present('attending', doctors(7)),
    ...present('referring', doctors(8)),
    ...present('consulting', doctors(9)),
    ...present('admitting', doctors(17)),
    ...present(
      'admissionMethod',
      tri(pv1, 4, (code) =>
        codedIn(
          ADMISSION_METHOD,
          code,
          { from: 'PV1-4', to: 'Encounter.hospitalization.extension:admissionMethod' },
          issues,
          feed.admissionMethods,
        ),
      ),
    ),
    ...present(
      'admitSource',
      tri(pv1, 14, (code) =>
        codedIn(
          SOURCE_OF_ADMISSION,
          code,
          { from: 'PV1-14', to: 'Encounter.hospitalization.admitSource' },
          issues,
        ),
      ),
    ),
    ...present(
      'readmission',
      tri(pv1, 13, (code) => readmission(code, issues)),
    ),
    ...present(
      'serviceType',
      tri(pv1, 10, (code) => ({ text: code })),
    ),
    ...present(
      'patientType',
      tri(pv1, 18, (code) => ({ text: code })),
    ),
    ...present(
      'preAdmitNumber',
      tri(pv1, 5, (text) => text.slice(0, 64)),
    ),
    ...present(
      'alternateVisitId',
      tri(pv1, 50, (text) => text.slice(0, 64)),
    ),
    ...dischargeFields(pv1, feed, issues),
    ...(pv2 === undefined ? {} : fromPv2(pv2, issues)),
  };
}

function fromPv2(pv2: SourceSegment, issues: IssueList): Partial<VisitData> {
  return {
    ...present('reason', textConcept(pv2, 3)),
    ...present(
      'expectedAdmission',
      tri(pv2, 8, () => time(pv2, 8, 'Encounter.extension:plannedStartDate', issues)?.dateTime),
    ),
    ...present(
      'expectedDischarge',
      tri(pv2, 9, () => time(pv2, 9, 'Encounter.extension:plannedEndDate', issues)?.dateTime),
    ),
    ...present(
      'priority',
      tri(pv2, 25, (code) => {
        const entry = lookUp(PRIORITY, code);
        if (entry === undefined) {
          issues.add('PV2-25', 'Encounter.priority', 'the code is not in table 0217');
          return { text: code };
        }
        return { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActPriority', ...entry }] };
      }),
    ),
    ...present(
      'modeOfArrival',
      tri(pv2, 38, (code) => modeOfArrival(code, issues)),
    ),
  };
}

function modeOfArrival(code: string, issues: IssueList): CodeableConcept {
  const display = lookUp(MODE_OF_ARRIVAL, code);
  if (display === undefined) {
    issues.add('PV2-38', 'Encounter.extension:modeOfArrival', 'the code is not in table 0430');
    return { text: code };
  }
  return { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0430', code, display }] };
}

function readmission(code: string, issues: IssueList): CodeableConcept {
  if (code !== 'R') {
    issues.add('PV1-13', 'Encounter.hospitalization.reAdmission', 'the code is not in table 0092');
    return { text: code };
  }
  return {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0092', code: 'R', display: 'Re-admission' }],
  };
}

function time(segment: SourceSegment, field: number, to: string, issues: IssueList): Hl7Time | undefined {
  const text = segment.value(field)?.trim();
  if (text === undefined || text === '') return undefined;
  const result = parseTime(text);
  if ('time' in result) {
    if (result.time.doubt !== undefined) {
      issues.add(
        `${segment.name}-${field}`,
        to,
        `the local time is ${result.time.doubt} at the clock change`,
      );
    }
    return result.time;
  }
  issues.add(`${segment.name}-${field}`, to, `the value ${result.reason}`);
  return undefined;
}
