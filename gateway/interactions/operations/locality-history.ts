/**
 * Patient/[id]/$locality-history: to which localities the person belonged, as the versions of the Patient tell it: since
 * when we knew, since when it was so, and why. identity-and-locality, "Attribution".
 */
import type { Extension, Parameters, ParametersParameter, Patient } from '@medplum/fhirtypes';
import { LOCALITY_ATTRIBUTION } from '../../../conformance/systems.ts';
import { refusal } from '../../outcomes.ts';
import { survivorsOf } from '../../record/alias-rows.ts';
import type { Db } from '../../store/engine.ts';
import type { FhirRequest, FhirResponse } from '../fhir-request.ts';
import { requireNoParameters } from '../requested-resource.ts';

/** Versions that are looked through; more than any person has changed teams. */
const MOST_VERSIONS = 5_000;

interface Period {
  readonly code: string;
  readonly name: string;
  readonly reason: string;
  readonly evidence: string | undefined;
  readonly since: string | undefined;
  /** When the version was written, ISO UTC. */
  readonly recorded: string;
}

/** @throws OperationOutcomeError 404 for nobody's id. */
export async function localityHistory(
  request: FhirRequest,
  { db }: { readonly db: Db },
): Promise<FhirResponse> {
  requireNoParameters(request);
  const { id: asked = '' } = request;
  const id = (await survivorsOf(db, [asked])).get(asked) ?? asked;
  const versions = await db
    .selectFrom('resource_history')
    .select(['content', 'version', 'last_updated', 'deleted'])
    .where('type', '=', 'Patient')
    .where('id', '=', id)
    .unionAll(
      db
        .selectFrom('resource')
        .select(['content', 'version', 'last_updated', 'deleted'])
        .where('type', '=', 'Patient')
        .where('id', '=', id),
    )
    .orderBy('version')
    .limit(MOST_VERSIONS)
    .execute();
  if (versions.length === 0) throw refusal('notFound', 'There is no Patient with this id');
  const periods: Period[] = [];
  for (const { content, last_updated, deleted } of versions) {
    if (deleted === 1) continue;
    // Rows of type Patient hold Patients, written by writeResources.
    const primary = primaryOf((JSON.parse(content) as Patient).extension, last_updated);
    const last = periods.at(-1);
    if (primary === undefined || (last?.code === primary.code && last.reason === primary.reason)) continue;
    periods.push(primary);
  }
  const body: Parameters = {
    resourceType: 'Parameters',
    parameter: periods.map((period, i) => parameterOf(period, periods[i - 1], periods[i + 1])),
  };
  return { status: 200, body: periods.length === 0 ? { resourceType: 'Parameters' } : body };
}

function primaryOf(extensions: readonly Extension[] | undefined, recorded: string): Period | undefined {
  const parts = extensions?.find(({ url }) => url === LOCALITY_ATTRIBUTION)?.extension ?? [];
  const part = (url: string): Extension | undefined => parts.find((one) => one.url === url);
  const locality = part('locality')?.valueCoding;
  if (locality?.code === undefined) return undefined;
  return {
    code: locality.code,
    name: locality.display ?? locality.code,
    reason: part('reason')?.valueCode ?? '',
    evidence: part('evidence')?.valueString,
    since: part('since')?.valueDateTime,
    recorded,
  };
}

function parameterOf(
  period: Period,
  before: Period | undefined,
  after: Period | undefined,
): ParametersParameter {
  const { code, name, reason, evidence, since, recorded } = period;
  const when = (since ?? recorded).slice(0, 10);
  const why = `${reason}${evidence === undefined ? '' : ` ${evidence}`}`;
  const text =
    before === undefined || before.code === code
      ? `${name} since ${when} (${why})`
      : `moved from ${before.name} to ${name} on ${when} (${why})`;
  return {
    name: 'attribution',
    part: [
      { name: 'locality', valueCoding: { code, display: name } },
      { name: 'reason', valueCode: reason },
      ...(evidence === undefined ? [] : [{ name: 'evidence', valueString: evidence }]),
      ...(since === undefined ? [] : [{ name: 'since', valueDateTime: since }]),
      { name: 'recorded', valueInstant: recorded },
      ...(after === undefined ? [] : [{ name: 'until', valueInstant: after.recorded }]),
      { name: 'text', valueString: text },
    ],
  };
}
