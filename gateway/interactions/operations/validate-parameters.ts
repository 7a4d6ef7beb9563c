/** The input of $validate: a resource as the body, or Parameters with `resource`, `mode` and `profile`. FHIR R4 resource-operation-validate.html. */
import { z } from 'zod';
import { refusal } from '../../outcomes.ts';
import type { FhirRequest } from '../fhir-request.ts';
import { requireNoParameters } from '../requested-resource.ts';

export const MODES = ['create', 'update', 'delete', 'profile'] as const;
export type Mode = (typeof MODES)[number];

export interface ValidateParameters {
  /** Any JSON; undefined where none was sent. */
  readonly resource: unknown;
  readonly mode: Mode | undefined;
  /** Canonical. */
  readonly profile: string | undefined;
}

const text = z.string().min(1).max(1000).optional();
const parameters = z.strictObject({
  resourceType: z.literal('Parameters'),
  id: z.string().optional(),
  meta: z.looseObject({}).optional(),
  parameter: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100),
        resource: z.unknown().optional(),
        valueCode: text,
        valueUri: text,
        valueUrl: text,
        valueCanonical: text,
        valueString: text,
      }),
    )
    .max(10)
    .default([]),
});

/** @throws OperationOutcomeError 400 for Parameters that are none of these, a parameter given twice, or an unknown mode; 406. */
export function validateParameters(request: FhirRequest): ValidateParameters {
  requireNoParameters(request, ['mode', 'profile']);
  const given = new Map<string, unknown>();
  const put = (name: string, value: unknown): void => {
    if (given.has(name)) throw refusal('invalid', `${name}: is given more than once`);
    given.set(name, value);
  };
  for (const name of ['mode', 'profile']) {
    for (const value of request.query.getAll(name)) put(name, value);
  }
  if (isParameters(request.body)) readBody(request.body, put);
  else if (request.body !== undefined) put('resource', request.body);
  const mode = MODES.find((known) => known === given.get('mode'));
  if (mode === undefined && given.has('mode')) throw refusal('invalid', `mode: one of ${MODES.join(', ')}`);
  const profile = given.get('profile');
  if (profile === '') throw refusal('invalid', 'profile: is empty');
  return {
    resource: given.get('resource'),
    mode,
    profile: typeof profile === 'string' ? profile : undefined,
  };
}

function readBody(body: unknown, put: (name: string, value: unknown) => void): void {
  const parsed = parameters.safeParse(body);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((i) => `${['Parameters', ...i.path].join('.')}: ${i.message}`);
    throw refusal('invalid', faults.slice(0, 50));
  }
  for (const { name, ...values } of parsed.data.parameter) {
    const wanted = WANTED.get(name);
    if (wanted === undefined) {
      throw refusal('unsupportedParameter', 'The parameters are resource, mode and profile');
    }
    const [first, ...more] = Object.entries(values).filter(([, value]) => value !== undefined);
    if (first === undefined || more.length > 0 || !wanted.includes(first[0])) {
      throw refusal('invalid', `${name}: must have one of ${wanted.join(', ')}`);
    }
    put(name, first[1]);
  }
}

/** Clients write simple values of either kind. */
const WANTED: ReadonlyMap<string, readonly string[]> = new Map([
  ['resource', ['resource']],
  ['mode', ['valueCode', 'valueString']],
  ['profile', ['valueUri', 'valueUrl', 'valueCanonical', 'valueString']],
]);

function isParameters(body: unknown): boolean {
  return (
    typeof body === 'object' && body !== null && 'resourceType' in body && body.resourceType === 'Parameters'
  );
}
