import { describe, expect, it } from 'vitest';
import { REVIEW } from '../../test-data/social-care/cld-rows.ts';
import {
  COUNCIL_REFERENCE,
  ofType,
  own,
  PATIENT,
  RETURN_TO,
  standing,
} from '../../test-data/social-care/cld-standing.ts';

const SERVICE =
  'service.service-user.2024-09-02.long-term-support-community.home-support-or-domiciliary-care';
const TAGS = [
  {
    system: 'https://fhir.interweavedigital.nhs.uk/Source',
    code: 'council-return',
    display: 'Client Level Data return',
  },
  { system: 'https://fhir.interweavedigital.nhs.uk/Provenance', code: '206', display: 'Rotherham Council' },
];

describe('a service', () => {
  it('is an EpisodeOfCare of Interweave, active as of the end of the period', () => {
    const [service] = ofType(
      'EpisodeOfCare',
      standing([
        {
          Provider_CQC_Location_ID: '1-540778124',
          Delivery_Mechanism: 'CASSR commissioned support',
          Client_Funding_Status: 'Fully social care funded',
        },
      ]),
    );
    expect(service).toEqual({
      resourceType: 'EpisodeOfCare',
      id: `EpisodeOfCare:council-return|206|P1|${SERVICE}`,
      meta: {
        source: 'urn:uuid:message-june',
        tag: TAGS,
        profile: [
          'https://fhir.interweavedigital.nhs.uk/R4/StructureDefinition/Interweave-SocialCareService',
        ],
      },
      extension: [
        {
          url: 'https://fhir.interweavedigital.nhs.uk/R4/StructureDefinition/Extension-Interweave-SocialCareServiceCategory',
          valueCodeableConcept: {
            coding: [
              {
                system:
                  'https://fhir.interweavedigital.nhs.uk/CodeSystem/Interweave-SocialCareServiceCategory',
                code: 'LTS-C',
                display: 'Long Term Support: Community',
              },
            ],
            text: 'Long term support: Community',
          },
        },
        RETURN_TO,
        { url: own('delivery-mechanism'), valueString: 'CASSR commissioned support' },
        { url: own('funding'), valueString: 'Fully social care funded' },
        {
          url: own('outcome'),
          valueCodeableConcept: {
            coding: [
              {
                system:
                  'https://fhir.interweavedigital.nhs.uk/CodeSystem/Interweave-SocialCareAssessmentOutcome',
                code: 'NCP',
                display: 'No change in package',
              },
            ],
            text: 'Continuation of support or services',
          },
        },
      ],
      identifier: [
        {
          system: 'https://fhir.interweavedigital.nhs.uk/Id/local-socialcareservice-identifier',
          value: `206.P1.${SERVICE}`,
        },
      ],
      status: 'active',
      type: [
        {
          coding: [
            {
              system: 'https://fhir.interweavedigital.nhs.uk/CodeSystem/Interweave-SocialCareServiceType',
              code: 'HS',
              display: 'Home Support',
            },
          ],
          text: 'Home support or domiciliary care',
        },
      ],
      patient: PATIENT,
      managingOrganization: {
        reference: 'Organization/Organization:https://rother.example/fhir/Id/cqc-location|1-540778124',
        display: 'Provider with CQC location 1-540778124',
      },
      period: { start: '2024-09-02' },
    });
  });

  it('without a provider is managed by the council; extra care housing keeps its name as text', () => {
    const [service] = ofType('EpisodeOfCare', standing([{ Service_Component: 'Extra care housing' }]));
    expect(service).toMatchObject({
      managingOrganization: COUNCIL_REFERENCE,
      type: [{ coding: [{ code: 'OLTS' }], text: 'Extra care housing' }],
    });
  });

  it('of no list is other, with its text; what is blank is data not held', () => {
    const [odd] = ofType('EpisodeOfCare', standing([{ Service_Component: 'Robot carer', Service_Type: '' }]));
    expect(odd).toMatchObject({
      type: [{ coding: [{ code: 'OTH' }], text: 'Robot carer' }],
      extension: [{ valueCodeableConcept: { coding: [{ code: 'DNH-IL' }] } }, RETURN_TO, {}],
    });
  });

  it('of several rows is one, that says how many and by whom', () => {
    const services = ofType(
      'EpisodeOfCare',
      standing([
        { Provider_CQC_Location_ID: '1-540778124', Event_Outcome: 'Admitted to hospital' },
        { Provider_CQC_Location_ID: '1-540778125' },
      ]),
    );
    expect(services).toHaveLength(1);
    expect(services[0]).toMatchObject({
      extension: expect.arrayContaining([
        { url: own('rows'), valuePositiveInt: 2 },
        {
          url: own('other-provider'),
          valueReference: {
            reference: 'Organization/Organization:https://rother.example/fhir/Id/cqc-location|1-540778124',
            display: 'Provider with CQC location 1-540778124',
          },
        },
      ]) as unknown,
    });
  });

  it('that vanished is finished, and its end is marked as assumed', () => {
    const services = ofType('EpisodeOfCare', standing([{}], [{ ...REVIEW, Event_End_Date: '2025-08-01' }]));
    expect(services).toEqual([
      expect.objectContaining({
        status: 'finished',
        period: { start: '2024-09-02', end: '2025-06-30' },
        extension: expect.arrayContaining([{ url: own('assumed-end'), valueBoolean: true }]) as unknown,
        meta: expect.objectContaining({ source: 'urn:uuid:message-later-0' }) as unknown,
      }),
    ]);
  });

  it('of the next financial year says which one it goes on from', () => {
    const services = ofType(
      'EpisodeOfCare',
      standing([{ Event_End_Date: '2025-03-31' }, { Event_Start_Date: '2025-04-01' }]),
    );
    expect(services.map((service) => 'extension' in service && service.extension)).toEqual([
      expect.not.arrayContaining([expect.objectContaining({ url: own('continues') })]) as unknown,
      expect.arrayContaining([
        {
          url: own('continues'),
          valueReference: { reference: `EpisodeOfCare/EpisodeOfCare:council-return|206|P1|${SERVICE}` },
        },
        { url: own('in-place-since'), valueDate: '2024-09-02' },
      ]) as unknown,
    ]);
  });
});
