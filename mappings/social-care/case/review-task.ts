/** review and review-due -> Task. Interweave-SocialCareAssessment 0.0.1; social-care reference, section 5.2. */
import type { CodeableConcept } from '@medplum/fhirtypes';
import type { StandingSet } from '../../source-set.ts';
import { ASSESSMENT_TYPE, TASK_KIND } from '../assessments.ts';
import type { Thing } from '../case-thing.ts';
import { interweaveCoding } from '../interweave.ts';
import { careTask, workStatus } from './care-task.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { timeExtension } from './parts.ts';
import { own } from './systems.ts';

export function reviewTask(thing: Thing<'review'>, frame: CaseFrame): StandingSet {
  const { kind, reason, dueDate, startedAt, endedAt, team, outcomes } = thing.payload;
  const work = {
    code: reviewCode(kind === undefined ? 'Review' : `Review: ${kind}`),
    status: workStatus(thing.payload),
    description: reason,
    // Until it starts, the day on which it is due.
    start: startedAt ?? (endedAt === undefined ? dueDate : undefined),
    end: endedAt,
    team,
    outcomes,
    extension: timeExtension('review-due', dueDate),
  };
  return { resources: [careTask(work, thing, frame)], evidence: [] };
}

/** A day that was taken back leaves a review that is not due: cancelled. */
export function reviewDueTask(thing: Thing<'review-due'>, frame: CaseFrame): StandingSet {
  const { dueDate, of: service } = thing.payload;
  const gaps = new Gaps();
  gaps.unless(dueDate, 'when the review is due');
  const work = {
    code: reviewCode('Review: due'),
    status: dueDate === undefined ? ('cancelled' as const) : ('accepted' as const),
    start: dueDate,
    extension:
      service === undefined
        ? []
        : [
            {
              url: own('review-of'),
              valueReference: {
                type: 'EpisodeOfCare' as const,
                identifier: frame.identifier('socialcareservice', service),
                display: 'Service to be reviewed',
              },
            },
          ],
  };
  return { resources: [careTask(work, thing, frame, gaps)], evidence: [] };
}

function reviewCode(text: string): CodeableConcept {
  return { coding: [interweaveCoding(ASSESSMENT_TYPE, 'OTH'), interweaveCoding(TASK_KIND, 'review')], text };
}
