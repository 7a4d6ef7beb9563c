/**
 * The settings of a subscription's channel: payload type and content level, heartbeat, timeout and max-count.
 * `SUB/backport-subscription` of FHIR Subscriptions R5 Backport 1.1.0, where SUB is the guide's base.
 */
import { BACKPORT } from '../../conformance/systems.ts';
import type { BodyExtension, SubscriptionBody } from './subscription-body.ts';

export type ContentLevel = 'empty' | 'id-only' | 'full-resource';

export interface ChannelSettings {
  readonly content: ContentLevel;
  /** As given, parameters included: it is sent as Content-Type. */
  readonly mimeType: string;
  readonly heartbeatSeconds: number | null;
  readonly timeoutSeconds: number | null;
  readonly maxCount: number | null;
}

/** Reports a fault of one element. */
export type Report = (path: string, fault: string) => void;

/** From least to most. */
export const CONTENT_LEVELS: readonly ContentLevel[] = ['empty', 'id-only', 'full-resource'];

/** The one that tells less. */
export function lowerLevel(one: ContentLevel, other: ContentLevel): ContentLevel {
  return CONTENT_LEVELS.indexOf(one) < CONTENT_LEVELS.indexOf(other) ? one : other;
}

/** Reads the settings; what is wrong goes to `report`, and the returned value then means nothing. */
export function readChannelSettings(channel: SubscriptionBody['channel'], report: Report): ChannelSettings {
  const extensions = channel.extension ?? [];
  const path = 'Subscription.channel.extension';
  onlyKnown(
    extensions,
    ['backport-heartbeat-period', 'backport-timeout', 'backport-max-count'],
    path,
    report,
  );
  return {
    content: contentLevel(channel, report),
    mimeType: mimeType(channel.payload, report),
    heartbeatSeconds: number(
      extensions,
      'backport-heartbeat-period',
      'valueUnsignedInt',
      [10, 86_400],
      report,
    ),
    timeoutSeconds: number(extensions, 'backport-timeout', 'valueUnsignedInt', [1, 60], report),
    maxCount: number(extensions, 'backport-max-count', 'valuePositiveInt', [1, 10_000], report),
  };
}

/** Refuses every extension that has no meaning at its place: it would be accepted and then not be done. */
export function onlyKnown(
  extensions: readonly BodyExtension[],
  names: readonly string[],
  path: string,
  report: Report,
): void {
  for (const { url } of extensions) {
    if (!names.some((name) => url === `${BACKPORT}${name}`)) {
      report(path, `has an extension that is not supported there; supported: ${names.join(', ') || 'none'}`);
    }
  }
}

function contentLevel(channel: SubscriptionBody['channel'], report: Report): ContentLevel {
  const path = 'Subscription.channel.payload.extension';
  const extensions = channel._payload?.extension ?? [];
  onlyKnown(extensions, ['backport-payload-content'], path, report);
  const [first, ...more] = extensions.filter((e) => e.url === `${BACKPORT}backport-payload-content`);
  const level = CONTENT_LEVELS.find((known) => known === first?.['valueCode']);
  if (more.length === 0 && level !== undefined) return level;
  report(path, `must state backport-payload-content once, with valueCode ${CONTENT_LEVELS.join(', ')}`);
  return 'empty';
}

/** `application/fhir+json` or `application/json`; FHIR R4 http.html 3.1.0.1.2: a fhirVersion asked for must be ours. */
function mimeType(payload: string | undefined, report: Report): string {
  const path = 'Subscription.channel.payload';
  const [type, ...parameters] = (payload ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (payload === undefined || (type !== 'application/fhir+json' && type !== 'application/json')) {
    report(path, 'must be application/fhir+json or application/json');
    return '';
  }
  for (const parameter of parameters) {
    if (/^fhirversion=("?)4\.0\1$/.test(parameter) || /^charset=("?)utf-8\1$/.test(parameter)) continue;
    report(path, 'has a parameter that cannot be served; fhirVersion=4.0 and charset=utf-8 can');
  }
  return payload;
}

function number(
  extensions: readonly BodyExtension[],
  name: string,
  element: 'valueUnsignedInt' | 'valuePositiveInt',
  [min, max]: readonly [min: number, max: number],
  report: Report,
): number | null {
  const [first, ...more] = extensions.filter((e) => e.url === `${BACKPORT}${name}`);
  if (first === undefined) return null;
  const value = first[element];
  if (
    more.length === 0 &&
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= min &&
    value <= max
  ) {
    return value;
  }
  report('Subscription.channel.extension', `must state ${name} once, as ${element} from ${min} to ${max}`);
  return null;
}
