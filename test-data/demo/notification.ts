/**
 * Reads a notification, or the answer to $events: a history Bundle whose first entry is the status Parameters.
 * FHIR Subscriptions R5 Backport 1.1.0, profiles backport-subscription-notification-r4 and -status-r4.
 */
import { z } from 'zod';

interface Parameter {
  readonly name: string;
  readonly valueCode?: string | undefined;
  readonly valueString?: string | undefined;
  readonly valueInstant?: string | undefined;
  readonly valueReference?: { readonly reference?: string | undefined } | undefined;
  readonly part?: readonly Parameter[] | undefined;
  readonly extension?: readonly z.infer<typeof extension>[] | undefined;
}

/** Rother's own word on an event: what kind of step it is. */
const ALERT_STEP = 'https://rother.example/fhir/StructureDefinition/alert-step';

const extension = z.looseObject({
  url: z.string(),
  valueCode: z.string().optional(),
  valueString: z.string().optional(),
  valueInstant: z.string().optional(),
  valueBoolean: z.boolean().optional(),
  get extension() {
    return z.array(extension).optional();
  },
});

const parameter: z.ZodType<Parameter> = z.lazy(() =>
  z.looseObject({
    name: z.string(),
    valueCode: z.string().optional(),
    valueString: z.string().optional(),
    valueInstant: z.string().optional(),
    valueReference: z.looseObject({ reference: z.string().optional() }).optional(),
    part: z.array(parameter).optional(),
    extension: z.array(extension).optional(),
  }),
);

const resource = z.looseObject({ resourceType: z.string(), id: z.string().optional() });

const bundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  id: z.string().optional(),
  type: z.literal('history'),
  entry: z.array(z.looseObject({ fullUrl: z.string().optional(), resource: resource.optional() })).min(1),
});

const status = z.looseObject({ resourceType: z.literal('Parameters'), parameter: z.array(parameter) });

export type NotifiedResource = z.infer<typeof resource>;

export interface NotifiedEvent {
  readonly eventNumber: number;
  /** When the gateway recorded it, ISO. */
  readonly timestamp?: string;
  /** `Encounter/<id>` and `Patient/<id>`: keys of `resources`. */
  readonly focus?: string;
  readonly patient?: string;
  readonly step?: NotifiedStep;
}

/** What happened, in the words of the step. */
export interface NotifiedStep {
  readonly kind: string;
  /** What a `cancelled` step takes back. */
  readonly retracts?: string;
  /** When it happened, ISO UTC. */
  readonly effective?: string;
  /** Told after later events of the visit. */
  readonly late: boolean;
}

export interface Notification {
  readonly id: string;
  readonly type: 'handshake' | 'heartbeat' | 'event-notification' | 'query-status' | 'query-event';
  readonly subscriptionId: string;
  readonly status: string;
  readonly eventsSinceStart?: number;
  readonly events: readonly NotifiedEvent[];
  /** By the last two segments of their full URL: `Encounter/<id>`. */
  readonly resources: ReadonlyMap<string, NotifiedResource>;
}

const TYPES = ['handshake', 'heartbeat', 'event-notification', 'query-status', 'query-event'] as const;

/** @throws z.ZodError or RangeError, saying what part of the shape is missing; the message quotes no content. */
export function readNotification(body: unknown): Notification {
  const { id, entry } = bundle.parse(body);
  const parameters = status.parse(entry[0]?.resource).parameter;
  const named = (name: string): Parameter | undefined => parameters.find((p) => p.name === name);
  const type = TYPES.find((known) => known === named('type')?.valueCode);
  if (type === undefined) throw new RangeError('the status has no known type');
  const subscriptionId = named('subscription')?.valueReference?.reference?.split('/').at(-1);
  if (subscriptionId === undefined) throw new RangeError('the status names no subscription');
  const since = named('events-since-subscription-start')?.valueString;
  return {
    id: id ?? '',
    type,
    subscriptionId,
    status: named('status')?.valueCode ?? '',
    ...(since === undefined ? {} : { eventsSinceStart: wholeNumber(since) }),
    events: parameters.filter((p) => p.name === 'notification-event').map(readEvent),
    resources: new Map(
      entry.slice(1).flatMap(({ fullUrl, resource: content }) => {
        if (content === undefined) return [];
        return [[fullUrl === undefined ? relative(content) : localPart(fullUrl), content] as const];
      }),
    ),
  };
}

/** `Encounter/<id>` of a reference or URL, whatever stands before it and after it. */
export function localPart(reference: string): string {
  const [path = ''] = reference.split('/_history/');
  return path.split('/').slice(-2).join('/');
}

/** What a $status answer says of one subscription: the status Parameters of each entry. */
export function readStatusBundle(body: unknown): { status: string; eventsSinceStart: number } {
  const searchset = z.looseObject({ entry: z.array(z.looseObject({ resource: status })).min(1) }).parse(body);
  const parameters = searchset.entry[0]?.resource.parameter ?? [];
  const since = parameters.find((p) => p.name === 'events-since-subscription-start')?.valueString;
  return {
    status: parameters.find((p) => p.name === 'status')?.valueCode ?? '',
    eventsSinceStart: wholeNumber(since ?? ''),
  };
}

function readEvent(event: Parameter): NotifiedEvent {
  const parts = event.part ?? [];
  const named = (name: string): Parameter | undefined => parts.find((p) => p.name === name);
  const timestamp = named('timestamp')?.valueInstant;
  const focus = named('focus')?.valueReference?.reference;
  const patient = named('additional-context')?.valueReference?.reference;
  const step = readStep(event);
  return {
    eventNumber: wholeNumber(named('event-number')?.valueString ?? ''),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(focus === undefined ? {} : { focus: localPart(focus) }),
    ...(patient === undefined ? {} : { patient: localPart(patient) }),
    ...(step === undefined ? {} : { step }),
  };
}

function readStep(event: Parameter): NotifiedStep | undefined {
  const parts = event.extension?.find(({ url }) => url === ALERT_STEP)?.extension ?? [];
  const part = (url: string): z.infer<typeof extension> | undefined => parts.find((p) => p.url === url);
  const kind = part('kind')?.valueCode;
  if (kind === undefined) return undefined;
  const retracts = part('retracts')?.valueCode;
  const effective = part('effective')?.valueInstant;
  return {
    kind,
    ...(retracts === undefined ? {} : { retracts }),
    ...(effective === undefined ? {} : { effective }),
    late: part('late')?.valueBoolean ?? false,
  };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new RangeError('an event number or count is not a whole number');
  return Number(text);
}

function relative(content: NotifiedResource): string {
  return `${content.resourceType}/${content.id ?? ''}`;
}
