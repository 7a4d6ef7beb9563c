/**
 * Refusals on /fhir: one error class, made only here, each kind with its HTTP status and issue code.
 * FHIR R4 http.html "Status Codes"; OperationOutcome issue-type value set.
 */
import type { OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes';

const KINDS = {
  invalid: { status: 400, code: 'invalid' },
  unsupportedParameter: { status: 400, code: 'not-supported' },
  forbidden: { status: 403, code: 'forbidden' },
  notFound: { status: 404, code: 'not-found' },
  methodNotAllowed: { status: 405, code: 'not-supported' },
  notAcceptable: { status: 406, code: 'not-supported' },
  conflict: { status: 409, code: 'conflict' },
  gone: { status: 410, code: 'deleted' },
  preconditionFailed: { status: 412, code: 'conflict' },
  tooLarge: { status: 413, code: 'too-costly' },
  unsupportedMediaType: { status: 415, code: 'not-supported' },
  misdirected: { status: 421, code: 'forbidden' },
  unprocessable: { status: 422, code: 'business-rule' },
  tooMany: { status: 429, code: 'throttled' },
  unavailable: { status: 503, code: 'transient' },
} as const satisfies Record<string, { status: number; code: OperationOutcomeIssue['code'] }>;

export type RefusalKind = keyof typeof KINDS;

/** A refusal to be told to the caller. `diagnostics` must hold nothing personal: it names elements, not values of people. */
export class OperationOutcomeError extends Error {
  readonly status: number;
  readonly outcome: OperationOutcome;

  constructor(status: number, outcome: OperationOutcome) {
    super(outcome.issue[0]?.diagnostics ?? 'refused');
    this.name = 'OperationOutcomeError';
    this.status = status;
    this.outcome = outcome;
  }
}

/** Builds the refusal; `expression` is a FHIRPath of the element at fault. Several reasons make several issues. */
export function refusal(
  kind: RefusalKind,
  diagnostics: string | readonly string[],
  expression?: string,
): OperationOutcomeError {
  const { status, code } = KINDS[kind];
  const texts = typeof diagnostics === 'string' ? [diagnostics] : diagnostics;
  return new OperationOutcomeError(status, {
    resourceType: 'OperationOutcome',
    issue: texts.map((text) => ({
      severity: 'error',
      code,
      diagnostics: text,
      ...(expression === undefined ? {} : { expression: [expression] }),
    })),
  });
}

/** The answer to a bug or an unknown failure: a correlation id and no internals. */
export function internalError(correlationId: string): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'fatal',
        code: 'exception',
        diagnostics: `Internal error. Correlation id: ${correlationId}`,
      },
    ],
  };
}
