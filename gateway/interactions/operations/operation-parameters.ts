/**
 * The input parameters of an operation that takes simple values: from the query, or from a Parameters body of a POST.
 * FHIR R4 operations.html 3.2.0.1.
 */
import { z } from 'zod';
import { refusal } from '../../outcomes.ts';
import { requireJsonFormat } from '../../search/format.ts';
import type { FhirRequest } from '../fhir-request.ts';

export interface OperationParameter {
  readonly name: string;
  readonly value: string;
}

const body = z.strictObject({
  resourceType: z.literal('Parameters'),
  id: z.string().optional(),
  meta: z.looseObject({}).optional(),
  parameter: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100),
        valueString: z.string().max(1000).optional(),
        valueCode: z.string().max(1000).optional(),
        valueId: z.string().max(1000).optional(),
        valueInteger: z.int().optional(),
        valueInteger64: z.union([z.string().max(20), z.int()]).optional(),
      }),
    )
    .max(1000)
    .default([]),
});

/** @throws OperationOutcomeError 400 where the body is no Parameters of simple values; 406 for another format. */
export function operationParameters(request: FhirRequest): OperationParameter[] {
  requireJsonFormat(request.query);
  const fromQuery = [...request.query]
    .filter(([name]) => name !== '_format')
    .map(([name, value]) => ({ name, value }));
  if (request.method !== 'POST' || request.body === undefined) return fromQuery;
  const parsed = body.safeParse(request.body);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((i) => `${['Parameters', ...i.path].join('.')}: ${i.message}`);
    throw refusal('invalid', faults.slice(0, 50));
  }
  const fromBody = parsed.data.parameter.map(({ name, ...values }) => {
    const [value, ...more] = Object.values(values).filter((v) => v !== undefined);
    if (value === undefined || more.length > 0) throw refusal('invalid', `${name}: must have one value`);
    return { name, value: String(value) };
  });
  return [...fromQuery, ...fromBody];
}
