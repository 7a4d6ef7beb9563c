/**
 * A practice that refuses its summary -> the areas are refused. Readers are told one thing, whatever the code: that the
 * GP record is not available; why is for the operator alone, as "not found" may be a sensitive record. GP Connect 1.6.2
 * "Error handling".
 */
import { GP_PATIENT } from '../../conformance/systems.ts';
import type { SetFact } from '../fact.ts';
import type { MappedSummary } from './mapped-summary.ts';
import { tracedNumber } from './r4/summary-person.ts';
import { factBase } from './r4/summary-time.ts';
import type { Json } from './stu3/mapper.ts';
import { asObject, objects, token } from './stu3/read-json.ts';
import type { SubmissionContext } from './submission.ts';
import type { AreaCode, GpAreaData } from './summary.ts';

/** All that a practice is asked for; what an SCR says is another source's. */
const AREAS: readonly AreaCode[] = [
  ...(['allergies', 'medications', 'problems', 'immunisations', 'uncategorised'] as const),
  ...(['consultations', 'investigations', 'referrals', 'diary', 'documents'] as const),
];
const SPINE_CODES = /Spine-ErrorOrWarningCode/;

/**
 * @param outcome OperationOutcome of the practice system; the submission says of which practice and person.
 * @returns the areas refused with the practice's code as reason (`PATIENT_NOT_FOUND`; `UNSPECIFIED` without one); dissent
 * (`NO_PATIENT_CONSENT`) covers what supports the areas as well. Refused where it holds no error, or for whom is not told.
 */
export function mapRefusal(outcome: Json, context: SubmissionContext): MappedSummary {
  const { practice, nhsNumber } = context;
  if (practice === undefined || nhsNumber === undefined) {
    return {
      refused: { path: 'Parameters', text: 'a refusal says of whom and by whom: "practice" and "patient"' },
    };
  }
  const reason = reasonOf(outcome);
  if (reason === undefined) {
    return { refused: { path: 'OperationOutcome.issue', text: 'holds no issue of severity error or fatal' } };
  }
  const person = `${GP_PATIENT}/${practice}|${nhsNumber}`;
  const asOf = context.retrieved ?? context.receivedAt;
  const areas: readonly AreaCode[] = reason === 'NO_PATIENT_CONSENT' ? [...AREAS, 'supporting'] : AREAS;
  const sets = areas.map((area, i): SetFact<GpAreaData> => ({
    ...factBase(asOf, i + 1, context),
    kind: 'gp-area',
    set: `gp-area|${practice}|${person}|${area}`,
    person,
    data: {
      area,
      format: 'gp-connect-structured',
      practice: { ods: practice },
      practiceRole: 'serving',
      // Whoever refuses takes no other practice's place.
      regular: false,
      asOf,
      asOfBasis: context.retrieved === undefined ? 'received' : 'retrieved',
      state: 'refused',
      warnings: [],
      scope: { kind: 'unknown' },
      reason,
      items: [],
    },
  }));
  const base = factBase(asOf, 0, context);
  return {
    statements: {
      trigger: 'gp-connect-structured',
      sourceMessageId: context.sourceMessageId,
      effective: base.effective,
      people: [{ ...base, kind: 'demographics', person, data: { identifiers: [tracedNumber(nhsNumber)] } }],
      visits: [],
      identity: [],
      sets,
    },
    dropped: [],
    issues: [],
  };
}

/** The Spine's code of the first error; both spellings of `ACCESS DENIED` are one. */
function reasonOf(outcome: Json): string | undefined {
  const errors = objects(outcome['issue']).filter(
    ({ severity }) => severity === 'error' || severity === 'fatal',
  );
  if (errors.length === 0) return undefined;
  const codes = errors.flatMap((error) =>
    objects(asObject(error['details'])?.['coding'])
      .filter(({ system }) => SPINE_CODES.test(token(system) ?? ''))
      .flatMap(({ code }) => token(code) ?? []),
  );
  const code = codes[0]?.toUpperCase().replaceAll(' ', '_') ?? '';
  return /^[A-Z_]{1,60}$/.test(code) ? code : 'UNSPECIFIED';
}
