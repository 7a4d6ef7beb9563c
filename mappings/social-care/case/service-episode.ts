/** service -> EpisodeOfCare. Interweave-SocialCareService 0.0.1; a stay in a home is evidence of where the person lives. */
import type { EpisodeOfCare } from '@medplum/fhirtypes';
import type { PlaceEvidence, StandingSet } from '../../source-set.ts';
import type { Thing } from '../case-thing.ts';
import { INTERWEAVE_PROFILE } from '../interweave.ts';
import { codeOf, coded } from './coded.ts';
import { namedProvider } from './directory.ts';
import { councilEvidence } from './evidence.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { hasEnded, periodOf, textExtension, timeExtension } from './parts.ts';
import { statusHistory } from './status-history.ts';
import { own } from './systems.ts';
import { SERVICE_CATEGORIES, SERVICE_TYPES } from './tables.ts';

const STATUS = { planned: 'planned', active: 'active', suspended: 'onhold', ended: 'finished' } as const;

export function serviceEpisode(thing: Thing<'service'>, frame: CaseFrame): StandingSet {
  const { payload } = thing;
  const gaps = new Gaps();
  const category = gaps.unless(payload.category, 'which kind of support');
  const component = gaps.unless(payload.component, 'which service');
  const status = statusOf(thing);
  const period = periodOf(payload.start, payload.end);
  const history = statusHistory(thing, status);
  const careManager = frame.worker(payload.careManager);
  const provider =
    payload.provider === undefined ? undefined : namedProvider(payload.provider, frame.context.idOf);
  const resource: EpisodeOfCare & { id: string } = {
    resourceType: 'EpisodeOfCare',
    id: frame.id('EpisodeOfCare'),
    meta: frame.meta(gaps.profile('Interweave-SocialCareService')),
    extension: [
      ...(category === undefined
        ? []
        : [
            {
              url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareServiceCategory`,
              valueCodeableConcept: coded(SERVICE_CATEGORIES, category),
            },
          ]),
      ...textExtension('frequency', payload.frequency),
      ...(payload.weeklyHours === undefined
        ? []
        : [{ url: own('weekly-hours'), valueDecimal: payload.weeklyHours }]),
      ...textExtension('delivery-mechanism', payload.deliveryMechanism),
      ...textExtension('funding-source', payload.fundingSource),
      ...timeExtension('reablement-target-end', payload.reablementTargetEnd),
      ...textExtension('provider-phone', payload.provider?.phone ?? undefined),
      ...gaps.extensions(),
    ],
    identifier: [frame.identifier('socialcareservice')],
    status,
    ...(history.length === 0 ? {} : { statusHistory: history }),
    ...(component === undefined ? {} : { type: [coded(SERVICE_TYPES, component)] }),
    patient: frame.subject,
    // Without a provider it is the council that gives it.
    managingOrganization: provider ?? frame.council,
    ...(period === undefined ? {} : { period }),
    ...(careManager === undefined ? {} : { careManager }),
  };
  return {
    resources: [resource],
    evidence: [...residence(thing, status), ...(status === 'finished' ? [] : [councilEvidence(thing)])],
  };
}

/** What is stated, else what the dates said when it was entered. */
function statusOf({ payload, suspensions, recorded }: Thing<'service'>): EpisodeOfCare['status'] {
  if (payload.status !== undefined) return STATUS[payload.status];
  if (hasEnded(payload.end, recorded)) return 'finished';
  const last = suspensions.at(-1);
  if (last !== undefined && last.to === undefined) return 'onhold';
  return payload.start !== undefined && hasEnded(payload.start, recorded) ? 'active' : 'planned';
}

const LONG_STAYS: readonly (string | undefined)[] = ['LTS-NC', 'LTS-RS', 'LTNC', 'LTRC'];
const SHORT_STAYS: readonly (string | undefined)[] = ['STNC', 'STRC'];

/** An open service of care in a named home: rank 2. */
function residence(
  { payload, recorded, source }: Thing<'service'>,
  status: EpisodeOfCare['status'],
): readonly PlaceEvidence[] {
  const cqc = payload.provider?.cqcLocationId;
  const codes = [
    codeOf(SERVICE_CATEGORIES, payload.category ?? ''),
    codeOf(SERVICE_TYPES, payload.component ?? ''),
  ];
  const short = codes.some((code) => SHORT_STAYS.includes(code));
  const long = codes.some((code) => LONG_STAYS.includes(code));
  if (cqc == null || !(short || long) || status === 'planned') return [];
  // Ended without a day: nothing says until when.
  if (status === 'finished' && payload.end === undefined) return [];
  const name = payload.provider?.name;
  return [
    {
      kind: 'care-home',
      rank: 2,
      home: { cqc, ...(name == null ? {} : { name }) },
      stay: short ? 'short' : 'permanent',
      ...(payload.start === undefined ? {} : { from: payload.start }),
      ...(payload.end === undefined ? {} : { to: payload.end }),
      asOf: recorded,
      source: source.name,
      basis: `council service: ${payload.component ?? payload.category ?? 'care in a home'}`,
    },
  ];
}
