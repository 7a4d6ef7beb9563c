/** What a council has about one of its clients, as the things of case events without their envelope. */
import type { ThingEvent } from '../../mappings/social-care/case-event.ts';
import type { CaseTeam, CaseWorker } from '../../mappings/social-care/case-payload.ts';
import type { Random } from '../borough/random.ts';

/** A synthetic person as the council's case system has them. */
export interface CaseClient {
  readonly councilId: string;
  readonly nhsNumber?: string;
  /** UK Core NHS number verification status, `01` to `08`. */
  readonly nhsNumberStatus?: string;
  readonly family: string;
  readonly given: string;
  readonly gender: 'male' | 'female' | 'other' | 'unknown';
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  readonly address: { readonly lines: readonly string[]; readonly postcode: string; readonly uprn?: string };
  readonly telephone?: string;
  /** ODS code. */
  readonly practice?: string;
  readonly restricted?: true;
  /** Where the person lives in a care home: its CQC location id. */
  readonly careHome?: { readonly cqc: string; readonly name: string };
}

type Told<T> = T extends ThingEvent ? Pick<T, 'type' | 'key' | 'version' | 'payload'> : never;
type ToldThing = Told<ThingEvent>;

interface Draw {
  readonly random: Random;
  readonly day: string;
  readonly team: { readonly id: string; readonly name: string };
}

const WORKERS = ['Ada Holt', 'Ben Okoro', 'Carys Lund', 'Dev Mistry', 'Ewa Nowak', 'Fay Turner'] as const;
const PROVIDERS = [
  ['1-900000001', 'Thistle Home Care (synthetic)'],
  ['1-900000002', 'Canal Side Care at Home (synthetic)'],
  ['1-900000003', 'Lapwing Homecare (synthetic)'],
] as const;

/** @returns things in the order in which they were entered; always a worker and team, and a package or a placement. */
export function caseThings(client: CaseClient, draw: Draw): readonly ToldThing[] {
  const { random, day } = draw;
  const team: CaseTeam = { ...draw.team, phone: '01632 960200', outOfHoursPhone: '01632 960299' };
  const worker = drawWorker(random);
  const since = daysBefore(day, random.int(30, 700));
  const things: ToldThing[] = [
    {
      ...named('AL', client),
      type: 'allocation',
      payload: { worker, team, from: since, to: null, keyWorker: random.chance(0.7) },
    },
    {
      ...named('SR', client),
      type: 'support-reason',
      payload: { reason: supportReason(client, random), primary: true, from: since, to: null },
    },
    client.careHome === undefined ? homeCare(client, since, worker, random) : placement(client, since),
    ...(random.chance(0.5) ? [reviewDue(client, day, random)] : []),
    ...(client.careHome === undefined ? atHome(client, since, random) : []),
    ...(random.chance(0.08) ? [safeguarding(client, daysBefore(day, random.int(3, 60)))] : []),
  ];
  return things;
}

function named(prefix: string, { councilId }: CaseClient): { key: string; version: number } {
  return { key: `${prefix}-${councilId}`, version: 1 };
}

function drawWorker(random: Random): CaseWorker {
  const index = random.int(0, WORKERS.length - 1);
  const role = random.pick(['Social worker', 'Occupational therapist', 'Community care officer']);
  return { id: `W-${index + 1}`, name: WORKERS[index] ?? WORKERS[0], role, phone: `01632 9602${10 + index}` };
}

function supportReason({ careHome }: CaseClient, random: Random): string {
  return random.weighted([
    ['Physical support: Personal care support', 6],
    ['Physical support: Access and mobility only', 2],
    ['Support with memory and cognition', careHome === undefined ? 2 : 8],
    ['Mental health support', 1],
  ]);
}

function homeCare(client: CaseClient, start: string, careManager: CaseWorker, random: Random): ToldThing {
  const [cqcLocationId, name] = random.pick(PROVIDERS);
  const calls = random.int(1, 4);
  const carers = random.chance(0.25) ? 2 : 1;
  const reablement = random.chance(0.2);
  return {
    ...named('S', client),
    type: 'service',
    payload: {
      category: reablement ? 'Short term support: ST-Max' : 'Long term support: Community',
      component: reablement ? 'Reablement' : 'Home support or domiciliary care',
      status: 'active',
      start,
      end: null,
      provider: { name, cqcLocationId, phone: '01632 960311' },
      frequency: `${carers} ${carers === 1 ? 'carer' : 'carers'}, ${calls} ${calls === 1 ? 'visit' : 'visits'} a day`,
      weeklyHours: carers * calls * 3.5,
      careManager,
    },
  };
}

function placement(client: CaseClient, from: string): ToldThing {
  return {
    ...named('PL', client),
    type: 'placement',
    payload: {
      kind: 'permanent',
      cqcLocationId: client.careHome?.cqc ?? null,
      homeName: client.careHome?.name ?? null,
      from,
      to: null,
    },
  };
}

function reviewDue(client: CaseClient, day: string, random: Random): ToldThing {
  return {
    ...named('RD', client),
    type: 'review-due',
    payload: { dueDate: daysBefore(day, -random.int(1, 120)), of: `S-${client.councilId}` },
  };
}

/** Carers, equipment, alerts: what a ward asks before it sends somebody home. */
function atHome(client: CaseClient, from: string, random: Random): readonly ToldThing[] {
  const { family } = client;
  const things: ToldThing[] = [];
  if (random.chance(0.5)) {
    const [relationship, given] = random.pick([
      ['daughter', 'Joan'],
      ['son', 'Paul'],
      ['wife', 'Maud'],
      ['husband', 'Len'],
      ['neighbour', 'Iris'],
    ] as const);
    const payload = {
      name: { family: relationship === 'neighbour' ? 'FIELDHOUSE' : family, given: [given] },
      relationship,
      roles: ['MC', ...(random.chance(0.5) ? ['EC'] : [])],
      telecom: [{ system: 'mobile' as const, value: '07700 900456' }],
      from,
      livesWith: relationship === 'wife' || relationship === 'husband',
      emergencyPlan: random.chance(0.3),
    };
    things.push({ ...named('CR', client), type: 'carer', payload });
  }
  if (random.chance(0.4)) {
    const item = random.pick([
      'Hospital bed with pressure-relieving mattress',
      'Hoist',
      'Stair lift',
      'Commode',
      'Community alarm',
    ]);
    const payload = { item, start: from, status: 'in-place' as const, keySafe: random.chance(0.5) };
    things.push({ ...named('EQ', client), type: 'equipment', payload });
  }
  if (random.chance(0.15)) {
    const [kind, text] = random.pick([
      ['NVU', 'Two workers at each visit'],
      ['COMM', 'Hard of hearing: speak face to face'],
      ['MANHAN', 'Transfers with hoist and two carers'],
    ] as const);
    const payload = { category: kind === 'NVU' ? 'RTO' : 'OTH', kind, text, status: 'active' as const, from };
    things.push({ ...named('AT', client), type: 'alert', payload });
  }
  return things;
}

function safeguarding(client: CaseClient, concernDate: string): ToldThing {
  return { ...named('SG', client), type: 'safeguarding', payload: { status: 'open', concernDate } };
}

function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
}
