/** What is being done and asked for: tasks, open requests to the council, the shared plan. PRSB "Plan and requested actions". */
import type { CarePlan, ServiceRequest, Task } from '@medplum/fhirtypes';
import { dateWords } from '../gp-summary/summary-text.ts';
import { ofType, type PersonRecord, type Stored } from './person-record.ts';
import { isCouncils } from './social-words.ts';
import { isReviewDue } from './reviews.ts';
import { conceptWords, joined, periodWords, referenceWords } from './view-words.ts';

type Work = Stored<Task> | Stored<ServiceRequest> | Stored<CarePlan>;

const OVER: readonly Task['status'][] = ['completed', 'cancelled', 'rejected', 'failed'];

/** Referrals of a GP are left out: their status is not kept up, and so they are no involvement. */
export function openWork(record: PersonRecord): readonly Work[] {
  return [
    ...ofType(record, 'CarePlan').filter(({ status }) => status === 'active' || status === 'on-hold'),
    ...ofType(record, 'Task').filter((task) => !OVER.includes(task.status) && !isReviewDue(task)),
    ...ofType(record, 'ServiceRequest').filter(
      (request) => isCouncils(request) && request.status === 'active',
    ),
  ];
}

export function workWords(record: PersonRecord, work: Work): string {
  switch (work.resourceType) {
    case 'CarePlan':
      return planWords(record, work);
    case 'Task': {
      const since = work.executionPeriod?.start ?? work.authoredOn;
      return words(
        conceptWords(work.code) ?? work.description ?? 'Task',
        work.status,
        since,
        referenceWords(record, work.owner),
      );
    }
    case 'ServiceRequest': {
      const reason = conceptWords(work.reasonCode?.[0]) ?? 'reason not stated';
      const since = work.occurrenceDateTime ?? work.authoredOn;
      return words(`Contact: ${reason}`, 'open', since, referenceWords(record, work.performer?.[0]));
    }
  }
}

function words(
  what: string,
  status: string | undefined,
  since: string | undefined,
  owner: string | undefined,
): string {
  return (
    joined([
      what,
      status,
      since === undefined ? undefined : dateWords(since),
      owner === undefined ? undefined : `with ${owner}`,
    ]) ?? ''
  );
}

function planWords(record: PersonRecord, plan: Stored<CarePlan>): string {
  const activities = (plan.activity ?? []).flatMap(({ detail }) => {
    const done = detail?.status === 'completed' || detail?.status === 'cancelled';
    return done ? [] : (detail?.description ?? conceptWords(detail?.code) ?? []);
  });
  return (
    joined([
      `Shared care plan: ${plan.title ?? plan.description ?? 'without a title'}`,
      plan.status === 'active' ? undefined : plan.status,
      ...activities,
      `by ${referenceWords(record, plan.author) ?? 'an author who is not named'}`,
      periodWords(plan.period),
    ]) ?? ''
  );
}
