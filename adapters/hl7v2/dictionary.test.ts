import { describe, expect, it } from 'vitest';
import { createDictionarySource } from './dictionary-source.ts';
import { describeMessage, NO_DICTIONARY } from './dictionary.ts';
import { parseMessage } from './message.ts';

const HEADER = 'MSH|^~\\&|PAS|RFR|||20261121101112||ADT^A01^ADT_A01|1|P|2.4';
const source = createDictionarySource();

async function describeText(...lines: string[]) {
  return describeMessage(parseMessage([HEADER, ...lines].join('\r')).message, await source.of('2.4'));
}

describe('describeMessage', () => {
  it('names segments, fields, types, tables and components, and shows the text as sent', async () => {
    const { segments, truncated } = await describeText(
      'PID|1||9990000018^^^NHS~X1^^^RFR&2.16&ISO||A\\T\\B^""|||2',
    );
    const pid = segments.find((segment) => segment.name === 'PID');
    expect(pid).toMatchObject({ title: 'Patient identification', kind: 'standard' });
    expect(
      pid?.fields.map(({ position, name, datatype, table, text }) => [position, name, datatype, table, text]),
    ).toEqual([
      [1, 'Set ID - PID', 'SI', undefined, '1'],
      [3, 'Patient Identifier List', 'CX', undefined, '9990000018^^^NHS~X1^^^RFR&2.16&ISO'],
      [5, 'Patient Name', 'XPN', undefined, 'A\\T\\B^""'],
      [8, 'Administrative Sex', 'IS', '0001', '2'],
    ]);
    expect(pid?.fields[1]?.repetitions[1]).toEqual([
      { position: 1, name: 'ID', text: 'X1' },
      { position: 4, name: 'Assigning Authority', text: 'RFR&2.16&ISO' },
    ]);
    expect(pid?.fields[2]?.repetitions[0]).toEqual([
      { position: 1, name: 'Family Name', text: 'A&B' },
      { position: 2, name: 'Given Name', text: '""' },
    ]);
    expect(truncated).toBe(false);
  });

  it('shows local, unknown and nameless segments as such', async () => {
    const { segments } = await describeText('ZU1|x', 'QQQ||y', 'a line|z');
    expect(segments.slice(1).map(({ name, title, kind }) => [name, title, kind])).toEqual([
      ['ZU1', '', 'local'],
      ['QQQ', '', 'unknown'],
      ['', '', 'unknown'],
    ]);
    expect(segments[2]?.fields).toEqual([
      {
        position: 2,
        name: '',
        datatype: '',
        text: 'y',
        repetitions: [[{ position: 1, name: '', text: 'y' }]],
      },
    ]);
  });

  it('warns of required segments and fields that are absent, by position and name only', async () => {
    const { warnings } = await describeText('EVN|A01|20261121101112', 'PID|1||X1^^^RFR');
    expect(warnings).toEqual([
      'PV1 is required in ADT_A01 and absent',
      'PID-5 Patient Name is required and absent',
    ]);
  });

  it('shows a message without its names where there is no dictionary', () => {
    const { message } = parseMessage(`${HEADER}\rPID|1`);
    const { segments, warnings } = describeMessage(message, NO_DICTIONARY);
    expect(segments[1]).toMatchObject({
      name: 'PID',
      title: '',
      fields: [{ position: 1, name: '', text: '1' }],
    });
    expect(warnings).toEqual([]);
  });

  it('cuts long fields, many repetitions and many fields, and says so', async () => {
    const long = await describeText(`PID|1||${'x'.repeat(20_000)}`);
    const field = long.segments[1]?.fields[1];
    expect(field?.text).toHaveLength(10_000);
    expect(field?.repetitions[0]?.[0]?.text).toHaveLength(10_000);
    expect([field?.truncated, long.truncated]).toEqual([true, true]);

    const many = await describeText(`PID|1||${'a^b~'.repeat(20_000)}`);
    expect(many.segments[1]?.fields[1]?.repetitions).toHaveLength(50);
    expect(many.truncated).toBe(true);

    const wide = await describeText(...Array.from({ length: 300 }, () => `ZZZ${'|x'.repeat(20)}`));
    expect(wide.segments.flatMap(({ fields }) => fields)).toHaveLength(2000);
    expect(wide.truncated).toBe(true);

    const bare = await describeText(...Array.from({ length: 500 }, () => 'NK1|'));
    expect(bare.warnings).toHaveLength(200);
    expect(bare.truncated).toBe(true);
  });

  it('describes a segment of half a million fields without splitting it for each of them', async () => {
    const { message } = parseMessage(`${HEADER}\rZZZ${'|a'.repeat(500_000)}`);
    const [, wide] = message.segments;
    if (wide === undefined) throw new Error('the segment is not there');
    let counted = 0;
    const watched = {
      ...message,
      first: (name: string) => message.first(name),
      segments: [
        {
          name: wide.name,
          get fieldCount() {
            counted += 1;
            return wide.fieldCount;
          },
          rawText: (field: number) => wide.rawText(field),
          repetitions: (field: number) => wide.repetitions(field),
          value: (field: number) => wide.value(field),
        },
      ],
    };
    const { segments, truncated } = describeMessage(watched, await source.of('2.4'));
    expect([counted, segments[0]?.fields.length, truncated]).toEqual([1, 2000, true]);
  });

  it('looks at 20,000 fields at most, empty ones too, and says that there are more', async () => {
    const { segments, truncated } = await describeText(`ZZZ${'|'.repeat(15_000)}x${'|'.repeat(15_000)}x`);
    expect(segments[1]?.fields.map(({ position }) => position)).toEqual([15_000]);
    expect(truncated).toBe(true);
  });

  it('describes 500 segments and a million characters at most, and says that there are more', async () => {
    const many = await describeText('PV1\r'.repeat(250_000));
    expect([many.segments.length, many.truncated]).toEqual([500, true]);
    expect(JSON.stringify(many).length).toBeLessThan(200_000);

    const long = await describeText(`ZZZ|${'x'.repeat(10_000)}\r`.repeat(200));
    expect(JSON.stringify(long).length).toBeLessThan(1_100_000);
    expect(long.truncated).toBe(true);
  });
});
