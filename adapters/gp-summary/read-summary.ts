/**
 * The body of `POST /feeds/gp-summary` -> what was submitted and in which format: a bare Bundle, or a FHIR Parameters
 * around it (README.md). Reads shape and format only; what the summary says is the mapping's (mappings/gp-summary).
 */
import type { ReadSummary } from '../../mappings/gp-summary/submission.ts';
import { jsonObject } from './json-text.ts';
import { recognise } from './recognise.ts';
import { readSubmission } from './submission.ts';

export type SummaryReading =
  | ({ readonly kind: 'read' } & ReadSummary)
  | {
      readonly kind: 'refused';
      /** Where, by element names. */
      readonly path: string;
      /** What is wrong and what would be right; holds no value of a person. */
      readonly text: string;
    };

/**
 * @param bytes the body as it arrived, UTF-8 JSON of at most 10 MB, 5,000 entries and 40 levels.
 * @returns the submission and its format, told from its content alone; or the refusal: what is no JSON within bounds,
 * no Bundle, OperationOutcome or Parameters around one, what tells no format or contradicts itself, a Parameters with an
 * unknown, repeated or unreadable part, and a refusal of a practice without saying which practice and which person.
 */
export function readSummary(bytes: Uint8Array): SummaryReading {
  const body = jsonObject(bytes, 'body');
  if ('text' in body) return { kind: 'refused', ...body };
  const { json } = body;
  const wrapped = json.resourceType === 'Parameters';
  const read = wrapped ? readSubmission(json) : { submission: { response: json } };
  if ('text' in read) return { kind: 'refused', ...read };
  const { submission } = read;
  const { response } = submission;
  const path = wrapped ? 'Parameters.parameter[response].resource' : 'body';
  const recognised = recognise(response, response.resourceType === 'Bundle' && !wrapped ? 'Bundle' : path);
  if ('text' in recognised) return { kind: 'refused', ...recognised };
  if (response.resourceType === 'OperationOutcome') {
    const missing = [
      ...(submission.practice === undefined ? ['practice'] : []),
      ...(submission.nhsNumber === undefined ? ['patient'] : []),
    ];
    if (missing.length > 0) {
      const names = missing.map((name) => `"${name}"`).join(' and ');
      return { kind: 'refused', path, text: `a refusal says of whom and by whom: Parameters needs ${names}` };
    }
  }
  return { kind: 'read', format: recognised.format, submission };
}
