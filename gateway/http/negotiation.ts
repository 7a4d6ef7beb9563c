/** Accept: JSON of FHIR R4 or nothing. FHIR R4 http.html 3.1.0.1.9; RFC 9110 12.5.1. */
import { refusal } from '../outcomes.ts';
import { isR4, requireJsonFormat } from '../search/format.ts';

const ACCEPTED = new Set(['application/fhir+json', 'application/json', 'text/json', 'application/*', '*/*']);

/** @throws OperationOutcomeError 406. `_format` outweighs the Accept header, as FHIR has it. */
export function requireAcceptable(accept: string | undefined, query: URLSearchParams): void {
  requireJsonFormat(query);
  if (query.has('_format') || accept === undefined || accept.trim() === '') return;
  const acceptable = accept.split(',').some((range) => {
    const [mime = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const refused = parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter));
    return ACCEPTED.has(mime) && !refused && parameters.every(isR4);
  });
  if (!acceptable) throw refusal('notAcceptable', 'Only application/fhir+json (FHIR R4) is served');
}
