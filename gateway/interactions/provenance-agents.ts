/**
 * The agents of a Provenance: whose statement it is, whose system sent it, and the release that mapped it. FHIR R4
 * provenance.html, provenance-participant-type.
 */
import type { ProvenanceAgent, Reference } from '@medplum/fhirtypes';
import { ODS_ORGANISATION, ROTHER } from '../../conformance/systems.ts';
import { relativeReference } from '../search/literal-reference.ts';
import type { MessageOrigin } from './provenance-messages.ts';

/** What is known of those who send, by configuration. */
export interface ProvenanceSources {
  /** The configured feed, and the ODS code of the organisation whose system it is. */
  feed(id: string): { readonly name: string; readonly organisation?: string | undefined } | undefined;
  organisationName(ods: string): string | undefined;
}

export interface Organisation {
  readonly ods: string;
  readonly name: string | undefined;
}

const PARTICIPANT = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type';
const UNNAMED = 'A client of this server; the entry does not name its author';

/** The author of what a client wrote, as the entry names one. */
export function clientAgent(author: Reference | undefined): ProvenanceAgent {
  return agent('author', whoOf(author ?? { display: UNNAMED }));
}

/** Those who state it: the organisation that answers for it, and the system that sent it. */
export function feedAgents(
  messages: readonly MessageOrigin[],
  responsible: Organisation | undefined,
  sources: ProvenanceSources,
): ProvenanceAgent[] {
  const organisations = new Map<string, ProvenanceAgent>();
  const systems = new Map<string, ProvenanceAgent>();
  if (responsible !== undefined) {
    const { ods, name } = responsible;
    organisations.set(ods, agent('author', organisation(ods, name ?? sources.organisationName(ods))));
  }
  for (const { feed, practice } of messages) {
    const configured = sources.feed(feed);
    const ods = practice ?? configured?.organisation;
    if (ods !== undefined && responsible === undefined) {
      organisations.set(ods, agent('author', organisation(ods, sources.organisationName(ods))));
    }
    if (feed === '') continue;
    systems.set(
      feed,
      agent('informant', {
        identifier: { system: `${ROTHER}Id/feed`, value: feed },
        display: configured?.name ?? `Feed ${feed}, which is not configured now`,
      }),
    );
  }
  return [...organisations.values(), ...systems.values()];
}

function organisation(ods: string, name: string | undefined): Who {
  return {
    type: 'Organization',
    identifier: { system: ODS_ORGANISATION, value: ods },
    ...(name === undefined ? {} : { display: name }),
  };
}

/** The mapping is of one release with the rest of this software. */
export function assembler(release: string | undefined): ProvenanceAgent {
  const identifier = { system: `${ROTHER}Id/release`, value: release ?? '' };
  return agent('assembler', {
    ...(release === undefined ? {} : { identifier }),
    display: release === undefined ? 'Rother, release not recorded' : `Rother ${release}`,
  });
}

type Who = ProvenanceAgent['who'];
/** Whom Provenance.agent.who may point to. */
const AGENTS: readonly string[] = [
  'Practitioner',
  'PractitionerRole',
  'RelatedPerson',
  'Patient',
  'Device',
  'Organization',
];

/** An author as an agent: a team or a service, which may be none in FHIR R4, by its name alone. */
function whoOf({ reference, type, identifier, display }: Reference): Who {
  const target = relativeReference(reference ?? '')?.type ?? type;
  const named = {
    ...(identifier === undefined ? {} : { identifier }),
    ...(display === undefined ? {} : { display }),
  };
  if (target !== undefined && !AGENTS.includes(target)) {
    return { ...named, display: display ?? `A ${target} of this server` };
  }
  return { ...(reference === undefined ? {} : { reference }), ...named };
}

function agent(code: 'author' | 'informant' | 'assembler', who: Who): ProvenanceAgent {
  return { type: { coding: [{ system: PARTICIPANT, code }] }, who };
}
