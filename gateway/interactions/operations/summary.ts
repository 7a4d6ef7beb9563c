/**
 * Patient/$summary: a person's International Patient Summary, by id or by identifier. IPS 2.0.0, operation `summary`; the
 * document itself is made by mappings/views/ips-document.ts.
 */
import type { Bundle } from '@medplum/fhirtypes';
import { ipsDocument } from '../../../mappings/views/ips-document.ts';
import type { FeedNote } from '../../../mappings/views/view-context.ts';
import type { Clock } from '../../clock.ts';
import { refusal } from '../../outcomes.ts';
import type { Db } from '../../store/engine.ts';
import type { FhirRequest, FhirResponse } from '../fhir-request.ts';
import { viewParameters } from './view-parameters.ts';
import { personById, personByIdentifier, type ViewedPerson } from './view-person.ts';
import { viewRecord } from './view-record.ts';

export interface DocumentDependencies {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: () => string;
  /** The configured feeds and how silent they are. */
  readonly feeds: () => Promise<readonly FeedNote[]>;
}

const IPS = 'http://hl7.org/fhir/uv/ips/StructureDefinition/';
const PROFILES: readonly string[] = [`${IPS}Bundle-uv-ips`, `${IPS}Composition-uv-ips`];

/**
 * @returns a document Bundle. A profile other than the summary's own is refused: what is asked for would not be what comes.
 * @throws OperationOutcomeError 400 for a parameter or profile that is not served, or where neither id nor identifier is
 * given; 404, 410, 412 for the person; 413 for a record too large for a document.
 */
export async function summary(request: FhirRequest, deps: DocumentDependencies): Promise<FhirResponse> {
  const names = request.id === undefined ? ['identifier', 'profile'] : ['profile'];
  const given = viewParameters(request, names);
  const [profile] = given.get('profile') ?? [];
  if (profile !== undefined && !PROFILES.includes(profile.replace(/\|[^|]*$/, ''))) {
    throw refusal('unsupportedParameter', `profile: served is ${PROFILES.join(' and ')}`);
  }
  const now = deps.clock.now();
  const person = await personOf(request, given.get('identifier')?.[0], deps.db, now);
  const body: Bundle = ipsDocument({
    record: await viewRecord(deps.db, person, undefined),
    feeds: await deps.feeds(),
    now: now.toISOString(),
    newId: deps.newId,
    baseUrl: request.baseUrl,
  });
  return { status: 200, body };
}

function personOf(
  { id, baseUrl }: FhirRequest,
  identifier: string | undefined,
  db: Db,
  now: Date,
): Promise<ViewedPerson> {
  if (id !== undefined) return personById(db, id);
  if (identifier === undefined) {
    throw refusal('invalid', 'identifier: is missing; or ask for Patient/[id]/$summary');
  }
  return personByIdentifier(db, identifier, { baseUrl, now });
}
