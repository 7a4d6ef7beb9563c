import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frame } from '../../adapters/mllp/frame.ts';
import { memoryMeter } from '../testing/used-memory.ts';
import { readMessages, splitMessages } from './message-file.ts';

const first = 'MSH|^~\\&|PAS|RFR\rPID|1||1^^^RFR\r';
const second = 'MSH|^~\\&|PAS|RFR\rPID|1||2^^^RFR\r';

const texts = (bytes: Uint8Array): string[] =>
  splitMessages(bytes, 'x.hl7').map((message) => Buffer.from(message).toString('latin1'));

describe('splitMessages', () => {
  it.each([
    ['CR', (text: string) => text],
    ['LF', (text: string) => text.replaceAll('\r', '\n')],
    ['CRLF', (text: string) => text.replaceAll('\r', '\r\n')],
  ])('finds each message where lines end with %s, and ends its segments with CR', (_, lines) => {
    expect(texts(Buffer.from(lines(first + second)))).toEqual([first, second]);
    expect(texts(Buffer.from(lines(`${first}\r\r${second}`)))).toEqual([first, second]);
  });

  it('gives a last line without an end its CR, and skips a byte order mark', () => {
    expect(texts(Buffer.from(`\uFEFF${first.slice(0, -1)}`))).toEqual([first]);
  });

  it('takes messages out of their envelopes', () => {
    const odd = Buffer.from('MSH|^~\\&|X\nPID|1');
    const bytes = Buffer.concat([frame(odd), frame(Buffer.from(second))]);
    expect(texts(bytes)).toEqual(['MSH|^~\\&|X\rPID|1\r', second]);
  });

  it('leaves batch wrappers out', () => {
    expect(texts(Buffer.from(`FHS|^~\\&\rBHS|^~\\&\r${first}${second}BTS|2\rFTS|1\r`))).toEqual([
      first,
      second,
    ]);
  });

  it('keeps bytes of any character set, and a line feed inside a field', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (noise) => {
        const field = Buffer.from(noise.map((byte) => (byte < 0x20 ? 0x2e : byte)));
        const bytes = Buffer.concat([Buffer.from('MSH|^~\\&|PAS\rPID|'), field, Buffer.from('|a\nb\r')]);
        expect(splitMessages(bytes, 'x.hl7').map((m) => Buffer.from(m))).toEqual([bytes]);
      }),
    );
  });

  it('says what is wrong with a file without messages, and with a frame cut short', () => {
    expect(() => texts(Buffer.from('hello'))).toThrow('x.hl7: holds no message; a message begins with MSH');
    expect(() => texts(Buffer.from(frame(Buffer.from(first))).subarray(0, -2))).toThrow(
      'x.hl7: line 1: message 1 is cut short: its frame has no end',
    );
  });
});

describe('readMessages', () => {
  it('holds no more after 20,000 messages than after a few', async () => {
    const used = memoryMeter();
    const chunk = Buffer.from(`${first}NTE|1||${'x'.repeat(900)}\r`.repeat(50));
    const stdin = (async function* () {
      for (let i = 0; i < 400; i++) {
        await Promise.resolve();
        yield Uint8Array.from(chunk);
      }
    })();
    let seen = 0;
    let early = 0;
    for await (const event of readMessages('-', { stdin }, new AbortController().signal)) {
      if (event.kind === 'message') seen += 1;
      if (seen === 2000) early = used();
    }
    expect(seen).toBe(20_000);
    expect(used() - early).toBeLessThan(8_000_000);
  });
});
