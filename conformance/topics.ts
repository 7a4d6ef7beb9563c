/**
 * The subscription topics that this product offers, as data, and as Basic resources for discovery.
 * FHIR Subscriptions R5 Backport 1.1.0 "Topic-Based Subscriptions in FHIR R4"; the Basic form follows the
 * recommendation of its 1.2 draft (R5 SubscriptionTopic as cross-version extensions).
 */
import type { Basic, Extension } from '@medplum/fhirtypes';
import { TOPIC } from './systems.ts';

/** What happened to a visit, in the words that people use. */
type TopicStep =
  | 'arrived'
  | 'admitted'
  | 'transferred'
  | 'expected-discharge'
  | 'ready-for-discharge'
  | 'discharged'
  | 'died'
  | 'cancelled'
  | 'corrected';

/** A filter that every topic allows. An unknown filter is refused, never dropped. */
export interface TopicFilter {
  readonly param: 'patient' | 'group' | 'locality' | 'general-practitioner' | 'class';
  readonly modifiers: readonly 'identifier'[];
  readonly description: string;
}

export interface Topic {
  readonly id: string;
  readonly canonical: string;
  readonly title: string;
  readonly description: string;
  /** The steps that trigger it. A retraction also reaches those who were told, whatever their topic. */
  readonly steps: readonly TopicStep[];
  readonly filters: readonly TopicFilter[];
}

const FILTERS: readonly TopicFilter[] = [
  {
    param: 'patient',
    modifiers: ['identifier'],
    description: 'The person: Patient/[id] or [id]; with :identifier, [system]|[value].',
  },
  {
    param: 'group',
    modifiers: [],
    description: 'Caseload that the person is a current member of: Group/[id] or [id].',
  },
  { param: 'locality', modifiers: [], description: 'Locality of the person: [code] or [system]|[code].' },
  {
    param: 'general-practitioner',
    modifiers: [],
    description: 'Registered practice: ODS [code], [system]|[code] or Organization/[id].',
  },
  { param: 'class', modifiers: [], description: 'Class of the Encounter: [code] or [system]|[code].' },
];

const topic = (id: string, title: string, description: string, steps: readonly TopicStep[]): Topic => ({
  id,
  canonical: `${TOPIC}${id}`,
  title,
  description,
  steps,
  filters: FILTERS,
});

export const TOPICS: readonly Topic[] = [
  topic('emergency-arrival', 'Emergency arrival', 'A person has arrived at an emergency department.', [
    'arrived',
  ]),
  topic('admission', 'Admission', 'A person has been admitted.', ['admitted']),
  topic('transfer', 'Transfer', 'A person has moved within the hospital.', ['transferred']),
  topic(
    'expected-discharge',
    'Expected discharge',
    'The date on which a person is expected to go home has been set or changed, or the person is ready to go.',
    ['expected-discharge', 'ready-for-discharge'],
  ),
  topic('discharge', 'Discharge', 'A person has left the hospital, or has died there.', [
    'discharged',
    'died',
  ]),
  topic('cancellation', 'Cancellation', 'Something that was told of a visit has been taken back.', [
    'cancelled',
  ]),
  topic('patient-journey', 'Patient journey', 'Every step of every visit, corrections included.', [
    'arrived',
    'admitted',
    'transferred',
    'expected-discharge',
    'ready-for-discharge',
    'discharged',
    'died',
    'cancelled',
    'corrected',
  ]),
];

/** The topic of a canonical URL; undefined where we offer none. A versioned canonical is not known. */
export function findTopic(canonical: string): Topic | undefined {
  return TOPICS.find((t) => t.canonical === canonical);
}

/** Topics for discovery: `GET Basic?code=http://hl7.org/fhir/fhir-types|SubscriptionTopic`. Ids are the topics'. */
export function topicResources(): Basic[] {
  return TOPICS.map((t) => ({
    resourceType: 'Basic',
    id: t.id,
    modifierExtension: [{ url: element('status'), valueCode: 'active' }],
    extension: [
      { url: element('url'), valueUri: t.canonical },
      { url: element('version'), valueString: '1.0.0' },
      { url: element('title'), valueString: t.title },
      { url: element('description'), valueMarkdown: t.description },
      trigger(t),
      ...t.filters.map(filterBy),
      {
        url: element('notificationShape'),
        extension: [
          { url: 'resource', valueUri: ENCOUNTER },
          { url: 'include', valueString: 'Encounter:patient' },
        ],
      },
    ],
    code: {
      coding: [{ system: 'http://hl7.org/fhir/fhir-types', code: 'SubscriptionTopic' }],
      text: t.title,
    },
  }));
}

const ENCOUNTER = 'http://hl7.org/fhir/StructureDefinition/Encounter';

function element(name: string): string {
  return `http://hl7.org/fhir/5.0/StructureDefinition/extension-SubscriptionTopic.${name}`;
}

function trigger(t: Topic): Extension {
  return {
    url: element('resourceTrigger'),
    extension: [
      { url: 'description', valueMarkdown: t.description },
      { url: 'resource', valueUri: ENCOUNTER },
      { url: 'supportedInteraction', valueCode: 'create' },
      { url: 'supportedInteraction', valueCode: 'update' },
    ],
  };
}

function filterBy(filter: TopicFilter): Extension {
  return {
    url: element('canFilterBy'),
    extension: [
      { url: 'description', valueMarkdown: filter.description },
      { url: 'resource', valueUri: ENCOUNTER },
      { url: 'filterParameter', valueString: filter.param },
      ...filter.modifiers.map((modifier) => ({ url: 'modifier', valueCode: modifier })),
    ],
  };
}
