import type { OperationOutcome } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { OperationOutcomeError, refusal } from '../../outcomes.ts';
import type { FhirRequest } from '../fhir-request.ts';
import { validate, type ValidateDependencies } from './validate.ts';
import type { ToChild, Validation } from './validator-process.ts';

const PROFILE = 'https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient';
const PATIENT = { resourceType: 'Patient', id: 'p1' };
const GROUP = { resourceType: 'Group', type: 'person', actual: true };

function fixture(validation: Validation = { kind: 'checked', issues: [] }) {
  const checked: ToChild[] = [];
  const reads: FhirRequest[] = [];
  const deps: ValidateDependencies = {
    validator: {
      validate: (work) => {
        checked.push(work);
        return Promise.resolve(validation);
      },
    },
    read: (request) => {
      reads.push(request);
      if (request.id !== 'p1') throw refusal('notFound', 'There is no such resource');
      return Promise.resolve({ status: 200, body: JSON.stringify({ ...PATIENT, active: true }) });
    },
    accepts: (type, write) => type === 'Group' && write !== 'delete',
  };
  const ask = async (change: Partial<FhirRequest>): Promise<OperationOutcome> => {
    const { status, body } = await validate(
      {
        method: 'POST',
        type: 'Patient',
        query: new URLSearchParams(),
        baseUrl: 'http://gateway.test/fhir',
        correlationId: 'c1',
        ...change,
      },
      deps,
    );
    expect(status).toBe(200);
    // The operation answers with nothing else.
    return body as OperationOutcome;
  };
  return { ask, checked, reads };
}

const parameters = (...parameter: object[]): object => ({ resourceType: 'Parameters', parameter });
const query = (text: string): { query: URLSearchParams } => ({ query: new URLSearchParams(text) });
const codes = ({ issue }: OperationOutcome): string[] =>
  issue.map(({ severity, code }) => `${severity} ${code}`);

describe('$validate', () => {
  it('checks the body, and says where nothing is wrong', async () => {
    const { ask, checked } = fixture();
    expect(await ask({ body: PATIENT })).toEqual({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'information', code: 'informational', diagnostics: 'No issues were found' }],
    });
    expect(checked).toEqual([{ resource: PATIENT, profiles: [] }]);
  });

  it('checks the resource in Parameters against the profile, wherever that stands', async () => {
    const { ask, checked } = fixture();
    const resource = { name: 'resource', resource: PATIENT };
    await ask({ body: parameters(resource, { name: 'profile', valueUri: PROFILE }) });
    await ask({ body: parameters(resource, { name: 'profile', valueCanonical: PROFILE }) });
    await ask({ body: PATIENT, ...query(`profile=${PROFILE}&_format=json`) });
    expect(checked).toEqual(Array(3).fill({ resource: PATIENT, profiles: [PROFILE] }));
  });

  it('answers 200 with what was found', async () => {
    const issue = { severity: 'error', code: 'structure', expression: ['Patient.x'] } as const;
    const { ask } = fixture({ kind: 'checked', issues: [{ ...issue, expression: [...issue.expression] }] });
    expect(await ask({ body: PATIENT })).toMatchObject({ issue: [issue] });
  });

  it('finds a resource of another type, and one of another id', async () => {
    const { ask } = fixture();
    expect(codes(await ask({ body: GROUP }))).toEqual(['error invalid']);
    expect(codes(await ask({ id: 'p2', body: PATIENT }))).toEqual(['error invalid']);
    expect(codes(await ask({ id: 'p1', body: PATIENT }))).toEqual(['information informational']);
  });

  it('checks what is stored where nothing is sent, as the client itself reads it', async () => {
    const { ask, checked, reads } = fixture();
    const profile = { name: 'profile', valueUri: PROFILE };
    await ask({ id: 'p1' });
    await ask({ id: 'p1', body: parameters({ name: 'mode', valueCode: 'profile' }, profile) });
    expect(checked).toEqual([
      { resource: { ...PATIENT, active: true }, profiles: [] },
      { resource: { ...PATIENT, active: true }, profiles: [PROFILE] },
    ]);
    expect(reads).toMatchObject([{ method: 'GET', type: 'Patient', id: 'p1' }, { id: 'p1' }]);
    await expect(ask({ id: 'p2' })).rejects.toMatchObject({ status: 404 });
  });
});

describe('$validate for a write', () => {
  it.each([
    ['Group', 'create', undefined, GROUP, 'information informational'],
    ['Patient', 'create', undefined, PATIENT, 'error not-supported'],
    ['Group', 'update', 'p1', { ...GROUP, id: 'p1' }, 'information informational'],
    ['Group', 'update', 'p1', GROUP, 'error invalid'],
    ['Group', 'delete', 'p1', undefined, 'error not-supported'],
  ])('of %s: %s %s %#', async (type, mode, id, body, code) => {
    const { ask } = fixture();
    const more = { ...(id === undefined ? {} : { id }), ...(body === undefined ? {} : { body }) };
    expect(codes(await ask({ type, ...query(`mode=${mode}`), ...more }))).toEqual([code]);
  });

  it('of what is not there is refused as the write would be', async () => {
    const { ask } = fixture();
    const update = { type: 'Group', id: 'p2', body: { ...GROUP, id: 'p2' }, ...query('mode=update') };
    await expect(ask(update)).rejects.toMatchObject({ status: 404 });
    await expect(ask({ id: 'p2', ...query('mode=delete') })).rejects.toMatchObject({ status: 404 });
  });

  it('does not look at the content of what is to be deleted', async () => {
    const { ask, checked } = fixture();
    await ask({ id: 'p1', ...query('mode=delete') });
    expect(checked).toEqual([]);
  });
});

describe('$validate refuses', () => {
  const resource = { name: 'resource', resource: PATIENT };

  it.each<[string, Partial<FhirRequest>, number]>([
    ['nothing at all', {}, 400],
    ['Parameters without a resource', { body: parameters() }, 400],
    ['an unknown mode', { body: PATIENT, ...query('mode=replace') }, 400],
    ['an unknown query parameter', { body: PATIENT, ...query('strict=1') }, 400],
    ['an unknown parameter', { body: parameters(resource, { name: 'strict', valueString: '1' }) }, 400],
    ['a parameter called as every object', { body: parameters({ name: 'toString', valueCode: '1' }) }, 400],
    ['a parameter twice', { body: parameters(resource, resource) }, 400],
    [
      'a parameter in the query and in Parameters',
      { body: parameters(resource, { name: 'mode', valueCode: 'create' }), ...query('mode=create') },
      400,
    ],
    ['a parameter of another kind', { body: parameters({ name: 'resource', valueString: 'x' }) }, 400],
    ['an empty profile', { body: PATIENT, ...query('profile=') }, 400],
    ['mode profile without an id', { body: PATIENT, ...query(`mode=profile&profile=${PROFILE}`) }, 400],
    ['mode profile without a profile', { id: 'p1', ...query('mode=profile') }, 400],
    ['mode create with an id', { id: 'p1', body: PATIENT, ...query('mode=create') }, 400],
    ['mode update without a resource', { id: 'p1', ...query('mode=update') }, 400],
    ['mode delete without an id', query('mode=delete'), 400],
    ['an id that is none', { id: 'a_b', body: PATIENT }, 404],
    ['a type that is not served', { type: 'Substance', body: { resourceType: 'Substance' } }, 404],
    ['XML', { body: PATIENT, ...query('_format=xml') }, 406],
  ])('%s', async (_, change, status) => {
    const { ask, checked } = fixture();
    await expect(ask(change)).rejects.toMatchObject({ name: 'OperationOutcomeError', status });
    expect(checked).toEqual([]);
  });

  it.each([
    ['busy', 503],
    ['failed', 503],
    ['late', 413],
  ] as const)('where the check is %s', async (kind, status) => {
    const error: unknown = await fixture({ kind })
      .ask({ body: PATIENT })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OperationOutcomeError);
    expect(error).toMatchObject({ status });
  });
});
