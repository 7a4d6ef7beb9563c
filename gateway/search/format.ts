/** JSON is the only format spoken here. FHIR R4 http.html 3.1.0.1.10 (`_format`) and 3.1.0.1.9 (MIME types). */
import { refusal } from '../outcomes.ts';

const JSON_FORMATS = new Set(['json', 'application/json', 'application/fhir+json', 'text/json']);

/** @throws OperationOutcomeError 406 where `_format` asks for anything but JSON. */
export function requireJsonFormat(query: URLSearchParams): void {
  for (const value of query.getAll('_format')) {
    const [mime = '', ...parameters] = value.split(';').map((part) => part.trim().toLowerCase());
    // A plus sign that nobody encoded arrives as a space.
    if (JSON_FORMATS.has(mime.replace(' ', '+')) && parameters.every(isR4)) continue;
    throw refusal('notAcceptable', 'Only application/fhir+json (FHIR R4) is served');
  }
}

/** Whether a media type parameter leaves R4 possible: `fhirVersion=3.0` does not. */
export function isR4(parameter: string): boolean {
  const [name, value = ''] = parameter.split('=').map((part) => part.trim().replaceAll('"', ''));
  return name !== 'fhirversion' || value === '4.0' || value === '4.0.1';
}
