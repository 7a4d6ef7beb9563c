/** An assessment or a review of the return -> Task, Interweave-SocialCareAssessment 0.0.1. Only completed ones are returned. */
import type { Task } from '@medplum/fhirtypes';
import type { SetContext } from '../source-set.ts';
import { ASSESSMENT_OUTCOME, ASSESSMENT_TYPE, TASK_KIND, type AssessmentType } from './assessments.ts';
import {
  INTERWEAVE_PROFILE,
  interweaveCoding,
  interweaveConcept,
  interweaveMeta,
  localIdentifier,
} from './interweave.ts';
import {
  asOfExtension,
  originOf,
  outcomeCode,
  personIdOf,
  subjectOf,
  textExtension,
} from './return-extensions.ts';
import type { StandingEvent } from './return-settle.ts';
import type { ReturnState } from './return-state.ts';
import type { ReturnEvent } from './return.ts';

/** Entered and changed when it began and ended: the return has no other times. The council is the owner, as CLD has no team. */
export function taskResource(
  { event, key, asOf, source }: StandingEvent,
  kind: 'assessment' | 'review',
  state: ReturnState,
  { ids, idOf }: SetContext,
): Task & { id: string } {
  const { start, end = start, outcome, method } = event;
  return {
    resourceType: 'Task',
    id: idOf('Task', `${state.set}|${key}`),
    meta: interweaveMeta('Interweave-SocialCareAssessment', originOf(state, source)),
    extension: [
      ...(outcome === undefined
        ? []
        : [
            {
              url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareAssessmentOutcome`,
              valueCodeableConcept: interweaveConcept(
                ASSESSMENT_OUTCOME,
                outcomeCode(kind, outcome),
                outcome,
              ),
            },
          ]),
      ...asOfExtension(asOf),
      ...textExtension('eligible-needs', event.eligibleNeeds),
      ...textExtension('review-outcomes-achieved', event.outcomesAchieved),
    ],
    identifier: [localIdentifier('socialcareassessment', state.council.code, `${personIdOf(state)}.${key}`)],
    status: 'completed',
    intent: 'plan',
    code: {
      coding: [interweaveCoding(ASSESSMENT_TYPE, typeOf(event)), interweaveCoding(TASK_KIND, kind)],
      text: textOf(event, kind),
    },
    ...(method === undefined ? {} : { description: `Took part: ${method}` }),
    for: subjectOf(ids.patient(state.person), state),
    executionPeriod: { start, end },
    authoredOn: start,
    lastModified: end,
    owner: {
      reference: `Organization/${ids.organization(state.council.code)}`,
      display: state.council.name,
    },
  };
}

/** An assessment of an unpaid carer is a carer's assessment; for the lengths that CLD tells apart there is no code. */
function typeOf({ type, client, assessmentType }: ReturnEvent): AssessmentType {
  const ofCarer = type === 'assessment' && client !== 'service-user';
  return ofCarer && assessmentType !== 'Financial assessment' ? 'CA' : 'OTH';
}

function textOf({ assessmentType, reviewReason }: ReturnEvent, kind: 'assessment' | 'review'): string {
  if (kind === 'assessment') return assessmentType ?? 'Assessment';
  return reviewReason === undefined ? 'Review' : `Review: ${reviewReason}`;
}
