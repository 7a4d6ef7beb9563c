/** assessment -> Task. Interweave-SocialCareAssessment 0.0.1. */
import type { Extension } from '@medplum/fhirtypes';
import type { StandingSet } from '../../source-set.ts';
import { TASK_KIND } from '../assessments.ts';
import type { Thing } from '../case-thing.ts';
import { INTERWEAVE_PROFILE, interweaveCoding } from '../interweave.ts';
import { careTask, workStatus } from './care-task.ts';
import { coded } from './coded.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { ASSESSMENT_TYPES } from './tables.ts';

export function assessmentTask(thing: Thing<'assessment'>, frame: CaseFrame): StandingSet {
  const { kind, startedAt, endedAt, team, performer, outcomes, triggeredBy } = thing.payload;
  const gaps = new Gaps();
  const type = coded(ASSESSMENT_TYPES, gaps.unless(kind, 'which kind of assessment') ?? 'OTH');
  const worker = frame.worker(performer);
  const extension: Extension[] =
    worker === undefined
      ? []
      : [
          {
            url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareAssessmentPerformer`,
            valueReference: worker,
          },
        ];
  const work = {
    code: { ...type, coding: [...(type.coding ?? []), interweaveCoding(TASK_KIND, 'assessment')] },
    status: workStatus(thing.payload),
    start: startedAt,
    end: endedAt,
    team,
    outcomes,
    extension,
    // By its number alone: whether that is a contact or an assessment, and whether it came, is not known here.
    ...(triggeredBy === undefined
      ? {}
      : {
          basedOn: [{ identifier: { value: triggeredBy }, display: 'What led to it' }],
        }),
  };
  return { resources: [careTask(work, thing, frame, gaps)], evidence: [] };
}
