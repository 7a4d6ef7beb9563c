/** The form of national identifiers. NHS Data Dictionary "NHS Number" (modulus 11), "Organisation Identifier"; FHIR R4 datatypes.html Identifier. */
import type { OperationOutcomeIssue } from '@medplum/fhirtypes';
import { NHS_NUMBER, ODS_ORGANISATION, ODS_SITE } from '../systems.ts';
import { isNode, type TypedElement } from './elements.ts';
import { fault } from './issue.ts';

/** Faults of each identifier whose system states a form. Numbers of professions are not held to one: theirs is not published. */
export function identifierIssues(elements: readonly TypedElement[]): OperationOutcomeIssue[] {
  return elements.flatMap(({ type, value, expression }) => {
    if (type !== 'Identifier' || !isNode(value) || typeof value['value'] !== 'string') return [];
    const text = faultOf(value['system'], value['value']);
    return text === undefined ? [] : [fault('value', text, `${expression}.value`)];
  });
}

function faultOf(system: unknown, value: string): string | undefined {
  switch (system) {
    case NHS_NUMBER:
      return isNhsNumber(value)
        ? undefined
        : 'is not an NHS number: ten digits with a check digit (modulus 11)';
    case ODS_ORGANISATION:
    case ODS_SITE:
      return /^[A-Z0-9]{3,10}$/.test(value) ? undefined : 'is not an ODS code: three to ten of A-Z and 0-9';
    default:
      return undefined;
  }
}

function isNhsNumber(value: string): boolean {
  if (!/^\d{10}$/.test(value)) return false;
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(value[i]) * (10 - i);
  return (11 - (sum % 11)) % 11 === Number(value[9]);
}
