/** Reviews that are due, and by when. Interweave-SocialCareAssessment, of which our own coding says that it is a review. */
import type { Task } from '@medplum/fhirtypes';
import { TASK_KIND } from '../social-care/assessments.ts';
import { dateWords } from '../gp-summary/summary-text.ts';
import { ofType, type PersonRecord, type Stored } from './person-record.ts';
import { conceptWords } from './view-words.ts';

/** The next first; one without a day last. */
export function reviewsDue(record: PersonRecord): readonly Stored<Task>[] {
  return ofType(record, 'Task')
    .filter(isReviewDue)
    .toSorted((a, b) => (dueOf(a) < dueOf(b) ? -1 : 1));
}

export function isReviewDue({ code, status }: Task): boolean {
  const isReview = code?.coding?.some((one) => one.system === TASK_KIND.system && one.code === 'review');
  return isReview === true && status === 'accepted';
}

/** @param now ISO UTC: what is past its day is overdue. */
export function reviewWords(task: Task, now: string): string {
  const due = task.executionPeriod?.start;
  const name = conceptWords(task.code) ?? 'Review';
  if (due === undefined) return `${name}, day not told`;
  return `${name} ${dateWords(due)}${due.slice(0, 10) < now.slice(0, 10) ? ' (OVERDUE)' : ''}`;
}

function dueOf({ executionPeriod }: Task): string {
  return executionPeriod?.start ?? '~';
}
