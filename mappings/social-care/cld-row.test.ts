import { describe, expect, it } from 'vitest';
import {
  ASSESSMENT,
  COUNCIL,
  faultsOf,
  readCells,
  REQUEST,
  REVIEW,
  rowOf,
  soundHeader,
} from '../../test-data/social-care/cld-rows.ts';
import { readRow } from './cld-row.ts';

describe('a sound row', () => {
  it('is a person and an event, without a note', () => {
    const result = readCells({
      Provider_CQC_Location_ID: '1-540778124',
      Delivery_Mechanism: 'Direct payment',
    });
    expect(result).toEqual({
      kind: 'row',
      notes: [],
      row: {
        line: 7,
        period: { start: '2024-07-01', end: '2025-06-30' },
        person: {
          id: 'P1',
          nhsNumber: '9990000018',
          practice: 'C87005',
          gender: 'Female',
          ethnicity: 'White: Irish',
          birthDate: '1941-02-03',
          postcode: 'S60 1AB',
          circumstances: {
            accommodation: 'Tenant: Private landlord',
            unpaidCarer: 'No',
            supportReason: 'Physical support: Personal care support',
          },
          caresFor: [],
        },
        event: {
          type: 'service',
          client: 'service-user',
          start: '2024-09-02',
          outcome: 'Continuation of support or services',
          reason: 'Physical support: Personal care support',
          serviceType: 'Long term support: Community',
          component: 'Home support or domiciliary care',
          mechanism: 'Direct payment',
          provider: '1-540778124',
        },
      },
    });
  });

  it('carries no costs, event reference or free text', () => {
    const row = rowOf({
      Event_Description: 'told us of her son',
      Event_Reference: 'EV-77',
      Unit_Cost: '21.50',
      Cost_Frequency_Unit_Type: 'Hourly',
      Planned_units_per_week: '14',
    });
    expect(JSON.stringify(row)).not.toMatch(/her son|EV-77|21\.50|Hourly|14"/);
  });

  it('has blanks where NULL is written', () => {
    const blanks = {
      NHS_Number: 'NULL',
      GP_Practice_Code: 'null',
      Event_End_Date: ' NULL ',
      Postcode: '\u00a0',
    };
    const result = readCells(blanks);
    expect(faultsOf(result)).toEqual([
      'NHS_Number blank-mandatory (blank)',
      'Postcode blank-mandatory (blank)',
    ]);
    expect(rowOf(blanks).person).not.toHaveProperty('nhsNumber');
    expect(rowOf(blanks).event).not.toHaveProperty('end');
  });

  it('of Release 1 is read in the words of Release 2, and noted', () => {
    const result = readCells({
      Client_Type: 'Carer',
      Service_Type: 'Carer Support: Direct to Carer',
      Service_Component: 'Carer Respite',
      Event_Outcome: 'NFA - Other',
    });
    expect(faultsOf(result)).toEqual([
      'Client_Type release-1-value (letters, 5 characters)',
      'Service_Type release-1-value (text, 30 characters)',
      'Service_Component release-1-value (text, 13 characters)',
      'Event_Outcome release-1-value (text, 11 characters)',
    ]);
    expect(result.kind === 'row' && result.row.event).toMatchObject({
      client: 'unpaid-carer',
      serviceType: 'Unpaid carer support: Direct to unpaid carer',
      component: 'Unpaid carer respite',
      outcome: 'NFA: Other',
    });
  });

  it('of a carer known by association has no event and says whom they care for', () => {
    const row = rowOf({
      Client_Type: 'Unpaid carer known by association',
      Event_Type: '',
      Event_Start_Date: '',
      Adult_1_Linked_Person_ID: 'P9',
      Adult_2_Linked_Person_ID: 'P3',
      Adult_3_Linked_Person_ID: 'P9',
    });
    expect(row).not.toHaveProperty('event');
    expect(row.person.caresFor).toEqual(['P3', 'P9']);
  });

  it('takes British dates', () => {
    expect(rowOf({ Event_Start_Date: '02/09/2024', Date_of_Birth: '03/02/1941' })).toMatchObject({
      person: { birthDate: '1941-02-03' },
      event: { start: '2024-09-02' },
    });
  });

  it.each([
    [REQUEST, { type: 'request', route: 'Discharge from Hospital' }],
    [ASSESSMENT, { type: 'assessment', assessmentType: 'Long term assessment' }],
    [REVIEW, { type: 'review', reviewReason: 'Planned' }],
  ])('takes the columns of its own kind of event', (cells, event) => {
    const row = rowOf({ ...cells, Delivery_Mechanism: 'Direct payment' });
    expect(row.event).toMatchObject(event);
    expect(row.event).not.toHaveProperty('mechanism');
  });
});

describe('a row with a fault that leaves out the value', () => {
  it.each([
    ['NHS_Number', '9990000019', 'nhs-number (digits, 10 characters)', 'nhsNumber'],
    ['NHS_Number', '9876543210', 'nhs-number (digits, 10 characters)', 'nhsNumber'],
    ['Date_of_Birth', '1941-02-30', 'not-a-date (digits and separators, 10 characters)', 'birthDate'],
    ['Postcode', 'Rotherham', 'postcode (letters, 9 characters)', 'postcode'],
    ['GP_Practice_Code', 'The Surgery', 'practice-code (text, 11 characters)', 'practice'],
    ['Gender', 'F', 'not-in-list (letters, 1 character)', 'gender'],
    ['Ethnicity', 'Klingon', 'not-in-list (letters, 7 characters)', 'ethnicity'],
  ])('%s is taken without it, and the note has no value', (column, value, fault, field) => {
    const result = readCells({ [column]: value });
    expect(faultsOf(result)).toEqual([`${column} ${fault}`]);
    expect(result.kind === 'row' && result.row.person).not.toHaveProperty(field);
    expect(JSON.stringify(result.kind === 'row' && result.notes)).not.toContain(value);
  });

  it('of a provider that is no CQC location', () => {
    const result = readCells({ Provider_CQC_Location_ID: '1-123' });
    expect(faultsOf(result)).toEqual([
      'Provider_CQC_Location_ID cqc-location (digits and separators, 5 characters)',
    ]);
    expect(result.kind === 'row' && result.row.event).not.toHaveProperty('provider');
  });

  it('of a person who cares for themselves', () => {
    const result = readCells({ Adult_1_Linked_Person_ID: 'P1' });
    expect(faultsOf(result)).toEqual([
      'Adult_1_Linked_Person_ID links-to-self (letters and digits, 2 characters)',
    ]);
    expect(result.kind === 'row' && result.row.person.caresFor).toEqual([]);
  });

  it('keeps as text what a list of events does not have', () => {
    const result = readCells({ Service_Component: 'Robot carer', Event_Outcome: 'Who knows' });
    expect(faultsOf(result)).toEqual([
      'Service_Component not-in-list (text, 11 characters)',
      'Event_Outcome not-in-list (text, 9 characters)',
    ]);
    expect(result.kind === 'row' && result.row.event).toMatchObject({
      component: 'Robot carer',
      outcome: 'Who knows',
    });
  });

  it('leaves out what is too long to be a value of a list', () => {
    const result = readCells({ Event_Outcome: 'x'.repeat(201) });
    expect(faultsOf(result)).toEqual(['Event_Outcome too-long (letters, 201 characters)']);
  });

  it('notes a date of death, for somebody to check', () => {
    const result = readCells({ Date_of_Death: '2025-03-01' });
    expect(faultsOf(result)).toEqual([
      'Date_of_Death date-of-death-stated (digits and separators, 10 characters)',
    ]);
    expect(result.kind === 'row' && result.row.person.circumstances.dateOfDeath).toBe('2025-03-01');
  });
});

describe('a row is refused', () => {
  it.each([
    [{ LA_Person_Unique_Identifier: '' }, 'LA_Person_Unique_Identifier blank-mandatory (blank)'],
    [{ LA_Person_Unique_Identifier: 'a|b' }, 'LA_Person_Unique_Identifier person-id (text, 3 characters)'],
    [{ LA_Code: '503' }, 'LA_Code other-council (digits, 3 characters)'],
    [{ Client_Type: 'Friend' }, 'Client_Type not-in-list (letters, 6 characters)'],
    [{ Event_Type: 'Safeguarding' }, 'Event_Type not-in-list (letters, 12 characters)'],
    [{ Event_Type: '' }, 'Event_Type blank-mandatory (blank)'],
    [{ Event_Start_Date: '' }, 'Event_Start_Date blank-mandatory (blank)'],
    [
      { Event_Start_Date: '32/01/2025' },
      'Event_Start_Date not-a-date (digits and separators, 10 characters)',
    ],
    [{ Event_End_Date: 'soon' }, 'Event_End_Date not-a-date (letters, 4 characters)'],
    [
      { Event_End_Date: '2024-09-01' },
      'Event_End_Date end-before-start (digits and separators, 10 characters)',
    ],
    [{ ...REVIEW, Event_End_Date: 'NULL' }, 'Event_End_Date blank-mandatory (blank)'],
    [{ Service_Type: '', Service_Component: '' }, 'Service_Type blank-mandatory (blank)'],
    [{ Reporting_Period_End_Date: '' }, 'Reporting_Period_End_Date blank-mandatory (blank)'],
    [
      { Reporting_Period_End_Date: '2024-06-30' },
      'Reporting_Period_End_Date period-reversed (digits and separators, 10 characters)',
    ],
  ])('%o', (cells, fault) => {
    const result = readCells(cells);
    expect(result.kind).toBe('refused');
    expect(faultsOf(result)).toEqual([fault]);
  });

  it('with line and column of every fault', () => {
    const result = readCells({ Event_Start_Date: 'x', Client_Type: 'y' });
    expect(result).toEqual({
      kind: 'refused',
      faults: [
        { line: 7, column: 'Client_Type', rule: 'not-in-list', value: 'letters, 1 character', refuses: true },
        {
          line: 7,
          column: 'Event_Start_Date',
          rule: 'not-a-date',
          value: 'letters, 1 character',
          refuses: true,
        },
      ],
    });
  });

  it('where it has not the cells of the header', () => {
    expect(readRow(['a', 'b'], soundHeader(), 9, COUNCIL)).toEqual({
      kind: 'refused',
      faults: [{ line: 9, rule: 'cell-count', value: '2 cells for 46 columns', refuses: true }],
    });
  });
});
