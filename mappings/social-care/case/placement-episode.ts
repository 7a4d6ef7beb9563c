/**
 * placement -> EpisodeOfCare with the home as provider, and the evidence that the person lives there, rank 3.
 * Interweave-SocialCareService 0.0.1; identity-and-locality reference, section 6.
 */
import type { EpisodeOfCare } from '@medplum/fhirtypes';
import type { StandingSet } from '../../source-set.ts';
import type { Thing } from '../case-thing.ts';
import { INTERWEAVE_PROFILE, interweaveConcept } from '../interweave.ts';
import { SERVICE_CATEGORY, SERVICE_TYPE } from '../services.ts';
import { namedProvider } from './directory.ts';
import { councilEvidence } from './evidence.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { hasEnded, periodOf } from './parts.ts';

/** Whether a home is residential or nursing, the event does not say: the codes are those for "other". */
const KINDS = {
  respite: { category: 'STS-OST', type: 'OSTS', text: 'Placement: respite', stay: 'short' },
  'short-stay': { category: 'STS-OST', type: 'OSTS', text: 'Placement: short stay', stay: 'short' },
  'discharge-to-assess': {
    category: 'STS-OST',
    type: 'OSTS',
    text: 'Placement: discharge to assess',
    stay: 'short',
  },
  permanent: { category: 'OTH', type: 'OLTS', text: 'Placement: permanent', stay: 'permanent' },
  unknown: { category: 'OTH', type: 'OTH', text: 'Placement', stay: 'unknown' },
} as const;

export function placementEpisode(thing: Thing<'placement'>, frame: CaseFrame): StandingSet {
  const { payload, recorded, source } = thing;
  const gaps = new Gaps();
  const kind = KINDS[gaps.unless(payload.kind, 'which kind of placement') ?? 'unknown'];
  const provider = gaps.unless(homeOf(payload, frame), 'which home');
  const period = periodOf(payload.from, payload.to);
  const ended = hasEnded(payload.to, recorded);
  const begun = payload.from !== undefined && hasEnded(payload.from, recorded);
  const resource: EpisodeOfCare & { id: string } = {
    resourceType: 'EpisodeOfCare',
    id: frame.id('EpisodeOfCare'),
    meta: frame.meta(gaps.profile('Interweave-SocialCareService')),
    extension: [
      {
        url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareServiceCategory`,
        valueCodeableConcept: interweaveConcept(SERVICE_CATEGORY, kind.category, kind.text),
      },
      ...gaps.extensions(),
    ],
    identifier: [frame.identifier('socialcareservice')],
    status: ended ? 'finished' : begun ? 'active' : 'planned',
    type: [interweaveConcept(SERVICE_TYPE, kind.type, kind.text)],
    patient: frame.subject,
    managingOrganization: provider ?? frame.council,
    ...(period === undefined ? {} : { period }),
  };
  const { cqcLocationId: cqc, homeName: name } = payload;
  return {
    resources: [resource],
    evidence: [
      {
        kind: 'care-home',
        rank: 3,
        home: { ...(cqc === undefined ? {} : { cqc }), ...(name === undefined ? {} : { name }) },
        stay: kind.stay,
        ...(payload.from === undefined ? {} : { from: payload.from }),
        ...(payload.to === undefined ? {} : { to: payload.to }),
        asOf: recorded,
        source: source.name,
        basis: `council ${kind.text.toLowerCase()}`,
      },
      ...(ended ? [] : [councilEvidence(thing)]),
    ],
  };
}

function homeOf(
  { cqcLocationId, homeName }: Thing<'placement'>['payload'],
  { context }: CaseFrame,
): ReturnType<typeof namedProvider> {
  return namedProvider({ cqcLocationId: cqcLocationId ?? null, name: homeName ?? null }, context.idOf);
}
