/** The event of a row: request, assessment, service or review. CLD columns 22 to 31 and 37 to 43. */
import type { CldCells } from './cld-cells.ts';
import type { CldColumn } from './cld-columns.ts';
import { isCqcLocation } from './providers.ts';
import type { ClientType, EventType, ReturnEvent } from './return.ts';

const EVENT_TYPES: Readonly<Record<string, EventType>> = {
  Request: 'request',
  Assessment: 'assessment',
  Service: 'service',
  Review: 'review',
};

/** Which texts each kind of event takes; what stands in the columns of another kind is not its own. */
const TEXTS: Readonly<
  Record<EventType, Readonly<Partial<Record<Exclude<keyof ReturnEvent, 'type' | 'client'>, CldColumn>>>>
> = {
  request: { route: 'Request_Route_of_Access' },
  assessment: {
    assessmentType: 'Assessment_Type',
    eligibleNeeds: 'Eligible_Needs_Identified',
    method: 'Method_of_Assessment',
  },
  service: {
    serviceType: 'Service_Type',
    component: 'Service_Component',
    mechanism: 'Delivery_Mechanism',
  },
  review: {
    reviewReason: 'Review_Reason',
    outcomesAchieved: 'Review_Outcomes_Achieved',
    method: 'Method_of_Review',
  },
};

/**
 * @param reason primary support reason of the row.
 * @returns undefined where the row has none, as that of a carer known by association, or where it is refused: the
 * faults are then in `row`.
 */
export function eventOf(
  row: CldCells,
  client: ClientType,
  reason: string | undefined,
): ReturnEvent | undefined {
  if (row.text('Event_Type') === '') {
    if (client !== 'carer-by-association') row.refuse('Event_Type', 'blank-mandatory');
    return undefined;
  }
  const type = EVENT_TYPES[row.strictlyListed('Event_Type', true) ?? ''];
  const start = row.date('Event_Start_Date', true);
  const end = row.date('Event_End_Date', true);
  if (row.text('Event_Start_Date') === '') row.refuse('Event_Start_Date', 'blank-mandatory');
  if (type === undefined || start === undefined) return undefined;
  // Requests, assessments and reviews are returned when they are completed; a service may be open.
  if (type !== 'service' && row.text('Event_End_Date') === '') {
    row.refuse('Event_End_Date', 'blank-mandatory');
  }
  if (end !== undefined && end < start) row.refuse('Event_End_Date', 'end-before-start');
  if (type === 'service' && row.text('Service_Type') === '' && row.text('Service_Component') === '') {
    row.refuse('Service_Type', 'blank-mandatory');
  }
  if (type !== 'request') row.noteBlank('Primary_Support_Reason');
  row.noteBlank('Event_Outcome');
  return {
    type,
    client,
    start,
    ...(end === undefined ? {} : { end }),
    ...(reason === undefined ? {} : { reason }),
    ...textsOf(row, type),
  };
}

function textsOf(row: CldCells, type: EventType): Partial<ReturnEvent> {
  const texts = Object.entries(TEXTS[type]).map(([field, column]) => [field, row.listed(column)] as const);
  const all = [
    ...texts,
    ['outcome', row.listed('Event_Outcome')] as const,
    ...(type === 'service'
      ? [
          ['provider', row.shaped('Provider_CQC_Location_ID', 'cqc-location', isCqcLocation)] as const,
          ['funding', row.listed('Client_Funding_Status')] as const,
        ]
      : []),
  ];
  return Object.fromEntries(all.filter(([, text]) => text !== undefined));
}
