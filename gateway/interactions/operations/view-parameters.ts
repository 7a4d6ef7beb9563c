/**
 * The input parameters of the operations that give a person's record: from the query, or from a Parameters body of a POST,
 * each in its own data type. FHIR R4 operations.html 3.2.0.1; Patient-everything; IPS operation `summary`.
 */
import { z } from 'zod';
import { refusal } from '../../outcomes.ts';
import { requireJsonFormat } from '../../search/format.ts';
import { safeName } from '../../search/refuse.ts';
import type { FhirRequest } from '../fhir-request.ts';

const text = z.string().min(1).max(1000).optional();

const body = z.strictObject({
  resourceType: z.literal('Parameters'),
  id: z.string().optional(),
  meta: z.looseObject({}).optional(),
  parameter: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100),
        valueString: text,
        valueCode: text,
        valueUri: text,
        valueCanonical: text,
        valueDate: text,
        valueDateTime: text,
        valueInstant: text,
        valueInteger: z.int().optional(),
      }),
    )
    .max(100)
    .default([]),
});

/**
 * @param names the parameters that the operation has.
 * @param repeating those that may stand more than once.
 * @returns the values of each name; a form in the query and one in the body are the same.
 * @throws OperationOutcomeError 400 for a name that the operation has not, one that stands twice, or a body that is no
 * Parameters of simple values; 406 for another format.
 */
export function viewParameters(
  request: FhirRequest,
  names: readonly string[],
  repeating: readonly string[] = [],
): ReadonlyMap<string, readonly string[]> {
  requireJsonFormat(request.query);
  const values = new Map<string, string[]>();
  const given: (readonly [string, string])[] = [
    ...[...request.query].filter(([name]) => name !== '_format'),
    ...bodyParameters(request),
  ];
  for (const [name, value] of given) {
    if (!names.includes(name)) {
      const known = names.length === 0 ? 'there are no parameters' : `the parameters are ${names.join(', ')}`;
      throw refusal('unsupportedParameter', `${safeName(name)}: ${known}`);
    }
    const former = values.get(name);
    if (former !== undefined && !repeating.includes(name)) throw refusal('invalid', `${name}: stands twice`);
    values.set(name, [...(former ?? []), value]);
  }
  return values;
}

function bodyParameters({ method, body: given }: FhirRequest): readonly (readonly [string, string])[] {
  if (method !== 'POST' || given === undefined) return [];
  const parsed = body.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((i) => `${['Parameters', ...i.path].join('.')}: ${i.message}`);
    throw refusal('invalid', faults.slice(0, 20));
  }
  return parsed.data.parameter.map(({ name, ...values }) => {
    const [value, ...more] = Object.values(values).filter((one) => one !== undefined);
    if (value === undefined || more.length > 0)
      throw refusal('invalid', `${safeName(name)}: must have one value`);
    return [name, String(value)] as const;
  });
}
