/**
 * The end of the day, reconciled: every numbered event of each subscription against what the receiver has, and what
 * the record says of people and visits against what is true.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { FinalState } from '../borough/day.ts';
import type { Person } from '../borough/person.ts';
import type { DemoBorough } from './borough-of-demo.ts';
import type { FhirClient } from './fhir-client.ts';
import type { WebhookReceiver } from './receiver.ts';

export interface SubscriptionAccount {
  readonly name: string;
  /** Events that the gateway has numbered. */
  readonly numbered: number;
  readonly received: number;
  readonly fetched: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly gaps: number;
}

/** How long late deliveries are waited for before they are fetched by number. */
const DELIVERY_MS = 20_000;
const POLL_MS = 100;

/** Waits until everything numbered has come, then fetches what has not; what is missing even then is lost. */
export async function reconcileSubscription(
  name: string,
  id: string,
  { fhir, receiver, signal }: { fhir: FhirClient; receiver: WebhookReceiver; signal: AbortSignal },
): Promise<SubscriptionAccount> {
  const tally = receiver.tally(name);
  let numbered = (await fhir.status(id)).eventsSinceStart;
  for (let waited = 0; waited < DELIVERY_MS && tally.missing(numbered).length > 0; waited += POLL_MS) {
    await sleep(POLL_MS, undefined, { signal });
    numbered = (await fhir.status(id)).eventsSinceStart;
  }
  const toFetch = tally.missing(numbered).length;
  if (toFetch > 0) await receiver.catchUp(name, numbered);
  const lost = tally.missing(numbered).length;
  return {
    name,
    numbered,
    received: tally.received,
    fetched: toFetch - lost,
    lost,
    duplicates: tally.duplicates,
    gaps: tally.gaps,
  };
}

export interface RecordCheck {
  readonly visits: number;
  readonly people: number;
  /** What the record says otherwise; ids only. */
  readonly differences: readonly string[];
}

const encounterView = z.looseObject({
  status: z.string(),
  class: z.looseObject({ code: z.string().optional() }),
  location: z
    .array(
      z.looseObject({
        status: z.string().optional(),
        location: z.looseObject({ display: z.string().optional() }),
      }),
    )
    .optional(),
});
type EncounterView = z.infer<typeof encounterView>;

const patientView = z.looseObject({
  name: z.array(z.looseObject({ family: z.string().optional() })).optional(),
  generalPractitioner: z
    .array(z.looseObject({ identifier: z.looseObject({ value: z.string().optional() }).optional() }))
    .optional(),
});

/** Compares a spread sample of at most `sample` visits, and as many people, through FHIR search. */
export async function checkRecord(
  borough: DemoBorough,
  fhir: FhirClient,
  sample: number,
): Promise<RecordCheck> {
  const differences: string[] = [];
  const visits = spread(borough.day.visits, sample);
  const people = spread(borough.day.people, sample);
  const feed = borough.place.feeds[0];
  for (const truth of visits) {
    const identifier = `${feed?.visitNumberSystem ?? ''}|${truth.visitNumber}`;
    const found = await fhir.search('Encounter', { identifier });
    const difference = visitDifference(borough, truth, z.array(encounterView).parse(found));
    if (difference !== undefined) differences.push(`visit ${truth.visitNumber}: ${difference}`);
  }
  for (const person of people) {
    const identifier = `${feed?.identifiers[0]?.system ?? ''}|${person.localNumber}`;
    const difference = personDifference(person, await fhir.search('Patient', { identifier }));
    if (difference !== undefined) differences.push(`person ${person.localNumber}: ${difference}`);
  }
  return { visits: visits.length, people: people.length, differences };
}

/** What a visit's Encounters say otherwise than the truth; undefined where they agree. */
export function visitDifference(
  borough: DemoBorough,
  truth: FinalState,
  found: readonly EncounterView[],
): string | undefined {
  const settings = found.filter((encounter) => encounter.class.code !== 'GROUPING');
  const emergency = (encounter: EncounterView): boolean => encounter.class.code === 'EMER';
  const own = settings.find((encounter) => emergency(encounter) === (truth.patientClass === 'E'));
  if (own === undefined) return `no Encounter of class ${truth.patientClass} (found ${settings.length})`;
  if (own.status !== truth.status) return `status is ${own.status}, should be ${truth.status}`;
  const open = settings.filter((e) => e !== own && (e.status === 'arrived' || e.status === 'in-progress'));
  if (open.length > 0) return 'another Encounter of the visit is still open';
  if (truth.status !== 'arrived' && truth.status !== 'in-progress') return undefined;
  const ward =
    borough.place.trust.sites[0]?.wards.find(({ code }) => code === truth.ward)?.name ?? truth.ward;
  const place = own.location?.find(({ status }) => status === 'active')?.location.display ?? 'nowhere';
  return place.split(': ').includes(ward) ? undefined : `is in ${place}, should be in ${ward}`;
}

function personDifference(person: Person, found: readonly unknown[]): string | undefined {
  if (found.length !== 1) return `${found.length} Patients, should be one`;
  const patient = patientView.parse(found[0]);
  if (!patient.name?.some(({ family }) => family === person.family)) return 'the family name is another';
  const practice = patient.generalPractitioner?.some((gp) => gp.identifier?.value === person.practice?.ods);
  return person.practice === undefined || practice === true ? undefined : 'the practice is another';
}

function spread<T>(items: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, i) => i % step === 0);
}
