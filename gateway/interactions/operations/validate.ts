/**
 * $validate: whether a resource would be right, and acceptable here. FHIR R4 resource-operation-validate.html;
 * resource-validation-mode. The answer is 200 with an OperationOutcome whenever the check was made, whatever it found.
 * What a write asks beyond the form, such as the members of a Group, is found by the write itself.
 */
import type { OperationOutcomeIssue } from '@medplum/fhirtypes';
import type { ServedType } from '../../../conformance/search-parameters/definition.ts';
import { refusal } from '../../outcomes.ts';
import type { FhirRequest, FhirResponse, Interaction } from '../fhir-request.ts';
import { requireServed, requireType } from '../requested-resource.ts';
import { validateParameters, type ValidateParameters } from './validate-parameters.ts';
import type { ValidatorProcess } from './validator-process.ts';

export interface ValidateDependencies {
  readonly validator: Pick<ValidatorProcess, 'validate'>;
  /** The read that the client itself would do, with its access: for what is stored. */
  readonly read: Interaction;
  /** Whether clients may write resources of the type so. */
  readonly accepts: (type: ServedType, write: 'create' | 'update' | 'delete') => boolean;
}

/**
 * POST /[type]/$validate checks what is sent; POST /[type]/[id]/$validate what is sent for that id, or what is stored where
 * nothing is sent.
 * @throws OperationOutcomeError 400 for parameters that do not fit together; as the read does for what is not stored; 413
 * where the check takes too long; 503 where it cannot be made.
 */
export async function validate(request: FhirRequest, deps: ValidateDependencies): Promise<FhirResponse> {
  const type = requireType(request);
  const id = request.id === undefined ? undefined : requireServed(request).id;
  const parameters = validateParameters(request);
  refuseMisfits(parameters, id);
  const { resource, mode, profile } = parameters;
  const stored =
    id !== undefined && resource === undefined ? await readStored(request, deps.read) : undefined;
  if (mode === 'update' && id !== undefined) await readStored(request, deps.read);
  const checked = resource ?? stored;
  const issues = [
    ...(mode === undefined || mode === 'profile' ? [] : writeIssues(type, mode, deps)),
    ...(resource === undefined ? [] : addressIssues(resource, type, id)),
    ...(mode === 'delete' ? [] : await contentIssues(checked, profile, deps)),
  ];
  return {
    status: 200,
    body: { resourceType: 'OperationOutcome', issue: issues.length > 0 ? issues : [NO_ISSUES] },
  };
}

const NO_ISSUES: OperationOutcomeIssue = {
  severity: 'information',
  code: 'informational',
  diagnostics: 'No issues were found',
};

function refuseMisfits({ resource, mode, profile }: ValidateParameters, id: string | undefined): void {
  if (mode === 'profile' && (id === undefined || resource !== undefined || profile === undefined)) {
    throw refusal(
      'invalid',
      'mode profile holds what is stored to a profile: it needs an id and a profile, and no resource',
    );
  }
  if (mode === 'delete' && id === undefined) throw refusal('invalid', 'mode delete needs an id');
  if (mode === 'create' && id !== undefined) throw refusal('invalid', 'mode create has no id');
  const fromStore = id !== undefined && mode !== 'update';
  if (resource === undefined && !fromStore) {
    throw refusal('invalid', 'A resource is expected: as the body, or as `resource` in Parameters');
  }
}

async function readStored(request: FhirRequest, read: Interaction): Promise<unknown> {
  const { type = '', id = '', baseUrl, correlationId } = request;
  const { body } = await read({
    method: 'GET',
    type,
    id,
    query: new URLSearchParams(),
    baseUrl,
    correlationId,
  });
  const stored: unknown = typeof body === 'string' ? JSON.parse(body) : body;
  return stored;
}

function writeIssues(
  type: ServedType,
  write: 'create' | 'update' | 'delete',
  { accepts }: ValidateDependencies,
): OperationOutcomeIssue[] {
  if (accepts(type, write)) return [];
  return [fault('not-supported', `Clients do not ${write} ${type} here`, type)];
}

/** What is sent must be of the type, and for an id of that id. */
function addressIssues(resource: unknown, type: ServedType, id: string | undefined): OperationOutcomeIssue[] {
  if (typeof resource !== 'object' || resource === null) return [];
  const of = 'resourceType' in resource ? resource.resourceType : undefined;
  if (of !== type) return [fault('invalid', `The resource is no ${type}`, type)];
  const own = 'id' in resource ? resource.id : undefined;
  return id === undefined || own === id
    ? []
    : [fault('invalid', 'The id of the resource is not that of the address', `${type}.id`)];
}

async function contentIssues(
  resource: unknown,
  profile: string | undefined,
  { validator }: ValidateDependencies,
): Promise<readonly OperationOutcomeIssue[]> {
  const validation = await validator.validate({ resource, profiles: profile === undefined ? [] : [profile] });
  switch (validation.kind) {
    case 'checked':
      return validation.issues;
    case 'busy':
      throw refusal('unavailable', 'Too many resources wait to be validated; try again');
    case 'late':
      throw refusal('tooLarge', 'The resource takes too long to validate');
    case 'failed':
      throw refusal('unavailable', 'The validation could not be made; try again');
  }
}

function fault(
  code: 'invalid' | 'not-supported',
  diagnostics: string,
  expression: string,
): OperationOutcomeIssue {
  return { severity: 'error', code, diagnostics, expression: [expression] };
}
