/** safeguarding -> Flag of category SGC: that there is a concern and whom to ask, never what it is. Interweave-Flag 0.0.1. */
import type { StandingSet } from '../../source-set.ts';
import type { Thing } from '../case-thing.ts';
import { codingOf } from './coded.ts';
import { careFlag } from './flag.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { hasEnded } from './parts.ts';
import { FLAG_CATEGORIES } from './tables.ts';

export function safeguardingFlag(
  { payload, recorded }: Thing<'safeguarding'>,
  frame: CaseFrame,
): StandingSet {
  const { status, concernDate, endDate } = payload;
  const raised = {
    category: { coding: [codingOf(FLAG_CATEGORIES, 'SGC')] },
    code: { text: 'Safeguarding concern: ask the team' },
    active: status === undefined ? !hasEnded(endDate, recorded) : status === 'open',
    from: concernDate,
    to: endDate,
  };
  return { resources: [careFlag(raised, frame, new Gaps())], evidence: [] };
}
