/**
 * PV1, with PV2 -> visit data. v2-to-FHIR "Segment PV1 to Encounter"; ITK ADT 1.0.15 section 4.5;
 * UKCore-Encounter 2.5.0. Nothing here decides status or order: that is the fold's work.
 */
import type { CodeableConcept, Identifier } from '@medplum/fhirtypes';
import { clinicians } from '../datatypes/clinician.ts';
import { codedIn, present, tri } from '../datatypes/coded.ts';
import { location } from '../datatypes/location.ts';
import { timeField } from '../datatypes/time-field.ts';
import type { VisitData } from '../visit-fact.ts';
import type { FeedProfile } from '../feed-profile.ts';
import type { IssueList } from '../issue.ts';
import type { SourceSegment } from '../source-message.ts';
import { ADMISSION_METHOD, SOURCE_OF_ADMISSION } from '../tables/england.ts';
import { patientClass } from '../tables/patient-class.ts';
import { dischargeFields } from './pv1-discharge.ts';
import { visitFromPv2 } from './pv2.ts';

/** The visit as PV1 and PV2 state it. `visitNumber` has been read already, since without it there is no visit. */
export function visitFromPv1(
  pv1: SourceSegment,
  pv2: SourceSegment | undefined,
  visitNumber: Identifier,
  feed: FeedProfile,
  issues: IssueList,
): VisitData {
  const doctors = (field: number): VisitData['attending'] =>
    clinicians(pv1, field, feed.otherIdentifierBase, issues);
  return {
    visitNumber,
    ...placeFromPv1(pv1, feed, issues),
    ...present('admitTime', timeField(pv1, 44, 'Encounter.period.start', issues)),
    ...present('dischargeTime', timeField(pv1, 45, 'Encounter.period.end', issues)),
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
    ...(pv2 === undefined ? {} : visitFromPv2(pv2, issues)),
  };
}

/** PV1-2 and PV1-3: in which care setting, and where. */
export function placeFromPv1(
  pv1: SourceSegment,
  feed: FeedProfile,
  issues: IssueList,
): Pick<VisitData, 'class' | 'setting' | 'location'> {
  const sent = pv1.value(2)?.trim();
  const cls = sent === undefined || sent === '' ? undefined : patientClass(sent, feed.patientClasses);
  if (cls?.setting === 'unknown')
    issues.add('PV1-2', 'Encounter.class', 'the patient class is not one of E, I, O, P, B, R and W');
  return {
    ...(cls === undefined ? {} : { class: cls.code, setting: cls.setting }),
    ...present('location', location(pv1, 3, feed, issues)),
  };
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
