/** Read, vread and history of Provenance. FHIR R4 http.html 3.1.0.2, 3.1.0.3, 3.1.0.9. Each has one version: it speaks of one. */
import { refusal } from '../outcomes.ts';
import { bundleText, linkText } from './bundle-text.ts';
import type { FhirRequest, FhirResponse, Interaction } from './fhir-request.ts';
import { makeProvenance, type MadeProvenance, type ProvenanceDependencies } from './provenance.ts';
import { namedVersion } from './provenance-id.ts';
import { readVersions } from './provenance-rows.ts';
import { conditional } from './read.ts';
import { requireNoParameters } from './requested-resource.ts';

type Reads = Readonly<Record<'read' | 'vread' | 'history', Interaction>>;

/** The read side, with Provenance answered from the journal and all else as before. */
export function readsWithProvenance(reads: Reads, deps: ProvenanceDependencies): Reads {
  const instead = (of: Interaction, made: Interaction): Interaction => {
    return (request) => (request.type === 'Provenance' ? made(request) : of(request));
  };
  return {
    read: instead(reads.read, (request) => readProvenance(request, deps)),
    vread: instead(reads.vread, (request) => readOnlyVersion(request, deps)),
    history: instead(reads.history, (request) => historyOf(request, deps)),
  };
}

/** @throws OperationOutcomeError 404 where the id names no version that there is. */
async function readProvenance(request: FhirRequest, deps: ProvenanceDependencies): Promise<FhirResponse> {
  requireNoParameters(request);
  const made = await find(request, deps);
  return conditional(request, {
    type: 'Provenance',
    id: made.id,
    version: 1,
    last_updated: made.recorded,
    deleted: 0,
    content: JSON.stringify(made),
    source_message_id: null,
  });
}

async function readOnlyVersion(request: FhirRequest, deps: ProvenanceDependencies): Promise<FhirResponse> {
  if (request.version !== '1') throw refusal('notFound', 'A Provenance has one version, 1');
  return readProvenance(request, deps);
}

async function historyOf(request: FhirRequest, deps: ProvenanceDependencies): Promise<FhirResponse> {
  requireNoParameters(request, ['_count']);
  const made = await find(request, deps);
  const url = `${request.baseUrl}/Provenance/${made.id}`;
  const entry = {
    fullUrl: url,
    resource: made,
    request: { method: 'POST', url: 'Provenance' },
    response: { status: '201', etag: 'W/"1"', lastModified: made.recorded },
  };
  const links = linkText([{ relation: 'self', url: `${url}/_history` }]);
  return { status: 200, body: bundleText({ type: 'history', links, entries: [JSON.stringify(entry)] }) };
}

async function find({ id = '' }: FhirRequest, deps: ProvenanceDependencies): Promise<MadeProvenance> {
  const name = namedVersion(id);
  const [made] = await makeProvenance(name === undefined ? [] : await readVersions(deps.db, [name]), deps);
  if (made === undefined)
    throw refusal('notFound', 'There is no Provenance with this id: it is <Type>.<id>.<version>');
  return made;
}
