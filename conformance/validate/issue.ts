/** An issue of a validation. FHIR R4 operationoutcome.html; expression is a FHIRPath from the resource. No text quotes a value. */
import type { OperationOutcomeIssue } from '@medplum/fhirtypes';

export type IssueCode = Extract<
  OperationOutcomeIssue['code'],
  | 'structure'
  | 'invariant'
  | 'value'
  | 'extension'
  | 'not-found'
  | 'invalid'
  | 'required'
  | 'business-rule'
  | 'too-costly'
  | 'processing'
  | 'not-supported'
  | 'informational'
>;

/** Something that makes a resource wrong. */
export function fault(code: IssueCode, diagnostics: string, expression?: string): OperationOutcomeIssue {
  return issue('error', code, diagnostics, expression);
}

/** Something that cannot be checked, or should be otherwise. */
export function warning(code: IssueCode, diagnostics: string, expression?: string): OperationOutcomeIssue {
  return issue('warning', code, diagnostics, expression);
}

function issue(
  severity: 'error' | 'warning',
  code: IssueCode,
  diagnostics: string,
  expression?: string,
): OperationOutcomeIssue {
  return { severity, code, diagnostics, ...(expression === undefined ? {} : { expression: [expression] }) };
}
