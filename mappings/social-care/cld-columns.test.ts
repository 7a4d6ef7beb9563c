import { describe, expect, it } from 'vitest';
import { CLD_HEADER } from '../../test-data/social-care/cld-return.ts';
import { CLD_COLUMNS, readHeader } from './cld-columns.ts';

describe('the header of a return', () => {
  it('has the 46 columns of Release 2', () => {
    expect(CLD_COLUMNS).toHaveLength(46);
    expect([...CLD_COLUMNS]).toEqual(CLD_HEADER);
  });

  it('is matched without regard to case, spaces, underscores and a byte order mark', () => {
    const cells = CLD_HEADER.map((name, i) =>
      i % 2 === 0 ? name.replaceAll('_', ' ').toUpperCase() : ` ${name.toLowerCase().replaceAll('_', '')}`,
    );
    const result = readHeader(cells.map((cell, i) => (i === 0 ? `\uFEFF${cell}` : cell)));
    expect(result).toMatchObject({ kind: 'header', header: { width: 46, unknown: [], absent: [] } });
    expect(result.kind === 'header' && result.header.positions.Planned_units_per_week).toBe(45);
  });

  it('may have columns in another order, and others beside them, which are reported', () => {
    const result = readHeader(['GP_Practice_Name', ...CLD_HEADER.toReversed(), 'x'.repeat(90)]);
    expect(result).toMatchObject({
      kind: 'header',
      header: { unknown: ['GP_Practice_Name', 'x'.repeat(60)], positions: { LA_Code: 46 } },
    });
  });

  it('may lack what is not mandatory, such as costs', () => {
    const result = readHeader(CLD_HEADER.filter((name) => !/Cost|Description/.test(name)));
    expect(result).toMatchObject({
      kind: 'header',
      header: { absent: ['Event_Description', 'Unit_Cost', 'Cost_Frequency_Unit_Type'] },
    });
  });

  it('without a mandatory column refuses the file, and names our columns alone', () => {
    const cells = CLD_HEADER.filter((name) => name !== 'Date_of_Birth' && name !== 'Service_Type');
    expect(readHeader([...cells, '9990000018'])).toEqual({
      kind: 'refused',
      rule: 'missing-columns',
      columns: ['Date_of_Birth', 'Service_Type'],
    });
  });

  it('with a column twice refuses the file: which one counts cannot be known', () => {
    expect(readHeader([...CLD_HEADER, 'la code'])).toEqual({
      kind: 'refused',
      rule: 'repeated-columns',
      columns: ['LA_Code'],
    });
  });
});
