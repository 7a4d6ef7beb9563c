/**
 * funding -> EpisodeOfCare with the decision as extensions: who pays, and how far NHS Continuing Healthcare is.
 * Interweave-EpisodeOfCare 0.0.1. It claims nothing of a service: `funding-of` names the one that is paid for.
 */
import type { EpisodeOfCare, Extension } from '@medplum/fhirtypes';
import type { StandingSet } from '../../source-set.ts';
import type { Thing } from '../case-thing.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { hasEnded, textExtension } from './parts.ts';
import { own } from './systems.ts';

const CHC = {
  none: 'No NHS Continuing Healthcare',
  screening: 'NHS Continuing Healthcare: screening',
  eligible: 'NHS Continuing Healthcare: eligible',
  'fast-track': 'NHS Continuing Healthcare: fast track',
} as const;

export function fundingEpisode({ payload, recorded }: Thing<'funding'>, frame: CaseFrame): StandingSet {
  const { status, chc, from, of: service } = payload;
  const gaps = new Gaps();
  gaps.unless(from, 'since when');
  gaps.unless(status ?? chc, 'who pays');
  const extension: Extension[] = [
    ...textExtension('funding-status', status),
    ...(chc === undefined ? [] : [{ url: own('continuing-healthcare'), valueCode: chc }]),
    ...(service === undefined
      ? []
      : [
          {
            url: own('funding-of'),
            valueReference: {
              type: 'EpisodeOfCare' as const,
              identifier: frame.identifier('socialcareservice', service),
              display: 'Service that is paid for',
            },
          },
        ]),
    ...gaps.extensions(),
  ];
  const text = ['Funding', status, chc === undefined ? undefined : CHC[chc]].filter(
    (part) => part !== undefined,
  );
  const resource: EpisodeOfCare & { id: string } = {
    resourceType: 'EpisodeOfCare',
    id: frame.id('EpisodeOfCare'),
    meta: frame.meta(gaps.profile('Interweave-EpisodeOfCare')),
    extension,
    identifier: [frame.identifier('socialcareservice')],
    status: from !== undefined && !hasEnded(from, recorded) ? 'planned' : 'active',
    type: [{ text: text.join('. ') }],
    patient: frame.subject,
    managingOrganization: frame.council,
    ...(from === undefined ? {} : { period: { start: from } }),
  };
  return { resources: [resource], evidence: [] };
}
