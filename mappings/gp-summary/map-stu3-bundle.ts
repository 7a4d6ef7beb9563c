/**
 * A GP Connect Access Record: Structured bundle (STU3) -> what it states: the person as the practice knows them, one set
 * for each clinical area, and who and what supports them. GP Connect 1.6.2 "Access Record Structured"; design section 3.
 */
import { NHS_NUMBER } from '../../conformance/systems.ts';
import { readNhsNumber } from '../nhs-number.ts';
import { areaAnswers, answeredAreas, latest } from './area-answers.ts';
import { indexBundle } from './bundle-index.ts';
import { countDropped } from './count-dropped.ts';
import type { MappedSummary, SummaryIssue } from './mapped-summary.ts';
import { mapItems } from './map-items.ts';
import { bundlePerson, personData } from './person.ts';
import { placeItems } from './place-items.ts';
import { bundlePractice } from './practice.ts';
import { factBase, sourceTime } from './r4/summary-time.ts';
import { isRegular, registration } from './registration.ts';
import { stateAreas } from './state-areas.ts';
import { LIST_FATES, readList } from './stu3/list.ts';
import type { ElementFates, Json } from './stu3/mapper.ts';
import { typeMapping } from './stu3/mappers.ts';
import { PATIENT_FATES } from './stu3/patient.ts';
import { asObject, objects, token } from './stu3/read-json.ts';
import type { SubmissionContext } from './submission.ts';
import { OPERATION_OUTCOME_FATES, unavailableAreas } from './unavailable-areas.ts';

/** Different issues told of one bundle. */
const MOST_ISSUES = 500;

/**
 * @param bundle unchecked STU3 JSON.
 * @param context where and when it came from; without `request` the scope of every area is unknown.
 * @returns the statements, what was left behind and what was wrong; refused where it is no bundle of one person of one
 *   practice, or the person cannot be named, or is not the one that was asked for.
 */
export function mapStu3Bundle(bundle: Json, context: SubmissionContext): MappedSummary {
  if (bundle['resourceType'] !== 'Bundle') return refused('Bundle', 'is not a Bundle');
  const issues = new Map<string, SummaryIssue>();
  const issue = (path: string, reason: string): void => {
    if (issues.size < MOST_ISSUES) issues.set(`${path}|${reason}`, { path, reason });
  };
  const index = indexBundle(bundle, context.idOf, issue);
  const [patientItem, ...others] = index.items.filter(({ type }) => type === 'Patient');
  if (patientItem === undefined) return refused('Bundle.entry', 'holds no Patient');
  if (others.length > 0) return refused('Bundle.entry', 'holds more than one Patient');
  const patient = patientItem.resource;
  const practice = bundlePractice(patient, index, context.practice);
  if (practice === undefined) {
    return refused('Patient.managingOrganization', 'names no practice with an ODS code');
  }
  const person = bundlePerson(patient, practice.source, askedFor(context), issue);
  if ('text' in person) return refused(person.path, person.text);

  const lists = index.lists
    .filter((list) => isOfPerson(list, index.find, patientItem, issue))
    .map((list) => readList(list, issue));
  const placing = placeItems(index, lists, answeredAreas(lists));
  const mapped = mapItems(index, lists, placing, { practice, person, patientItem, context, issue });
  const unavailable = unavailableAreas(index.items, issue);
  const answers = areaAnswers({
    index,
    lists,
    unavailable,
    request: context.request,
    stands: (item) => mapped.resources.has(item),
  });
  const time = sourceTime(latest(answers.flatMap(({ date }) => date ?? [])), context, (reason) => {
    issue('List.date', reason);
  });
  const regular = isRegular(patient);
  const registered = registration(patient, mapped.context, {
    id: mapped.idOf('EpisodeOfCare', 'EpisodeOfCare|registration'),
    practiceId: context.ids.organization(practice.source),
    asOf: time.asOf,
  });
  const sets = stateAreas({
    answers,
    time,
    practice,
    person,
    regular,
    placing,
    mapped,
    registered,
    context,
    issue,
  });
  const base = factBase(time.asOf, 0, context);
  const data = personData(patient, person, practice, regular, { context: mapped.context, index });
  const dropped = countDropped(
    [...index.items, ...index.lists.map((resource) => ({ type: 'List', resource }))],
    fatesOf,
  );
  const narrative =
    placing.narrative === 0
      ? []
      : [
          {
            path: 'Observation',
            reason: 'free text of a consultation is not kept',
            count: placing.narrative,
          },
        ];
  const unreached =
    placing.unreached.length === 0
      ? []
      : [
          {
            path: 'Bundle.entry',
            reason: 'the summary answers for no area',
            count: placing.unreached.length,
          },
        ];
  return {
    statements: {
      trigger: 'gp-connect-structured',
      sourceMessageId: context.sourceMessageId,
      effective: base.effective,
      people: [{ ...base, kind: 'demographics', person: person.key, data }],
      visits: [],
      identity: [],
      sets,
      directory: mapped.directory,
    },
    dropped: [...dropped, ...narrative, ...unreached],
    issues: [...issues.values()],
  };
}

function refused(path: string, text: string): MappedSummary {
  return { refused: { path, text } };
}

/** The number of the submission, else that of the request as it was sent; one whose check digit is wrong asks for nobody. */
function askedFor({ nhsNumber, request }: SubmissionContext): string | undefined {
  const parameter = objects(request?.['parameter']).find(({ name }) => name === 'patientNHSNumber');
  const asked = asObject(parameter?.['valueIdentifier']);
  const number = nhsNumber ?? (asked?.['system'] === NHS_NUMBER ? token(asked['value']) : undefined);
  const read = number === undefined ? undefined : readNhsNumber(number);
  return read !== undefined && 'value' in read ? read.value : undefined;
}

function isOfPerson(
  list: Json,
  find: (reference: string) => unknown,
  patient: unknown,
  issue: (path: string, reason: string) => void,
): boolean {
  const subject = token(asObject(list['subject'])?.['reference']);
  if (subject === undefined || find(subject) === patient) return true;
  issue('List.subject', 'is about somebody else than the person of the summary: the List is left out');
  return false;
}

/** @returns what becomes of the elements of a type; undefined for one that this mapping does not know. */
export function fatesOf(type: string): ElementFates | undefined {
  switch (type) {
    case 'Patient':
      return PATIENT_FATES;
    case 'List':
      return LIST_FATES;
    case 'OperationOutcome':
      return OPERATION_OUTCOME_FATES;
    default:
      return typeMapping(type)?.fates;
  }
}
