/**
 * The CapabilityStatement, made of what is really there: the routes, the search parameter table and the topics.
 * FHIR R4 capabilitystatement.html; Subscriptions R5 Backport 1.1.0, CapabilityStatement "backport-subscription-server-r4".
 */
import type {
  CapabilityStatement,
  CapabilityStatementRestResource,
  CapabilityStatementRestResourceInteraction,
  CapabilityStatementRestResourceOperation,
} from '@medplum/fhirtypes';
import { referrers, searchParameters, servedTargets } from './search-parameters.ts';
import type { ServedType } from './search-parameters/definition.ts';
import { RESOURCE_COLUMNS } from './search-parameters/shared.ts';
import { BACKPORT, UK_CORE } from './systems.ts';
import { OWN_VALUE_SETS } from './value-sets.ts';

export type TypeInteraction = NonNullable<CapabilityStatementRestResourceInteraction['code']>;

/** What the routes of one type do. */
export interface TypeCapabilities {
  readonly type: ServedType;
  readonly interactions: readonly TypeInteraction[];
  readonly operations: readonly { readonly name: string; readonly definition: string }[];
}

export interface StatementInput {
  readonly types: readonly TypeCapabilities[];
  /** Canonicals of the subscription topics. */
  readonly topics: readonly string[];
  /** Base of the API, without a trailing slash. */
  readonly baseUrl: string;
  /** ISO instant since when the server is as stated. */
  readonly date: string;
  readonly softwareVersion: string;
}

const SUBSCRIPTION_SERVER =
  'http://hl7.org/fhir/uv/subscriptions-backport/CapabilityStatement/backport-subscription-server-r4';

const INTERWEAVE = 'https://fhir.interweavedigital.nhs.uk/R4/StructureDefinition/Interweave-';

/** Types whose resources claim the UK Core profile of their name where they keep it. */
const UK_CORE_TYPES: ReadonlySet<ServedType> = new Set([
  ...(['Patient', 'Encounter', 'Location', 'Organization', 'Practitioner'] as const),
  ...(['AllergyIntolerance', 'CarePlan', 'CareTeam', 'Condition', 'Consent', 'DiagnosticReport'] as const),
  ...(['DocumentReference', 'Flag', 'Immunization', 'List', 'Medication', 'MedicationRequest'] as const),
  ...(['MedicationStatement', 'Observation', 'PractitionerRole', 'QuestionnaireResponse'] as const),
  ...(['RelatedPerson', 'ServiceRequest', 'Provenance', 'Task'] as const),
]);

/** Further profiles that the mappings write, and the one that the server holds Subscriptions to. */
const PROFILES: Readonly<Partial<Record<ServedType, readonly string[]>>> = {
  Condition: [`${INTERWEAVE}SocialCareSupportReason`],
  DeviceRequest: [`${INTERWEAVE}SocialCareEquipmentProvision`],
  EpisodeOfCare: [`${INTERWEAVE}SocialCareService`, `${INTERWEAVE}EpisodeOfCare`],
  Flag: [`${INTERWEAVE}Flag`],
  Organization: [`${INTERWEAVE}OrganizationalTeam`],
  RelatedPerson: [`${INTERWEAVE}RelatedPerson`],
  ServiceRequest: [`${INTERWEAVE}SocialCareContact`],
  Subscription: [`${BACKPORT}backport-subscription`],
  Task: [`${INTERWEAVE}SocialCareAssessment`],
};

function profilesOf(type: ServedType): string[] {
  const ukCore = UK_CORE_TYPES.has(type) ? [`${UK_CORE}UKCore-${type}`] : [];
  return [...ukCore, ...(PROFILES[type] ?? [])];
}

/** The conventions that a client meets at every type. */
const CONDUCT = [
  'JSON only. Unknown search parameters are refused unless `Prefer: handling=lenient` is sent; unknown modifiers always are.',
  'Dates and times without an offset are those of London (Europe/London), in queries and in resources; elements of type date have no zone.',
  'Identifiers and telecoms are compared without regard to case, codes with; NHS numbers and telephone numbers without their spaces.',
  'A name of several words is found where each word begins a part of it. `:missing` asks for the element, not for what can be compared of it.',
  'An identifier search with the system of NHS numbers finds former NHS numbers too. What is about a person is found by the person’s `locality`.',
  'Modifiers: `:missing` on all but `_id` and `_lastUpdated`; `:not` on tokens, `:in` and `:not-in` on codes; `:exact` and `:contains` on strings; `:below` on uris; a type on references.',
  `Value sets known to \`:in\` and \`:not-in\`: ${OWN_VALUE_SETS.map(({ url, title }) => `${url} (${title})`).join('; ')}.`,
  'A parameter may follow two references, by chains and `_has` together. Quantity and composite parameters, `_filter`, `_query`, `_list`, `_content` and `_text` are refused, as are `:iterate` and `*` of includes.',
  'A query has at most 30 parameters, 100 values, 20 followed references and 4 steps of `_has`; `:contains` takes at least 3 characters and at most 5 values in a query, chained ones included.',
  '`_summary` (true, text, data, count, false) and `_elements` cut the matches, which are then tagged SUBSETTED; `_summary` cuts what is included too, and text cannot be combined with includes.',
  'Paging is by the opaque `next` link; `_count` is 50 unless given, at most 1000. The pages of one search go on in the order that it began with: whatever changes meanwhile is neither missed nor repeated, and what is new comes at the end or not at all.',
].join(' ');

/** The statement of a running server (kind `instance`). */
export function capabilityStatement(input: StatementInput): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    url: `${input.baseUrl}/metadata`,
    version: input.softwareVersion,
    name: 'Rother',
    title: 'Rother: record and alerts of one place',
    status: 'active',
    date: input.date,
    kind: 'instance',
    instantiates: [SUBSCRIPTION_SERVER],
    software: { name: 'Rother', version: input.softwareVersion },
    implementation: { description: 'Rother gateway', url: input.baseUrl },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        documentation: CONDUCT,
        resource: input.types.map((type) => restResource(type, input.topics)),
      },
    ],
  };
}

function restResource(
  capabilities: TypeCapabilities,
  topics: readonly string[],
): CapabilityStatementRestResource {
  const { type, interactions } = capabilities;
  const profiles = profilesOf(type);
  const operations: CapabilityStatementRestResourceOperation[] = capabilities.operations.map((o) => ({
    ...o,
  }));
  return {
    ...(type === 'Subscription' && topics.length > 0 ? { extension: topics.map(topicExtension) } : {}),
    type,
    ...(profiles.length === 0 ? {} : { supportedProfile: profiles }),
    interaction: interactions.map((code) => ({ code })),
    versioning: 'versioned',
    readHistory: interactions.includes('vread'),
    updateCreate: false,
    conditionalCreate: false,
    conditionalRead: 'full-support',
    conditionalUpdate: false,
    conditionalDelete: 'not-supported',
    referencePolicy: ['literal'],
    ...(interactions.includes('search-type') ? searchCapabilities(type) : {}),
    ...(operations.length === 0 ? {} : { operation: operations }),
  };
}

function topicExtension(topic: string): { url: string; valueCanonical: string } {
  return { url: `${BACKPORT}capabilitystatement-subscriptiontopic-canonical`, valueCanonical: topic };
}

function searchCapabilities(
  type: ServedType,
): Pick<CapabilityStatementRestResource, 'searchInclude' | 'searchRevInclude' | 'searchParam'> {
  const own = searchParameters(type);
  const includes = own.filter((p) => servedTargets(p).length > 0).map((p) => `${type}:${p.code}`);
  const revincludes = referrers(type).map((p) => `${p.type}:${p.code}`);
  return {
    ...(includes.length === 0 ? {} : { searchInclude: includes }),
    ...(revincludes.length === 0 ? {} : { searchRevInclude: revincludes }),
    searchParam: [
      ...RESOURCE_COLUMNS.map(({ code, kind, url }) => ({ name: code, definition: url, type: kind })),
      ...own.map((p) => ({ name: p.code, definition: p.url, type: p.kind })),
    ],
  };
}
