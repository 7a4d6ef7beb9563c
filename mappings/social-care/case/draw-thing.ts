/** A thing that stands -> its resources and what it says of where the person belongs: one file a type. */
import type { StandingSet } from '../../source-set.ts';
import type { Thing } from '../case-thing.ts';
import { alertFlag } from './alert-flag.ts';
import { allocationCareTeam } from './allocation-care-team.ts';
import { assessmentTask } from './assessment-task.ts';
import { carerRelatedPerson } from './carer-related-person.ts';
import { contactServiceRequest } from './contact-service-request.ts';
import { equipmentDeviceRequest } from './equipment-device-request.ts';
import type { CaseFrame } from './frame.ts';
import { fundingEpisode } from './funding-episode.ts';
import { legalFlag } from './legal-flag.ts';
import { personNotes } from './person-notes-flag.ts';
import { placementEpisode } from './placement-episode.ts';

import { reviewDueTask, reviewTask } from './review-task.ts';
import { safeguardingFlag } from './safeguarding-flag.ts';
import { serviceEpisode } from './service-episode.ts';
import { supportReasonCondition } from './support-reason-condition.ts';

export function drawThing(thing: Thing, frame: CaseFrame): StandingSet {
  switch (thing.type) {
    case 'contact':
      return contactServiceRequest(thing, frame);
    case 'assessment':
      return assessmentTask(thing, frame);
    case 'review':
      return reviewTask(thing, frame);
    case 'review-due':
      return reviewDueTask(thing, frame);
    case 'service':
      return serviceEpisode(thing, frame);
    case 'allocation':
      return allocationCareTeam(thing, frame);
    case 'support-reason':
      return supportReasonCondition(thing, frame);
    case 'alert':
      return alertFlag(thing, frame);
    case 'safeguarding':
      return safeguardingFlag(thing, frame);
    case 'legal':
      return legalFlag(thing, frame);
    case 'carer':
      return carerRelatedPerson(thing, frame);
    case 'equipment':
      return equipmentDeviceRequest(thing, frame);
    case 'placement':
      return placementEpisode(thing, frame);
    case 'funding':
      return fundingEpisode(thing, frame);
    case 'person':
      return personNotes(thing, frame);
  }
}
