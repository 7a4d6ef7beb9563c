import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryMeter } from '../../gateway/testing/used-memory.ts';
import { frame } from '../mllp/frame.ts';
import { createBatchSplitter, type BatchEvent } from './batch.ts';

const first = 'MSH|^~\\&|PAS|RFR|||20260310||ADT^A28|c1|P|2.4\rPID|1||1^^^RFR\r';
const second = 'MSH|^~\\&|PAS|RFR|||20260310||ADT^A28|c2|P|2.4\rPID|1||2^^^RFR\r';
const third = 'MSH#*~\\&#PAS#RFR###20260310##ADT*A28#c3#P#2.4\rPID#1##3***RFR\r';
const FHS = 'FHS|^~\\&|PAS|RFR|||20260310||||file-7\r';
const BHS = 'BHS|^~\\&|PAS|RFR|||20260310||||batch-1\r';
const wellFormed = `${FHS}${BHS}${first}${second}BTS|2\rBHS$^~\\&$PAS$$$$$$$$batch-2\r${third}BTS$1\rFTS|2\r`;

function split(
  bytes: Uint8Array | string,
  maxMessageBytes = 100_000,
  chunks?: readonly number[],
): BatchEvent[] {
  const splitter = createBatchSplitter({ maxMessageBytes });
  const input = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  const events: BatchEvent[] = [];
  let from = 0;
  for (const size of chunks ?? [input.length]) {
    // A copy that is overwritten afterwards: the splitter may not rely on the chunk.
    const chunk = Uint8Array.from(input.subarray(from, from + size));
    events.push(...splitter.push(chunk));
    chunk.fill(0);
    from += size;
  }
  events.push(...splitter.push(input.subarray(from)), ...splitter.end());
  return events;
}

const messagesIn = (events: readonly BatchEvent[]): string[] =>
  events.flatMap((event) => (event.kind === 'message' ? [Buffer.from(event.bytes).toString('latin1')] : []));
const faultsIn = (events: readonly BatchEvent[]): string[] =>
  events.flatMap((event) => (event.kind === 'fault' ? [`${event.line} ${event.fault}`] : []));
const messages = (input: Uint8Array | string): string[] => messagesIn(split(input));
const faults = (input: Uint8Array | string): string[] => faultsIn(split(input));

describe('a file of batches', () => {
  it('gives each message as it is, with its file, batch, number, offset and line', () => {
    const events = split(wellFormed);
    expect(messagesIn(events)).toEqual([first, second, third]);
    expect(faultsIn(events)).toEqual([]);
    expect(events.map((event) => (event.kind === 'message' ? event.place : event))).toEqual([
      {
        position: 1,
        fileId: 'file-7',
        batch: 1,
        batchId: 'batch-1',
        inBatch: 1,
        offset: wellFormed.indexOf(first),
        line: 3,
      },
      {
        position: 2,
        fileId: 'file-7',
        batch: 1,
        batchId: 'batch-1',
        inBatch: 2,
        offset: wellFormed.indexOf(second),
        line: 5,
      },
      {
        position: 3,
        fileId: 'file-7',
        batch: 2,
        batchId: 'batch-2',
        inBatch: 1,
        offset: wellFormed.indexOf(third),
        line: 9,
      },
    ]);
  });

  it.each([
    ['CR', '\r'],
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('reads lines that end with %s, and leaves them so', (_, end) => {
    const events = split(wellFormed.replaceAll('\r', end));
    expect(messagesIn(events)).toEqual([first, second, third].map((text) => text.replaceAll('\r', end)));
    expect(events.map((event) => (event.kind === 'message' ? event.place.line : event))).toEqual([3, 5, 9]);
    // Blank lines between messages, and an end without a line end.
    const loose = `${end}${first}${end} ${end}${second.slice(0, -1)}`.replaceAll('\r', end);
    expect(messages(loose)).toEqual([first.replaceAll('\r', end), second.slice(0, -1).replaceAll('\r', end)]);
    expect(faults(loose)).toEqual([]);
  });

  it('takes messages out of their envelopes, and skips byte order marks', () => {
    const mark = '\u00EF\u00BB\u00BF';
    const framed = [first, mark + second, 'MSH|^~\\&|X\nPID|1'].map((text) =>
      Buffer.from(frame(Buffer.from(text, 'latin1'))).toString('latin1'),
    );
    expect(messages(`${mark}${framed.join('\n\0')}`)).toEqual([first, second, 'MSH|^~\\&|X\nPID|1']);
    expect(messages(mark + first + mark + FHS + mark + second)).toEqual([first, second]);
    // A whole batch in one frame, and the last FS without its CR.
    const one = Buffer.from(frame(Buffer.from(wellFormed, 'latin1'))).subarray(0, -1);
    expect(messages(one)).toEqual([first, second, third]);
    expect(faults(one)).toEqual([]);
  });

  it('does not give what there is of a message whose frame has no end', () => {
    const cut = Buffer.from(frame(Buffer.from(first))).subarray(0, -2);
    const good = frame(Buffer.from(second));
    expect(messages(Buffer.concat([cut, good]))).toEqual([second]);
    expect(faults(Buffer.concat([cut, good]))).toEqual(['1 cut-frame']);
    expect(faults(Buffer.concat([good, cut]))).toEqual(['4 cut-frame']);
  });

  it('keeps VT and FS that no envelope has put there', () => {
    const odd = `${first}NTE|1|a\u000Bb\u001Cc\rNTE|2|MSH\u000B\r`;
    expect(messages(odd + second)).toEqual([odd, second]);
  });

  it('skips a message over the limit, says which it was, and goes on', () => {
    const long = `${first}NTE|1||${'x'.repeat(300)}\rNTE|2||y\r`;
    const events = split(BHS + second + long + third + 'BTS|3\r', 200);
    expect(events.map((event) => event.kind)).toEqual(['message', 'too-large', 'message']);
    expect(events[1]).toMatchObject({ place: { position: 2, inBatch: 2, line: 4 } });
    expect(split(first, first.length - 1).map((event) => event.kind)).toEqual(['message']);
    expect(split(first, first.length - 2).map((event) => event.kind)).toEqual(['too-large']);
  });
});

describe('wrappers that are not as they should be', () => {
  it.each([
    ['a batch without its end', FHS + BHS + first + 'FTS|1\r', ['2 unclosed-batch']],
    ['a batch whose end is the next one', BHS + first + BHS + second + 'BTS|1\r', ['1 unclosed-batch']],
    ['a file without its end', `${FHS}${BHS}${first}BTS|1\r`, ['1 unclosed-file']],
    ['a file cut off', FHS + BHS + first, ['2 unclosed-batch', '1 unclosed-file']],
    ['ends without beginnings', `${first}BTS|1\rFTS|1\r`, ['3 unopened-batch', '4 unopened-file']],
    ['a wrong count of messages', `${BHS}${first}BTS|2\r`, ['4 count-mismatch']],
    ['a wrong count of batches', `${FHS}${BHS}${first}BTS|1\rFTS|3\r`, ['6 count-mismatch']],
    ['a count that is none', `${BHS}${first}BTS|one\r`, ['4 count-unreadable']],
    ['no delimiters', `FHS\rBHS|||\r${first}BTS\rFTS\r`, ['1 unreadable-wrapper', '2 unreadable-wrapper']],
    ['text before a message', `${BHS}PID|1\rPV1|1\r${first}BTS|1\r`, ['2 stray-text']],
    ['counts that hold, with or without a batch', `${FHS}${first}FTS|1\r${FHS}${first}FTS|0\r`, []],
    ['empty counts', `${FHS}${BHS}${first}BTS\rFTS\r`, []],
    ['one file behind another', wellFormed + wellFormed, []],
  ])('tells %s, and gives the messages', (_, file, expected) => {
    expect(faults(file)).toEqual(expected);
    expect(messages(file).length).toBe(file.split('MSH').length - 1);
    expect(new Set(messages(file))).toEqual(
      new Set([first, second, third].filter((text) => file.includes(text))),
    );
  });

  it('says in words what the counts should have been', () => {
    const texts = split(`${FHS}${BHS}${first}BTS|2\rFTS|0\r`).flatMap((e) =>
      e.kind === 'fault' ? [e.text] : [],
    );
    expect(texts).toEqual(['BTS-1 says 2, and 1 message was there', 'FTS-1 says 0, and 1 batch was there']);
  });

  it('leaves a wrapper inside a message where it is', () => {
    const [msh = '', pid = ''] = first.split('\r');
    const torn = `${msh}\r${BHS}${pid}\r`;
    expect(messages(torn + second)).toEqual([torn, second]);
    expect(faults(torn + second)).toEqual(['2 misplaced-wrapper']);
  });
});

describe('any input', () => {
  const piece = fc.constantFrom(
    ...[
      first,
      second,
      third,
      FHS,
      BHS,
      'BTS|1\r',
      'FTS|1\r',
      'BTS',
      'PID|1\r',
      '\r',
      '\n',
      '\r\n',
      ' ',
      '\0',
    ],
    ...[
      '\u000B',
      '\u001C',
      '\u001C\r',
      '\u000BMSH|^~\\&|X\r',
      'MSH',
      'M',
      '\u00EF\u00BB\u00BF',
      'x'.repeat(120),
    ],
  );
  const input = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));

  it('gives the same, however it is cut into chunks', () => {
    fc.assert(
      fc.property(input, fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 80 }), (text, sizes) => {
        expect(split(text, 90, sizes)).toEqual(split(text, 90));
        expect(split(text, 90, Array<number>(text.length).fill(1))).toEqual(split(text, 90));
      }),
      { numRuns: 500 },
    );
  });

  it('gives bytes as they stand at the offset, numbers without gaps, and nothing twice', () => {
    fc.assert(
      fc.property(input, (text) => {
        let behind = 0;
        let position = 0;
        for (const event of split(text)) {
          if (event.kind !== 'message') continue;
          const { offset } = event.place;
          expect(offset).toBeGreaterThanOrEqual(behind);
          const bytes = Buffer.from(event.bytes).toString('latin1');
          expect(text.slice(offset, offset + bytes.length)).toBe(bytes);
          expect(event.place.position).toBeGreaterThan(position);
          position = event.place.position;
          behind = offset + bytes.length;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('loses no message of a well-formed file', () => {
    const batch = fc.array(fc.constantFrom(first, second, third), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 5 }), (batches) => {
        const inner = batches.map((list) => `${BHS}${list.join('')}BTS|${list.length}\r`).join('');
        const events = split(`${FHS}${inner}FTS|${batches.length}\r`);
        expect(messagesIn(events)).toEqual(batches.flat());
        expect(faultsIn(events)).toEqual([]);
      }),
    );
  });
});

it('holds no more for 20,000 messages than for a few', () => {
  const used = memoryMeter();
  const splitter = createBatchSplitter({ maxMessageBytes: 65_536 });
  const padding = `NTE|1||${'x'.repeat(900)}\r`;
  const chunk = Buffer.from((first + padding).repeat(100));
  let seen = 0;
  const push = (times: number): void => {
    for (let i = 0; i < times; i++) seen += splitter.push(chunk).length;
  };
  push(20);
  const before = used();
  push(180);
  const growth = used() - before;
  expect(seen + splitter.end().length).toBe(20_000);
  expect(growth).toBeLessThan(8_000_000);
});

const SAMPLES = join(import.meta.dirname, '../../../shared/data/adt/johnpaulett__python-hl7');
describe.skipIf(!existsSync(SAMPLES))('published samples, where they lie beside this checkout', () => {
  it.each([
    ['batch__samples.py__5.hl7', ['3 misplaced-wrapper', '8 unopened-batch']],
    ['batch__samples.py__7.hl7', ['7 unopened-batch', '7 count-mismatch', '8 unclosed-batch']],
    ['batch__samples.py__11.hl7', ['3 misplaced-wrapper', '8 unopened-batch', '9 unopened-file']],
    ['batch__samples.py__12.hl7', ['3 misplaced-wrapper', '8 unopened-batch', '9 unopened-file']],
    ['ADT_A04__samples.py__1.hl7', ['7 unopened-batch']],
    ['ADT_A04__samples.py__2.hl7', []],
    ['ADT_A04__samples.py__10.hl7', ['7 unopened-file']],
  ])('%s', (name, expected) => {
    const events = split(readFileSync(join(SAMPLES, name)));
    expect(messagesIn(events)).toHaveLength(1);
    expect(faultsIn(events)).toEqual(expected);
  });
});
