import { describe, expect, it } from 'vitest';
import { ASSESSMENT, PERSON_SYSTEM, REQUEST, REVIEW } from '../../test-data/social-care/cld-rows.ts';
import {
  COUNCIL_REFERENCE,
  ofType,
  own,
  PATIENT,
  RETURN_TO,
  standing,
} from '../../test-data/social-care/cld-standing.ts';

describe('an assessment and a review', () => {
  it('is a Task of Interweave, owned by the council', () => {
    const [task] = ofType('Task', standing([{ ...ASSESSMENT, Method_of_Assessment: 'Carer only' }]));
    expect(task).toMatchObject({
      meta: {
        profile: [
          'https://fhir.interweavedigital.nhs.uk/R4/StructureDefinition/Interweave-SocialCareAssessment',
        ],
      },
      extension: [{ valueCodeableConcept: { coding: [{ code: 'PRO-SUP' }] } }, RETURN_TO],
      status: 'completed',
      intent: 'plan',
      code: {
        coding: [
          { code: 'OTH' },
          { system: 'https://rother.example/fhir/CodeSystem/social-care-task', code: 'assessment' },
        ],
        text: 'Long term assessment',
      },
      description: 'Took part: Carer only',
      for: PATIENT,
      executionPeriod: { start: '2024-08-05', end: '2024-08-20' },
      authoredOn: '2024-08-05',
      lastModified: '2024-08-20',
      owner: COUNCIL_REFERENCE,
    });
  });

  it('of a carer is a carers assessment', () => {
    const [task] = ofType('Task', standing([{ ...ASSESSMENT, Client_Type: 'Unpaid carer' }]));
    expect(task).toMatchObject({ code: { coding: [{ code: 'CA' }, {}] } });
  });

  it('that is a review says so, and what follows from it is a reassessment', () => {
    const outcome = { Event_Outcome: 'Progress to assessment, review or reassessment' };
    const [review] = ofType('Task', standing([{ ...REVIEW, ...outcome }]));
    expect(review).toMatchObject({
      code: { coding: [{ code: 'OTH' }, { code: 'review', display: 'Review' }], text: 'Review: Planned' },
      extension: [{ valueCodeableConcept: { coding: [{ code: 'PRO-RASS' }] } }, RETURN_TO],
    });
  });
});

describe('a request', () => {
  it('is a ServiceRequest of Interweave: hospital discharge and transition have a reason, others their route', () => {
    const requests = ofType(
      'ServiceRequest',
      standing([REQUEST, { ...REQUEST, Request_Route_of_Access: 'Prison' }]),
    );
    expect(requests).toMatchObject([
      {
        meta: {
          profile: [
            'https://fhir.interweavedigital.nhs.uk/R4/StructureDefinition/Interweave-SocialCareContact',
          ],
        },
        status: 'completed',
        intent: 'plan',
        subject: PATIENT,
        occurrenceDateTime: '2024-08-01',
        authoredOn: '2024-08-01',
        reasonCode: [{ coding: [{ code: 'HD' }], text: 'Route of access: Discharge from Hospital' }],
        extension: [
          { valueCodeableConcept: { coding: [{ code: 'UKN' }] } },
          RETURN_TO,
          { url: own('ended'), valueDate: '2024-08-03' },
          { url: own('outcome'), valueCodeableConcept: { coding: [{ code: 'PRO-ASS' }] } },
        ],
      },
      { reasonCode: [{ coding: [{ code: 'OTH' }], text: 'Route of access: Prison' }] },
    ]);
  });
});

describe('support reasons', () => {
  it('are Conditions of Interweave, from the earliest event; the latest return says which stand and which is primary', () => {
    const conditions = ofType(
      'Condition',
      standing(
        [
          {},
          { ...ASSESSMENT, Primary_Support_Reason: 'Mental health support', Event_Start_Date: '2024-07-01' },
        ],
        [{ Event_Start_Date: '2024-09-02' }],
      ),
    );
    expect(conditions).toMatchObject([
      {
        clinicalStatus: { coding: [{ code: 'inactive' }] },
        category: [{ coding: [{ code: 'MHS' }] }],
        code: { coding: [{ code: 'MHS' }], text: 'Mental health support' },
        extension: [
          { valueBoolean: false },
          { valuePeriod: { start: '2024-07-01' } },
          { url: own('derived-start'), valueBoolean: true },
          { valueDate: '2025-06-30' },
        ],
      },
      {
        clinicalStatus: { coding: [{ code: 'active' }] },
        category: [{ coding: [{ code: 'PS' }] }],
        code: { coding: [{ code: 'PS-PCS' }] },
        extension: [
          { valueBoolean: true },
          { valuePeriod: { start: '2024-09-02' } },
          { valueBoolean: true },
          { valueDate: '2025-09-30' },
        ],
      },
    ]);
  });

  it('of an unpaid carer have the category and the text, as there is no code', () => {
    const reason = { Primary_Support_Reason: 'Social support: Support to unpaid carer' };
    expect(ofType('Condition', standing([reason]))).toMatchObject([
      { code: { coding: [{ code: 'SOS' }], text: 'Social support: Support to unpaid carer' } },
    ]);
  });
});

describe('a carer', () => {
  const byAssociation = {
    Client_Type: 'Unpaid carer known by association',
    Event_Type: '',
    Event_Start_Date: '',
    Adult_1_Linked_Person_ID: 'P9',
    Total_Hrs_Caring_per_week: '20-34 hours',
  };

  it('is related to the person cared for, and that person to the carer', () => {
    expect(ofType('RelatedPerson', standing([byAssociation]))).toMatchObject([
      {
        patient: { reference: `Patient/Patient:${PERSON_SYSTEM}|P9` },
        identifier: [{ system: PERSON_SYSTEM, value: 'P1' }],
        relationship: [{ coding: [{ code: 'Carer' }], text: 'Unpaid carer' }],
        extension: [
          { extension: [{ url: 'supportRoleType', valueCodeableConcept: { coding: [{ code: 'CAR' }] } }] },
          { url: own('hours-caring'), valueString: '20-34 hours' },
          RETURN_TO,
        ],
      },
      {
        patient: { reference: `Patient/Patient:${PERSON_SYSTEM}|P1` },
        identifier: [{ system: PERSON_SYSTEM, value: 'P9' }],
        relationship: [{ coding: [{ code: 'Personal' }], text: 'Person cared for' }],
        extension: [
          { extension: [{ valueCodeableConcept: { coding: [{ code: 'CF', display: 'Cared For' }] } }] },
          RETURN_TO,
        ],
      },
    ]);
  });

  it('whom the next return does not link any more is no carer any more', () => {
    expect(ofType('RelatedPerson', standing([byAssociation], [{}]))).toEqual([]);
  });
});

describe('circumstances', () => {
  it('are one Observation; a date of death is told and not believed', () => {
    const [observation] = ofType('Observation', standing([{ Dementia: 'Yes', Date_of_Death: '2025-04-02' }]));
    expect(observation).toMatchObject({
      status: 'final',
      subject: PATIENT,
      effectivePeriod: { start: '2024-07-01', end: '2025-06-30' },
      component: [
        {
          code: { text: 'Accommodation status' },
          valueCodeableConcept: { text: 'Tenant: Private landlord' },
        },
        { code: { text: 'Has an unpaid carer' }, valueCodeableConcept: { text: 'No' } },
        { code: { text: 'Dementia' }, valueCodeableConcept: { text: 'Yes' } },
        {
          code: { text: 'Date of death as the council states it, not verified' },
          valueDateTime: '2025-04-02',
        },
      ],
    });
  });

  it('that are unknown are not told', () => {
    expect(
      ofType('Observation', standing([{ Accommodation_Status: 'Unknown', Has_Unpaid_Carer: 'Unknown' }])),
    ).toEqual([]);
  });
});
