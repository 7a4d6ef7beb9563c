/**
 * A thing that was entered in error -> the least that R4 allows to say so: whoever saw it sees that it never was, and
 * nothing of what it said. No profile is claimed. FHIR R4 "entered-in-error".
 */
import type { Resource } from '@medplum/fhirtypes';
import type { WithdrawnType } from '../case-thing.ts';
import type { CaseFrame } from './frame.ts';
import { RECORD_STATUS } from './systems.ts';

type WithId = Resource & { id: string };

const TEXT = 'Entered in error';

/** @returns undefined for what is no thing of its own. */
export function withdrawnThing(type: WithdrawnType, frame: CaseFrame): WithId | undefined {
  const meta = frame.meta();
  const status = 'entered-in-error';
  const { subject } = frame;
  switch (type) {
    case 'contact':
      return {
        resourceType: 'ServiceRequest',
        id: frame.id('ServiceRequest'),
        meta,
        identifier: [frame.identifier('socialcarecontact')],
        status,
        intent: 'plan',
        subject,
      };
    case 'assessment':
    case 'review':
    case 'review-due':
      return {
        resourceType: 'Task',
        id: frame.id('Task'),
        meta,
        identifier: [frame.identifier('socialcareassessment')],
        status,
        intent: 'plan',
        for: subject,
      };
    case 'service':
    case 'placement':
    case 'funding':
      return {
        resourceType: 'EpisodeOfCare',
        id: frame.id('EpisodeOfCare'),
        meta,
        identifier: [frame.identifier('socialcareservice')],
        status,
        patient: subject,
      };
    case 'allocation':
      return {
        resourceType: 'CareTeam',
        id: frame.id('CareTeam'),
        meta,
        identifier: [frame.identifier('careteam')],
        status,
        subject,
      };
    case 'support-reason':
      return {
        resourceType: 'Condition',
        id: frame.id('Condition'),
        meta,
        identifier: [frame.identifier('socialcaresupportreason')],
        verificationStatus: {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
              code: status,
              display: TEXT,
            },
          ],
        },
        subject,
      };
    case 'alert':
    case 'safeguarding':
    case 'legal':
      return {
        resourceType: 'Flag',
        id: frame.id('Flag'),
        meta,
        identifier: [frame.identifier('flag')],
        status,
        code: { text: TEXT },
        subject,
      };
    case 'equipment':
      return {
        resourceType: 'DeviceRequest',
        id: frame.id('DeviceRequest'),
        meta,
        identifier: [frame.identifier('socialcareequipmentrequest')],
        status,
        intent: 'order',
        codeCodeableConcept: { text: TEXT },
        subject,
      };
    case 'carer':
      return {
        resourceType: 'RelatedPerson',
        id: frame.id('RelatedPerson'),
        // It has no status of its own for it.
        meta: { ...meta, tag: [...(meta.tag ?? []), { system: RECORD_STATUS, code: status, display: TEXT }] },
        identifier: [frame.identifier('RelatedPerson')],
        active: false,
        patient: subject,
      };
    case 'person':
      return undefined;
  }
}
