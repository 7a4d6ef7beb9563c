/** Invariants of data types, which the validator of @medplum/core does not run, and values that say nothing. FHIR R4 datatypes.html, narrative.html. */
import type { OperationOutcomeIssue } from '@medplum/fhirtypes';
import { isSafeDiv } from '../narrative.ts';
import { isNode, type Node, type TypedElement } from './elements.ts';
import { fault } from './issue.ts';

const UCUM = 'http://unitsofmeasure.org';
const QUANTITIES = ['Quantity', 'Age', 'Count', 'Distance', 'Duration', 'MoneyQuantity', 'SimpleQuantity'];

interface Rule {
  readonly key: string;
  readonly says: string;
  readonly holds: (value: Node) => boolean;
}

const QUANTITY: Rule = {
  key: 'qty-3',
  says: 'a code of a unit needs its system',
  holds: (value) => !has(value, 'code') || has(value, 'system'),
};

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  ...Object.fromEntries(QUANTITIES.map((type) => [type, [QUANTITY]])),
  Age: [
    QUANTITY,
    {
      key: 'age-1',
      says: 'an age has a code of UCUM and is above zero',
      holds: (value) =>
        (has(value, 'code') || !has(value, 'value')) &&
        (!has(value, 'system') || value['system'] === UCUM) &&
        (typeof value['value'] !== 'number' || value['value'] > 0),
    },
  ],
  Duration: [
    QUANTITY,
    {
      key: 'drt-1',
      says: 'a code of a duration is of UCUM, with a value',
      holds: (value) => !has(value, 'code') || (value['system'] === UCUM && has(value, 'value')),
    },
  ],
  Attachment: [
    {
      key: 'att-1',
      says: 'data need their content type',
      holds: (v) => !has(v, 'data') || has(v, 'contentType'),
    },
  ],
  ContactPoint: [
    { key: 'cpt-2', says: 'a value needs its system', holds: (v) => !has(v, 'value') || has(v, 'system') },
  ],
  Expression: [
    {
      key: 'exp-1',
      says: 'an expression or a reference to one',
      holds: (v) => has(v, 'expression') || has(v, 'reference'),
    },
  ],
  Period: [
    { key: 'per-1', says: 'the start is not after the end', holds: (v) => !isAfter(v['start'], v['end']) },
  ],
  Range: [
    {
      key: 'rng-2',
      says: 'the low is not above the high',
      holds: ({ low, high }) => !(quantity(low) > quantity(high)),
    },
  ],
  Ratio: [
    {
      key: 'rat-1',
      says: 'numerator and denominator, or neither with an extension',
      holds: (value) =>
        has(value, 'numerator') === has(value, 'denominator') &&
        (has(value, 'numerator') || has(value, 'extension')),
    },
  ],
  Narrative: [
    {
      key: 'txt-1',
      says: 'a div of XHTML with nothing in it that acts or is fetched',
      holds: ({ div }) => typeof div === 'string' && isSafeDiv(div),
    },
  ],
};

/** Faults of each element by its data type. */
export function dataTypeIssues(elements: readonly TypedElement[]): OperationOutcomeIssue[] {
  return elements.flatMap(({ value, type, expression }) => [
    ...(isNode(value) ? (RULES[type] ?? []) : []).flatMap(({ key, says, holds }) =>
      isNode(value) && !holds(value) ? [fault('invariant', `${key}: ${says}`, expression)] : [],
    ),
    ...(isEmpty(value) ? [fault('structure', 'is empty', expression)] : []),
  ]);
}

/** Whether a moment is after another, as far as both say. FHIR dates and dateTimes of any precision. */
export function isAfter(first: unknown, second: unknown): boolean {
  if (typeof first !== 'string' || typeof second !== 'string') return false;
  const [a, b] = [Date.parse(first), Date.parse(second)];
  if (first.length > 10 && second.length > 10 && !Number.isNaN(a) && !Number.isNaN(b)) return a > b;
  const known = Math.min(first.length, second.length, 10);
  return first.slice(0, known) > second.slice(0, known);
}

/** Lists without items have no element of their own: structure.ts finds them. */
function isEmpty(value: unknown): boolean {
  return value === '' || (isNode(value) && Object.keys(value).length === 0);
}

function has(value: Node, key: string): boolean {
  return value[key] !== undefined || value[`_${key}`] !== undefined;
}

function quantity(value: unknown): number {
  return isNode(value) && typeof value['value'] === 'number' ? value['value'] : NaN;
}
