/**
 * PV1-36 and PV1-37 -> discharge method and destination. Which national list each field is in differs by feed;
 * ITK's table 0112 mixes attendance disposals with methods, so that the same code can mean a clinic or a death.
 * A death is never inferred from these fields.
 */
import type { CodeableConcept } from '@medplum/fhirtypes';
import { codedIn, present, tri } from '../datatypes/coded.ts';
import type { VisitData } from '../visit-fact.ts';
import type { DischargeList, FeedProfile } from '../feed-profile.ts';
import type { IssueList } from '../issue.ts';
import type { SourceSegment } from '../source-message.ts';
import { DISCHARGE_DESTINATION, DISCHARGE_METHOD } from '../tables/england.ts';
import { lookUp } from '../tables/look-up.ts';

/** ITK table 0112: only its own words; no code of it is a UK Core discharge method. */
const DISPOSITION_0112: Readonly<Record<string, string>> = {
  '1': 'Admitted as inpatient',
  '2': 'GP follow-up',
  '3': 'No follow-up required',
  '4': 'Referred to A&E clinic',
  '5': 'Stillbirth',
  '6': 'Referred to outpatient clinic',
  '7': 'Transferred to other provider',
  '8': 'Not applicable: spell not finished',
  '9': 'Not known',
  '10': 'Died in department',
  '11': 'Referred to other health care profession',
  '12': 'Left before treatment',
  '13': 'Left, refused treatment',
  '14': 'Other',
};

export function dischargeFields(
  pv1: SourceSegment,
  feed: FeedProfile,
  issues: IssueList,
): Pick<VisitData, 'dischargeDestination' | 'dischargeMethod' | 'admittedFromHere'> {
  return {
    ...read(pv1, 36, feed.pv1_36, issues),
    ...read(pv1, 37, feed.pv1_37, issues),
    ...(feed.pv1_36 === 'discharge-disposition-0112' && pv1.value(36)?.trim() === '1'
      ? { admittedFromHere: true }
      : {}),
  };
}

function read(
  pv1: SourceSegment,
  field: number,
  list: DischargeList,
  issues: IssueList,
): Pick<VisitData, 'dischargeDestination' | 'dischargeMethod'> {
  const from = `PV1-${field}`;
  switch (list) {
    case 'discharge-destination':
      return present(
        'dischargeDestination',
        tri(pv1, field, (code) =>
          codedIn(
            DISCHARGE_DESTINATION,
            code,
            { from, to: 'Encounter.hospitalization.dischargeDisposition' },
            issues,
          ),
        ),
      );
    case 'discharge-method':
      return present(
        'dischargeMethod',
        tri(pv1, field, (code) =>
          codedIn(DISCHARGE_METHOD, code, { from, to: 'Encounter.extension:dischargeMethod' }, issues),
        ),
      );
    case 'discharge-disposition-0112':
      return present(
        'dischargeMethod',
        tri(pv1, field, (code) => disposition(code, from, issues)),
      );
    case 'ignored':
      return {};
  }
}

function disposition(code: string, from: string, issues: IssueList): CodeableConcept {
  const words = lookUp(DISPOSITION_0112, code);
  if (words === undefined) {
    issues.add(from, 'Encounter.extension:dischargeMethod', 'the code is not in ITK table 0112');
    return { text: code };
  }
  return { text: words };
}
