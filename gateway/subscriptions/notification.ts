/**
 * Notifications and status answers. Pure: the same input gives the same bytes, so that a retry repeats itself.
 * FHIR Subscriptions R5 Backport 1.1.0, profiles `backport-subscription-notification-r4` and
 * `backport-subscription-status-r4`; content levels after "Payload Types".
 */
import type {
  Bundle,
  BundleEntry,
  CodeableConcept,
  Extension,
  Parameters,
  ParametersParameter,
  Resource,
} from '@medplum/fhirtypes';
import { BACKPORT, ROTHER } from '../../conformance/systems.ts';
import type { AlertContent } from './alert-content.ts';
import { lowerLevel, type ContentLevel } from './channel-settings.ts';
import type { LedgerEvent } from './pending.ts';

export type NotificationType =
  'handshake' | 'heartbeat' | 'event-notification' | 'query-status' | 'query-event';

/** What a status Parameters says of its subscription. */
export interface StatusInput {
  /** Also the Parameters' id. */
  readonly id: string;
  readonly baseUrl: string;
  readonly subscriptionId: string;
  /** Undefined where the events are of several topics. */
  readonly topic: string | undefined;
  readonly content: ContentLevel;
  readonly status: 'requested' | 'active' | 'error' | 'off';
  readonly type: NotificationType;
  /** Events generated up to and including this notification, delivered or not. */
  readonly eventsSinceStart: number;
  /** A code of ours for the last failure; null when there is none to tell. */
  readonly error: string | null;
}

export interface NotificationInput extends StatusInput {
  /** ISO UTC. */
  readonly timestamp: string;
  /** Each is told at the lower of `content` and the level that it was numbered under. */
  readonly events: readonly LedgerEvent[];
  /** Read at full-resource only. */
  readonly resources: AlertContent;
}

/** Says of an event what FHIR has no element for. Never sent at content level `empty`. */
export const ALERT_STEP = `${ROTHER}StructureDefinition/alert-step`;
const DELIVERY_OUTCOME = `${ROTHER}CodeSystem/delivery-outcome`;
const SUBSCRIPTION_ERROR = 'http://terminology.hl7.org/CodeSystem/subscription-error';

/** The notification Bundle: status first, then at id-only and full-resource the focus and its context, at full-resource what is in place around the person. */
export function notificationBundle(input: NotificationInput): Bundle {
  const url = `${input.baseUrl}/Subscription/${input.subscriptionId}/$status`;
  const entry: BundleEntry[] = [
    {
      fullUrl: `urn:uuid:${input.id}`,
      resource: statusParameters(input, input.events),
      request: { method: 'GET', url },
      response: { status: '200' },
    },
    ...(input.content === 'empty' ? [] : contentEntries(input)),
  ];
  return { resourceType: 'Bundle', id: input.id, type: 'history', timestamp: input.timestamp, entry };
}

/** The status Parameters; `events` only in event notifications and `$events`. */
export function statusParameters(input: StatusInput, events: readonly LedgerEvent[] = []): Parameters {
  const { baseUrl, content, error } = input;
  return {
    resourceType: 'Parameters',
    id: input.id,
    meta: { profile: [`${BACKPORT}backport-subscription-status-r4`] },
    parameter: [
      {
        name: 'subscription',
        valueReference: { reference: `${baseUrl}/Subscription/${input.subscriptionId}` },
      },
      ...(content === 'empty' || input.topic === undefined
        ? []
        : [{ name: 'topic', valueCanonical: input.topic }]),
      { name: 'status', valueCode: input.status },
      { name: 'type', valueCode: input.type },
      { name: 'events-since-subscription-start', valueString: String(input.eventsSinceStart) },
      ...events.map((event) => eventParameter(event, baseUrl, content)),
      ...(error === null ? [] : [{ name: 'error', valueCodeableConcept: errorConcept(error) }]),
    ],
  };
}

function eventParameter(event: LedgerEvent, baseUrl: string, content: ContentLevel): ParametersParameter {
  const part: ParametersParameter[] = [
    { name: 'event-number', valueString: String(event.event_number) },
    { name: 'timestamp', valueInstant: event.created_at },
  ];
  const { step } = event;
  // Discretion was asked for the person since: the number stands, and nothing else of it.
  if (lowerLevel(content, event.payload) === 'empty' || step.withheld === 1)
    return { name: 'notification-event', part };
  part.push(
    { name: 'focus', valueReference: { reference: `${baseUrl}/Encounter/${step.encounter_id}` } },
    { name: 'additional-context', valueReference: { reference: `${baseUrl}/Patient/${step.patient_id}` } },
  );
  return { name: 'notification-event', extension: [alertStep(step)], part };
}

function alertStep(step: LedgerEvent['step']): Extension {
  const ward = wardOf(step.detail);
  return {
    url: ALERT_STEP,
    extension: [
      { url: 'kind', valueCode: step.kind },
      ...(step.retracts === null ? [] : [{ url: 'retracts', valueCode: step.retracts }]),
      { url: 'effective', valueInstant: step.effective },
      { url: 'late', valueBoolean: step.late !== 0 },
      ...(ward === undefined ? [] : [{ url: 'ward', valueString: ward }]),
    ],
  };
}

/** The ward as the record noted it with the step: text, or an object with a name or code. */
function wardOf(detail: string): string | undefined {
  const parsed: unknown = JSON.parse(detail);
  if (typeof parsed !== 'object' || parsed === null || !('ward' in parsed)) return undefined;
  const { ward } = parsed;
  return typeof ward === 'string' && ward !== '' ? ward : undefined;
}

function contentEntries(input: NotificationInput): BundleEntry[] {
  const { baseUrl, content, resources } = input;
  const events = input.events.filter(
    ({ step, payload }) => step.withheld === 0 && lowerLevel(content, payload) !== 'empty',
  );
  const isFull = ({ payload }: LedgerEvent): boolean => lowerLevel(content, payload) === 'full-resource';
  const entries: BundleEntry[] = events.map((event) => {
    const { encounter_id: id, encounter_version: version } = event.step;
    const created = version === 1;
    const full = isFull(event);
    return {
      fullUrl: `${baseUrl}/Encounter/${id}`,
      ...resourcePart(full ? resources.encounter(id, version) : undefined),
      request: created ? { method: 'POST', url: 'Encounter' } : { method: 'PUT', url: `Encounter/${id}` },
      response: {
        status: full && resources.encounter(id, version) === undefined ? '410' : created ? '201' : '200',
      },
    };
  });
  for (const id of new Set(events.map(({ step }) => step.patient_id))) {
    const full = events.some((event) => event.step.patient_id === id && isFull(event));
    const resource = full ? resources.patient(id) : undefined;
    entries.push({
      fullUrl: `${baseUrl}/Patient/${id}`,
      ...resourcePart(resource),
      request: { method: 'GET', url: `Patient/${id}` },
      response: { status: full && resource === undefined ? '410' : '200' },
    });
    if (full) entries.push(...resources.care(id).map((one) => careEntry(one, baseUrl)));
  }
  return entries;
}

/** What is in place around the person: beside what the event's context names. */
function careEntry(resource: Resource, baseUrl: string): BundleEntry {
  const url = `${resource.resourceType}/${resource.id ?? ''}`;
  return {
    fullUrl: `${baseUrl}/${url}`,
    resource,
    request: { method: 'GET', url },
    response: { status: '200' },
  };
}

function resourcePart(resource: Resource | undefined): { resource?: Resource } {
  return resource === undefined ? {} : { resource };
}

function errorConcept(code: string): CodeableConcept {
  const silent = /(^|:)(timeout|refused|reset|dns|network)$/.test(code);
  return {
    coding: [
      { system: DELIVERY_OUTCOME, code },
      ...(silent ? [{ system: SUBSCRIPTION_ERROR, code: 'no-response' }] : []),
    ],
  };
}
