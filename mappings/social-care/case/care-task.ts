/**
 * What assessments, reviews and reviews due have in common: a Task. Interweave-SocialCareAssessment 0.0.1; it has no
 * review, so that a review is one of type "other" whose own coding and text say so.
 */
import type { CodeableConcept, Extension, Task } from '@medplum/fhirtypes';
import type { CaseTeam, WorkStatus } from '../case-payload.ts';
import type { ThingCommon } from '../case-thing.ts';
import { INTERWEAVE_PROFILE } from '../interweave.ts';
import { coded } from './coded.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { extensionsOf, periodOf } from './parts.ts';
import { OUTCOMES } from './tables.ts';

interface Work {
  readonly code: CodeableConcept;
  readonly status: Task['status'] | undefined;
  readonly description?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly team?: CaseTeam | undefined;
  readonly outcomes?: readonly string[] | undefined;
  readonly extension?: readonly Extension[];
  readonly basedOn?: Task['basedOn'] | undefined;
}

const STATUS: Readonly<Record<WorkStatus, Task['status']>> = {
  planned: 'accepted',
  'in-progress': 'in-progress',
  completed: 'completed',
  cancelled: 'cancelled',
};

export function careTask(
  work: Work,
  thing: ThingCommon,
  frame: CaseFrame,
  gaps = new Gaps(),
): Task & { id: string } {
  const status = gaps.unless(work.status, 'how far it is');
  const period = periodOf(work.start, work.end);
  const outcomes = (work.outcomes ?? []).map((outcome) => ({
    url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareAssessmentOutcome`,
    valueCodeableConcept: coded(OUTCOMES, outcome),
  }));
  return {
    resourceType: 'Task',
    id: frame.id('Task'),
    meta: frame.meta(gaps.profile('Interweave-SocialCareAssessment')),
    ...extensionsOf([...outcomes, ...(work.extension ?? []), ...gaps.extensions()]),
    identifier: [frame.identifier('socialcareassessment')],
    ...(work.basedOn === undefined ? {} : { basedOn: work.basedOn }),
    status: status ?? 'accepted',
    intent: 'plan',
    code: work.code,
    ...(work.description === undefined ? {} : { description: work.description }),
    for: frame.subject,
    ...(period === undefined ? {} : { executionPeriod: period }),
    authoredOn: thing.firstRecorded,
    lastModified: thing.recorded,
    // A team has to own it; the council answers for what has none.
    owner: frame.team(work.team) ?? frame.council,
  };
}

/** What is stated, else what the dates say. */
export function workStatus({
  status,
  startedAt,
  endedAt,
  dueDate,
}: {
  readonly status?: WorkStatus;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly dueDate?: string;
}): Task['status'] | undefined {
  if (status !== undefined) return STATUS[status];
  if (endedAt !== undefined) return 'completed';
  if (startedAt !== undefined) return 'in-progress';
  return dueDate === undefined ? undefined : 'accepted';
}
