import { describe, expect, it } from 'vitest';
import { describeMessage } from './dictionary.ts';
import { parseMessage } from './message.ts';

const HEADER = 'MSH|^~\\&|PAS|RFR|||20261121101112||ADT^A01^ADT_A01|1|P|2.4';

function describeText(...lines: string[]) {
  return describeMessage(parseMessage([HEADER, ...lines].join('\r')).message, '2.4');
}

describe('describeMessage', () => {
  it('names segments, fields, types and components, and shows the text as sent', async () => {
    const { segments } = await describeText('PID|1||9990000018^^^NHS~X1^^^RFR&2.16&ISO||A\\T\\B^""');
    const pid = segments.find((segment) => segment.name === 'PID');
    expect(pid).toMatchObject({ title: 'Patient identification', kind: 'standard' });
    expect(pid?.fields.map(({ position, name, type, text }) => [position, name, type, text])).toEqual([
      [1, 'Set ID - PID', 'SI', '1'],
      [3, 'Patient Identifier List', 'CX', '9990000018^^^NHS~X1^^^RFR&2.16&ISO'],
      [5, 'Patient Name', 'XPN', 'A\\T\\B^""'],
    ]);
    expect(pid?.fields[1]?.repetitions[1]).toEqual([
      { position: 1, name: 'ID', text: 'X1' },
      { position: 4, name: 'Assigning Authority', text: 'RFR&2.16&ISO' },
    ]);
    expect(pid?.fields[2]?.repetitions[0]).toEqual([
      { position: 1, name: 'Family Name', text: 'A&B' },
      { position: 2, name: 'Given Name', text: '""' },
    ]);
  });

  it('shows local, unknown and nameless segments as such', async () => {
    const { segments } = await describeText('ZU1|x', 'QQQ||y', 'a line|z');
    expect(segments.slice(1).map(({ name, title, kind }) => [name, title, kind])).toEqual([
      ['ZU1', '', 'local'],
      ['QQQ', '', 'unknown'],
      ['', '', 'unknown'],
    ]);
    expect(segments[2]?.fields).toEqual([
      { position: 2, name: '', type: '', text: 'y', repetitions: [[{ position: 1, name: '', text: 'y' }]] },
    ]);
  });

  it('warns of required segments and fields that are absent, by position and name only', async () => {
    const { warnings } = await describeText('EVN|A01|20261121101112', 'PID|1||X1^^^RFR');
    expect(warnings).toEqual([
      'PV1 is required in ADT_A01 and absent',
      'PID-5 Patient Name is required and absent',
    ]);
  });

  it.each([
    ['2.4', '2.4'],
    ['', '2.4'],
    ['2.5.1', '2.5.1'],
    ['2.9', '2.8'],
    ['2', '2.1'],
    ['nonsense', '2.1'],
  ])('for version "%s" uses the dictionary of %s', async (version, expected) => {
    expect((await describeMessage(parseMessage(HEADER).message, version)).version).toBe(expected);
  });
});
