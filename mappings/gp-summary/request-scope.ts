/**
 * How much was asked for, by the Parameters as they were sent: the answer does not repeat them. What was not asked cannot
 * be missing. GP Connect 1.6.2 "Retrieve a patient's structured record", parameters.
 */
import type { Json } from './stu3/mapper.ts';
import { asObject, date, objects, token, whole } from './stu3/read-json.ts';
import type { AreaCode, AreaScope } from './summary.ts';

/** The parameter by which each area is asked for. Documents come with what they are linked to. */
export const AREA_PARAMETERS: Readonly<Record<string, AreaCode>> = {
  includeAllergies: 'allergies',
  includeMedication: 'medications',
  includeProblems: 'problems',
  includeImmunisations: 'immunisations',
  includeUncategorisedData: 'uncategorised',
  includeConsultations: 'consultations',
  includeInvestigations: 'investigations',
  includeReferrals: 'referrals',
  includeDiaryEntries: 'diary',
  DocumentReferences: 'documents',
};

/** What a part of a parameter leaves out; undefined where it leaves nothing out. */
const NARROWINGS: Readonly<Record<string, (part: Json) => string | undefined>> = {
  includeResolvedAllergies: (part) =>
    part['valueBoolean'] === false ? 'without allergies that have ended' : undefined,
  includePrescriptionIssues: (part) => (part['valueBoolean'] === false ? 'without issues' : undefined),
  medicationSearchFromDate: (part) => `active on or after ${date(part['valueDate']) ?? 'some date'}`,
  consultationSearchPeriod: periodWords,
  includeNumberOfMostRecent: (part) =>
    `the most recent ${whole(part['valuePositiveInt'], 1) ?? whole(part['valueInteger'], 1) ?? 'few'} only`,
  filterStatus: statusWords,
  // Versions before 1.6.
  includeStatus: (part) =>
    'valueBoolean' in part
      ? part['valueBoolean'] === false
        ? 'without consent and dissent'
        : undefined
      : statusWords(part),
  includeSignificance: (part) => `${token(part['valueCode']) ?? 'some'} ones only`,
  uncategorisedDataSearchPeriod: periodWords,
  investigationSearchPeriod: periodWords,
  referralSearchPeriod: periodWords,
  diaryEntriesSearchDate: (part) => `due on or before ${date(part['valueDate']) ?? 'some date'}`,
  // Whether vaccinations that were not given are listed: none of what was given is missing for it.
  includeNotGiven: () => undefined,
};

function periodWords(part: Json): string {
  const period = asObject(part['valuePeriod']);
  const words = [
    [' from ', date(period?.['start'])],
    [' to ', date(period?.['end'])],
  ].flatMap(([word, day]) => (day === undefined ? [] : `${word ?? ''}${day}`));
  return `of a period${words.join('')}`;
}

function statusWords(part: Json): string {
  return `${token(part['valueCode']) ?? 'some'} ones only`;
}

/**
 * @param request the Parameters resource, when the sender gave it.
 * @returns the scope of an area whose List the answer holds: `unknown` without a request, or where it did not ask for
 *   the area by name or used a parameter that is not known here.
 */
export function requestScope(request: Json | undefined, area: AreaCode): AreaScope {
  const asked = objects(request?.['parameter']).filter(
    ({ name }) => AREA_PARAMETERS[token(name) ?? ''] === area,
  );
  if (request?.['resourceType'] !== 'Parameters' || asked.length === 0) return { kind: 'unknown' };
  const words: string[] = [];
  for (const part of asked.flatMap((parameter) => objects(parameter['part']))) {
    const name = token(part['name']) ?? '';
    const narrowing = Object.hasOwn(NARROWINGS, name) ? NARROWINGS[name] : undefined;
    if (narrowing === undefined) return { kind: 'unknown' };
    words.push(narrowing(part) ?? '');
  }
  const text = words.filter((word) => word !== '').join(', ');
  return text === '' ? { kind: 'whole' } : { kind: 'narrowed', text };
}
