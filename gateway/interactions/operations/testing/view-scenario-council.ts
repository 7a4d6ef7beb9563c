/** For tests of the shared view: what the council tells of the person of view-scenario.ts, by case events and in a return. */
import type { CaseEvent } from '../../../../mappings/social-care/case-event.ts';
import { cldLine, CLD_HEADER } from '../../../../test-data/social-care/cld-return.ts';
import { NUMBER } from './view-scenario.ts';

const COUNCIL_PERSON = { councilPersonId: 'C-1' };
type Thing = Pick<CaseEvent, 'type'> & { readonly key: string; readonly payload: object };

const THINGS: readonly Thing[] = [
  {
    type: 'person',
    key: 'P-1',
    payload: {
      nhsNumber: NUMBER,
      nhsNumberStatus: '02',
      name: { family: 'Hartley', given: ['Joan'] },
      birthDate: '1941-02-03',
      gender: 'female',
      address: { lines: ['1 Mill Lane', 'Rotherham'], postcode: 'S60 9ZZ', kind: 'home' },
      communicationNeeds: 'Hard of hearing',
    },
  },
  {
    type: 'allocation',
    key: 'AL-1',
    payload: {
      worker: { id: 'W-1', name: 'A. Jones', role: 'Social worker', phone: '01632 960210' },
      team: {
        id: 'asc-central-north',
        name: 'Central team',
        phone: '01632 960200',
        outOfHoursPhone: '01632 960299',
      },
      from: '2026-05-01',
      keyWorker: true,
    },
  },
  {
    type: 'service',
    key: 'S-1',
    payload: {
      category: 'Long term support: Community',
      component: 'Home support or domiciliary care',
      status: 'suspended',
      suspendedFrom: '2026-11-21',
      start: '2026-05-03',
      provider: { name: 'Thistle Home Care', cqcLocationId: '1-900000001', phone: '01632 960311' },
      frequency: '4 visits a day',
    },
  },
  {
    type: 'carer',
    key: 'CR-1',
    payload: {
      name: { family: 'HARTLEY', given: ['Paul'] },
      relationship: 'son',
      roles: ['MC'],
      from: '2026-05-01',
    },
  },
  {
    type: 'equipment',
    key: 'EQ-1',
    payload: { item: 'Stair lift', start: '2026-05-03', status: 'in-place', keySafe: true },
  },
  {
    type: 'alert',
    key: 'AT-1',
    payload: {
      category: 'RTO',
      kind: 'NVU',
      text: 'Two workers at each visit',
      status: 'active',
      from: '2026-06-01',
    },
  },
  { type: 'safeguarding', key: 'SG-1', payload: { status: 'open', concernDate: '2026-11-01' } },
  { type: 'review-due', key: 'RD-1', payload: { dueDate: '2026-11-10', of: 'S-1' } },
];

export const CASE_EVENTS = JSON.stringify(
  THINGS.map(({ type, key, payload }, i) => ({
    schemaVersion: 1,
    eventId: `rmbc-asc-${i + 1}`,
    source: 'rmbc-asc',
    sequence: i + 1,
    occurredAt: '2026-11-20T09:00:00Z',
    recordedAt: '2026-11-20T09:00:00Z',
    type,
    key,
    version: 1,
    person: COUNCIL_PERSON,
    payload,
  })),
);

/** A return of the quarter before last: one service that is open at its end. */
export const RETURN = [
  `${CLD_HEADER.join(',')}\r\n`,
  cldLine({
    LA_Code: '206',
    Reporting_Period_Start_Date: '2026-04-01',
    Reporting_Period_End_Date: '2026-06-30',
    NHS_Number: NUMBER,
    LA_Person_Unique_Identifier: 'C-1',
    Gender: 'Female',
    Ethnicity: 'White: English, Welsh, Scottish, Northern Irish or British',
    Date_of_Birth: '1941-02-03',
    Client_Type: 'Service user',
    Primary_Support_Reason: 'Physical support: Personal care support',
    Postcode: 'S60 9ZZ',
    Event_Type: 'Service',
    Event_Reference: 'R-1',
    Event_Start_Date: '2026-05-03',
    Service_Type: 'Long term support: Community',
    Service_Component: 'Day support',
  }),
].join('');
