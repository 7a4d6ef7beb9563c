/**
 * The FHIR `Parameters` with which a connector submits an answer of a practice system: `response`, and beside it what
 * the answer does not repeat. FHIR R4 parameters.html; documented in README.md. Unknown parts are refused: one that is
 * dropped unseen could be the one that narrows the scope.
 */
import { NHS_NUMBER, ODS_ORGANISATION } from '../../conformance/systems.ts';
import { readNhsNumber } from '../../mappings/nhs-number.ts';
import type { Json } from '../../mappings/gp-summary/stu3/mapper.ts';
import type { SummarySubmission } from '../../mappings/gp-summary/submission.ts';
import { isObject, type Fault } from './json-text.ts';

type Submitted = { readonly submission: SummarySubmission } | Fault;
type Draft = { -readonly [K in keyof SummarySubmission]?: SummarySubmission[K] };

/** @param body a resource of type Parameters. */
export function readSubmission(body: Json): Submitted {
  const { parameter } = body;
  if (!Array.isArray(parameter)) return { path: 'Parameters.parameter', text: 'is not a list' };
  const draft: Draft = {};
  const seen = new Set<string>();
  for (const [i, part] of parameter.entries()) {
    const name: unknown = isObject(part) ? part.name : undefined;
    const path = `Parameters.parameter[${i}]`;
    if (!isObject(part) || !isName(name)) {
      return { path, text: `its name is none of ${Object.keys(PARTS).join(', ')}` };
    }
    if (seen.has(name)) return { path, text: `a second "${name}"` };
    seen.add(name);
    const fault = PARTS[name](part, draft);
    if (fault !== undefined) return { path: `Parameters.parameter[${name}].${fault.path}`, text: fault.text };
  }
  const { response } = draft;
  if (response === undefined) return { path: 'Parameters', text: 'has no parameter "response"' };
  return aboutOnePerson({ ...draft, response });
}

/** Each reads its part into the draft, or says what is wrong, with a path below the part. */
const PARTS = {
  response: (part: Json, draft: Draft) => {
    if (!isObject(part.resource)) return { path: 'resource', text: 'is missing' };
    draft.response = part.resource;
    return undefined;
  },
  request: (part: Json, draft: Draft) => {
    if (!isObject(part.resource) || part.resource.resourceType !== 'Parameters') {
      return { path: 'resource', text: 'is not the Parameters that were sent to the practice' };
    }
    draft.request = part.resource;
    return undefined;
  },
  retrieved: (part: Json, draft: Draft) => {
    const { valueInstant } = part;
    const instant = typeof valueInstant === 'string' && INSTANT.test(valueInstant) ? valueInstant : '';
    const time = Date.parse(instant);
    if (Number.isNaN(time)) return { path: 'valueInstant', text: 'is not an instant with its offset' };
    draft.retrieved = new Date(time).toISOString();
    return undefined;
  },
  practice: (part: Json, draft: Draft) => {
    const value = valueOf(part, ODS_ORGANISATION);
    if (value === undefined || !ODS.test(value)) {
      return { path: 'valueIdentifier', text: `is not an ODS code under ${ODS_ORGANISATION}` };
    }
    draft.practice = value.toUpperCase();
    return undefined;
  },
  patient: (part: Json, draft: Draft) => {
    const value = valueOf(part, NHS_NUMBER);
    if (value === undefined) return { path: 'valueIdentifier', text: `is not a number under ${NHS_NUMBER}` };
    const read = readNhsNumber(value);
    if ('reason' in read) return { path: 'valueIdentifier.value', text: read.reason };
    draft.nhsNumber = read.value;
    return undefined;
  },
} as const satisfies Record<string, (part: Json, draft: Draft) => Fault | undefined>;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const ODS = /^[A-Za-z0-9]{3,10}$/;

function isName(name: unknown): name is keyof typeof PARTS {
  return typeof name === 'string' && Object.hasOwn(PARTS, name);
}

function valueOf(part: Json, system: string): string | undefined {
  const { valueIdentifier } = part;
  if (!isObject(valueIdentifier) || valueIdentifier.system !== system) return undefined;
  return typeof valueIdentifier.value === 'string' ? valueIdentifier.value.trim() : undefined;
}

/** The request names the person as well: the two must agree, and either will do. */
function aboutOnePerson(submission: SummarySubmission): Submitted {
  const asked = numberAskedFor(submission.request);
  if (asked === undefined) return { submission };
  if (submission.nhsNumber !== undefined && submission.nhsNumber !== asked) {
    return {
      path: 'Parameters.parameter[patient].valueIdentifier.value',
      text: 'is not the person for whom the practice was asked in "request"',
    };
  }
  return { submission: { ...submission, nhsNumber: asked } };
}

function numberAskedFor(request: Json | undefined): string | undefined {
  const parts: readonly unknown[] = Array.isArray(request?.parameter) ? request.parameter : [];
  for (const part of parts) {
    if (!isObject(part) || part.name !== 'patientNHSNumber') continue;
    const read = readNhsNumber(valueOf(part, NHS_NUMBER) ?? '');
    return 'value' in read ? read.value : undefined;
  }
  return undefined;
}
