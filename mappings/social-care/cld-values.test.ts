import { describe, expect, it } from 'vitest';
import { readDate } from './cld-date.ts';
import { readValue } from './cld-values.ts';

describe('a value of a list', () => {
  it.each([
    ['Client_Type', 'Service User', 'Service user'],
    ['Event_Type', ' service', 'Service'],
    ['Service_Type', 'Long Term Support:  Nursing Care', 'Long term support: Nursing care'],
    ['Primary_Support_Reason', 'Learning Disability Support', 'Learning disability support'],
  ] as const)('%s "%s" is that of Release 2 but for case and spaces', (column, text, value) => {
    expect(readValue(column, text)).toEqual({ kind: 'known', value });
  });

  it.each([
    ['Client_Type', 'Carer', 'Unpaid carer'],
    ['Client_Type', 'Carer known by association', 'Unpaid carer known by association'],
    [
      'Primary_Support_Reason',
      'Physical Support: Access & mobility only',
      'Physical support: Access and mobility only',
    ],
    [
      'Primary_Support_Reason',
      'Social Support: Support for Social Isolation/Other',
      'Social support: Support for social isolation or other reason',
    ],
    ['Primary_Support_Reason', 'Social Support: Support to Carer', 'Social support: Support to unpaid carer'],
    ['Event_Outcome', 'NFA - Support declined', 'NFA: Support declined'],
    ['Event_Outcome', 'NFA – Deceased', 'NFA: Deceased'],
    [
      'Event_Outcome',
      'NFA - Information & Advice / Signposting only',
      'NFA: Information and advice or signposting',
    ],
    ['Service_Type', 'Carer Support: Direct to Carer', 'Unpaid carer support: Direct to unpaid carer'],
    ['Service_Component', 'Home Support', 'Home support or domiciliary care'],
  ] as const)('%s "%s" of Release 1 is "%s"', (column, text, value) => {
    expect(readValue(column, text)).toEqual({ kind: 'release-1', value });
  });

  it('of a list whose Release 2 wording is not published is taken as text', () => {
    expect(readValue('Request_Route_of_Access', 'Front door')).toEqual({
      kind: 'unverified',
      value: 'Front door',
    });
    expect(readValue('Request_Route_of_Access', 'discharge from hospital')).toEqual({
      kind: 'known',
      value: 'Discharge from Hospital',
    });
    expect(readValue('Total_Hrs_Caring_per_week', '20-34 hours')).toMatchObject({ kind: 'unverified' });
  });

  it('that no list has is unknown, also where every object has it', () => {
    expect(readValue('Service_Type', 'constructor')).toEqual({ kind: 'unknown' });
    expect(readValue('Gender', 'F')).toEqual({ kind: 'unknown' });
  });
});

describe('a date', () => {
  it.each([
    ['2024-02-29', '2024-02-29'],
    ['29/02/2024', '2024-02-29'],
    ['31/12/1899', '1899-12-31'],
  ])('%s is %s', (text, date) => {
    expect(readDate(text)).toBe(date);
  });

  it.each([
    '2023-02-29',
    '1900-02-29',
    '31/04/2024',
    '12/31/2024',
    '1/4/2024',
    '2024-4-1',
    '2024-00-10',
    '2024-01-00',
    '0024-01-01',
    '2024-01-01 00:00',
    '45383',
    '01-04-2024',
  ])('%s is none', (text) => {
    expect(readDate(text)).toBeUndefined();
  });
});
