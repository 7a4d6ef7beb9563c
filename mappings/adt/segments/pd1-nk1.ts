/**
 * PD1 -> registered practice and GP; NK1 -> Patient.contact. v2-to-FHIR "Segment PD1 to Patient" and
 * "Segment NK1 to Patient.contact"; ITK ADT 1.0.15 PD1-3 (XON, ODS code in .3), PD1-4, NK1 (table 0063). Who the
 * next of kin are is not searched for among the patients, even where NK1-33 names a number of theirs.
 */
import type { CodeableConcept, PatientContact } from '@medplum/fhirtypes';
import { clinicians } from '../datatypes/clinician.ts';
import { present } from '../datatypes/coded.ts';
import { address, contactPoints, humanName } from '../datatypes/names-and-addresses.ts';
import type { ClinicianStatement, OrganisationStatement, PersonData } from '../../fact.ts';
import type { FeedProfile } from '../feed-profile.ts';
import type { IssueList } from '../issue.ts';
import { bounded } from '../limits.ts';
import type { SourceSegment } from '../source-message.ts';
import { GENDER } from '../tables/gender.ts';
import { lookUp } from '../tables/look-up.ts';
import { RELATIONSHIP } from '../tables/relationship.ts';

/** Practice and GP; the practice only by its ODS code, as a name is not an identity. */
export function registrationFromPd1(
  pd1: SourceSegment | undefined,
  feed: FeedProfile,
  issues: IssueList,
): Pick<PersonData, 'practice' | 'generalPractitioner'> {
  if (pd1 === undefined) return {};
  return {
    ...present('practice', practice(pd1, issues)),
    ...present('generalPractitioner', generalPractitioner(pd1, feed, issues)),
  };
}

function practice(pd1: SourceSegment, issues: IssueList): OrganisationStatement | null | undefined {
  const first = pd1.repetitions(3)[0];
  if (first === undefined) return undefined;
  if (first.isNull) return null;
  const name = first.value(1)?.trim();
  const code = first.value(3)?.trim();
  if (code === undefined || code === '') {
    issues.add(
      'PD1-3.3',
      'Patient.generalPractitioner',
      'the practice has no ODS code, and a name does not identify it',
    );
    return undefined;
  }
  if (!/^[A-Z0-9]{3,12}$/.test(code)) {
    issues.add('PD1-3.3', 'Patient.generalPractitioner', 'the value is not an ODS code');
    return undefined;
  }
  return { ods: code, ...(name === undefined || name === '' ? {} : { name }) };
}

function generalPractitioner(
  pd1: SourceSegment,
  feed: FeedProfile,
  issues: IssueList,
): ClinicianStatement | null | undefined {
  const all = clinicians(pd1, 4, feed.otherIdentifierBase, issues);
  if (all === null || all === undefined) return all;
  return all[0];
}

/** The list of contacts as a snapshot; a lone `NK1|""` empties it; no NK1 at all keeps it. */
export function contactsFromNk1(
  segments: readonly SourceSegment[],
  issues: IssueList,
): readonly PatientContact[] | null | undefined {
  if (segments.length === 0) return undefined;
  if (segments.length === 1 && segments[0]?.value(1) === null) return null;
  const contacts = bounded(segments, 'NK1', 'Patient.contact', issues)
    .map((segment, i) => contact(segment, i + 1, issues))
    .filter((c): c is PatientContact => c !== undefined);
  return contacts.length === 0 ? undefined : contacts;
}

function contact(nk1: SourceSegment, index: number, issues: IssueList): PatientContact | undefined {
  const nameField = nk1.repetitions(2)[0];
  const name = nameField === undefined ? undefined : humanName(nameField)?.name;
  const addressField = nk1.repetitions(4)[0];
  const home = addressField === undefined ? undefined : address(addressField)?.address;
  const telecom = [
    ...nk1.repetitions(5).flatMap((f) => contactPoints(f, 'home')),
    ...nk1.repetitions(6).flatMap((f) => contactPoints(f, 'work')),
  ];
  if (name === undefined && home === undefined && telecom.length === 0) return undefined;
  const relationship = [3, 7].flatMap((field) => relationshipOf(nk1, field, index, issues) ?? []);
  const gender = genderOf(nk1, index, issues);
  return {
    ...(relationship.length === 0 ? {} : { relationship }),
    ...present('name', name),
    ...(telecom.length === 0 ? {} : { telecom }),
    ...present('address', home),
    ...present('gender', gender),
  };
}

function genderOf(nk1: SourceSegment, index: number, issues: IssueList): PatientContact['gender'] {
  const code = nk1.value(15)?.trim() ?? '';
  const gender = lookUp(GENDER, code.toUpperCase());
  if (code !== '' && gender === undefined) {
    issues.add(`NK1[${index}]-15`, 'Patient.contact.gender', 'the code is not in table 0001');
  }
  return gender;
}

/** NK1-3 and the contact role in NK1-7, both in table 0063; the sender's own words where the code is not in it. */
function relationshipOf(
  nk1: SourceSegment,
  field: number,
  index: number,
  issues: IssueList,
): CodeableConcept | undefined {
  const code = nk1.value(field)?.trim() ?? '';
  const words = nk1.value(field, 2)?.trim() ?? '';
  const known = lookUp(RELATIONSHIP, code);
  if (known !== undefined) return { text: known };
  if (code === '' && words === '') return undefined;
  issues.add(`NK1[${index}]-${field}`, 'Patient.contact.relationship', 'the code is not in table 0063');
  return { text: words === '' ? code : words };
}
