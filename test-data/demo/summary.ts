/** The closing account: messages, answers, alerts, latencies, faults, and how to ask the record oneself. */
import type { AlertWatch } from './alert-watch.ts';
import type { DemoBorough } from './borough-of-demo.ts';
import type { SharedCheck } from './check-shared-record.ts';
import type { SharedLoad } from './load-shared-record.ts';
import type { Latencies } from './latency.ts';
import type { SenderAccount } from './mllp-sender.ts';
import type { RecordCheck, SubscriptionAccount } from './reconcile.ts';

export interface DayResult {
  readonly loaded: SenderAccount;
  readonly played: SenderAccount;
  /** Of those played: by kind of disturbance. */
  readonly disturbances: Readonly<Record<string, number>>;
  readonly subscriptions: readonly SubscriptionAccount[];
  readonly watch: Pick<AlertWatch, 'latencies' | 'foreign'>;
  readonly check: RecordCheck;
  readonly shared: SharedLoad;
  readonly sharedCheck: SharedCheck;
  /** Requests that the receiver refused. */
  readonly refusedRequests: number;
}

/** Whatever must not happen; empty after a good day. One line each. */
export function faultsOf(result: DayResult): readonly string[] {
  const refused = [...result.loaded.refused, ...result.played.refused];
  const lost = result.subscriptions.filter((s) => s.lost > 0);
  return [
    ...refused
      .slice(0, 10)
      .map(({ controlId, code, text }) => `message ${controlId} was answered ${code}: ${text}`),
    ...(refused.length > 10 ? [`and ${refused.length - 10} more messages were refused`] : []),
    ...lost.map((s) => `${s.name}: ${s.lost} of ${s.numbered} alerts are lost`),
    ...result.subscriptions
      .filter((s) => s.numbered === 0)
      .map((s) => `${s.name}: not one alert on the whole day`),
    ...(result.watch.foreign > 0
      ? [`${result.watch.foreign} alerts went to a locality that the person does not belong to`]
      : []),
    ...(result.refusedRequests > 0 ? [`the receiver refused ${result.refusedRequests} requests`] : []),
    ...listed(
      sharedRefusals(result.shared),
      'more of practices and council',
      (text) => `the shared record: ${text}`,
    ),
    ...listed(
      result.sharedCheck.differences,
      'more differences of the shared record',
      (text) => `the shared record is wrong: ${text}`,
    ),
    ...result.check.differences.slice(0, 10).map((difference) => `the record is wrong: ${difference}`),
    ...(result.check.differences.length > 10
      ? [`and ${result.check.differences.length - 10} more differences`]
      : []),
  ];
}

function sharedRefusals({ summaries, returnRows, events }: SharedLoad): readonly string[] {
  return [...summaries.refused, ...returnRows.refused, ...events.refused];
}

/** The first ten, and how many there are beside. */
function listed(all: readonly string[], others: string, line: (text: string) => string): readonly string[] {
  return [...all.slice(0, 10).map(line), ...(all.length > 10 ? [`and ${all.length - 10} ${others}`] : [])];
}

/** Lines for people. */
export function summaryLines(result: DayResult): readonly string[] {
  const { loaded, played, disturbances, subscriptions, watch, check, shared, sharedCheck } = result;
  const of = (kind: string): number => disturbances[kind] ?? 0;
  const sum = (read: (s: SubscriptionAccount) => number): number =>
    subscriptions.reduce((total, s) => total + read(s), 0);
  return [
    '',
    'The day is over.',
    `  messages      ${loaded.sent} loaded, ${played.sent} played (${of('late')} entered late, ${of('overtaken')} overtaken, ${of('repeat')} exact repeats, ${of('correction')} corrections)`,
    `  answers       AA ${loaded.answers.AA + played.answers.AA}, AE ${loaded.answers.AE + played.answers.AE}, AR ${loaded.answers.AR + played.answers.AR}; ${loaded.resent + played.resent} resent for want of an answer`,
    `  alerts        ${sum((s) => s.numbered)} numbered, ${sum((s) => s.received)} received, lost: ${sum((s) => s.lost)}`,
    ...subscriptions.map(
      (s) =>
        `    ${s.name.padEnd(24)} ${s.numbered} numbered, ${s.received} received, lost: ${s.lost}, duplicates: ${s.duplicates}, gaps: ${s.gaps}, fetched: ${s.fetched}`,
    ),
    `  ACK           ${milliseconds(played.latencies)}`,
    `  alert         ${milliseconds(watch.latencies)} from last byte sent to webhook received`,
    `  the record    ${check.visits} visits and ${check.people} people compared with the truth: ${check.differences.length} differences`,
    `  shared        ${shared.summaries.taken} GP summaries (${shared.unavailable.size} of them refusals), ${shared.returnRows.taken} return rows, ${shared.events.taken} case events; ${sharedCheck.joined} of ${sharedCheck.people} people of several sources are one Patient; ${sharedCheck.packages} packages and ${sharedCheck.workers} workers shown as they are at ${sharedCheck.homes} homes: ${sharedCheck.differences.length} differences`,
  ];
}

/** Commands that work as they stand. @param base `http://host:port/fhir`. */
export function queryLines(borough: DemoBorough, base: string, subscriptionId: string): readonly string[] {
  const feed = borough.place.feeds[0];
  const { visits } = borough.day;
  const present = visits.filter((v) => v.status === 'in-progress');
  const codes = new Set(borough.watching.map(({ code }) => code));
  const practices = new Set(borough.place.practices.filter((p) => codes.has(p.locality)).map((p) => p.ods));
  const person = borough.day.people.find(
    (p) =>
      p.nhsNumber !== undefined &&
      practices.has(p.practice?.ods ?? '') &&
      present.some((v) => v.localNumber === p.localNumber),
  );
  const visit = present.find((v) => v.localNumber === person?.localNumber) ?? visits[0];
  const get = (path: string): string => `  curl -sg '${base}/${path}'`;
  return [
    '# one person, by NHS number',
    get(`Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|${person?.nhsNumber ?? ''}`),
    '# the stay of that person, with the wards',
    get(
      `Encounter?identifier=${feed?.visitNumberSystem ?? ''}|${visit?.visitNumber ?? ''}&_include=Encounter:location`,
    ),
    `# who of ${borough.watching[0]?.name ?? ''} is on a ward now`,
    get(
      `Encounter?status=in-progress&locality=${borough.watching[0]?.code ?? ''}&_include=Encounter:patient&_count=20`,
    ),
    '# who is in A&E',
    get('Encounter?status=arrived&class=EMER&_count=20'),
    ...(subscriptionId === ''
      ? []
      : [
          '# the account of a subscription, and its first three alerts again',
          get(`Subscription/${subscriptionId}/$status`),
          get(`Subscription/${subscriptionId}/$events?eventsSinceNumber=1&eventsUntilNumber=3`),
        ]),
  ];
}

function milliseconds(latencies: Latencies): string {
  const show = (p: number): string => `${latencies.percentile(p)?.toFixed(1) ?? '-'} ms`;
  return `p50 ${show(0.5)}, p99 ${show(0.99)} (${latencies.count} measured)`;
}
