import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameSplitter, type FrameEvent, type FrameLimits } from './frame-splitter.ts';

const LIMITS: FrameLimits = { maxFrameBytes: 1000, maxJunkBytes: 100 };
const VT = '\x0b';
const END = '\x1c\r';

/** Pushes the pieces and settles; frames and broken parts as text. */
function split(pieces: readonly (string | Uint8Array)[], limits = LIMITS): string[] {
  const splitter = createFrameSplitter(limits);
  const events: FrameEvent[] = [];
  for (const piece of pieces)
    events.push(...splitter.push(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece));
  events.push(...splitter.settle());
  return events.flatMap(tell);
}

function tell(event: FrameEvent): string[] {
  switch (event.kind) {
    case 'frame':
      return [`frame ${text(event.bytes)}`];
    case 'broken':
      return [`broken ${text(event.bytes)}`];
    case 'overflow':
      return [`overflow ${event.reason}`];
    case 'junk':
      return event.harmful > 0 ? [`junk ${event.harmful}`] : [];
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** Cuts `bytes` at the positions given, taken modulo its length. */
function cut(bytes: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const sorted = [...positions.map((position) => position % (bytes.length + 1)), 0, bytes.length].sort(
    (a, b) => a - b,
  );
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

describe('createFrameSplitter', () => {
  it('gives one frame whole, at whichever byte it is cut', () => {
    const wire = `${VT}MSH|^~\\&|A\rPID|1\r${END}`;
    for (let at = 0; at <= wire.length; at++) {
      expect(split([wire.slice(0, at), wire.slice(at)])).toEqual(['frame MSH|^~\\&|A\rPID|1\r']);
    }
  });

  it('gives three frames of one write in order', () => {
    expect(split([`${VT}a${END}${VT}b${END}${VT}c${END}`])).toEqual(['frame a', 'frame b', 'frame c']);
  });

  it('skips CR, LF and NUL between frames as harmless, and counts what else stands there', () => {
    const splitter = createFrameSplitter(LIMITS);
    const events = splitter.push(Buffer.from(`\0\r\n${VT}a${END}\0\0xy${VT}b${END}`));
    expect(events.filter((event) => event.kind === 'junk')).toEqual([
      { kind: 'junk', count: 3, harmful: 0 },
      { kind: 'junk', count: 4, harmful: 2 },
    ]);
    expect(events.filter((event) => event.kind === 'frame')).toHaveLength(2);
  });

  it('ends a frame at an FS without CR when the next frame begins', () => {
    expect(split([`${VT}a\x1c${VT}b${END}`])).toEqual(['frame a', 'frame b']);
  });

  it.each(['\n', '\0', '\f', '\x1c'])(
    'ends a frame at an FS that control character %j follows',
    (control) => {
      const told = split([`${VT}a\x1c${control}${VT}b${END}`]);
      expect(told.filter((event) => event.startsWith('frame'))).toEqual(['frame a', 'frame b']);
    },
  );

  it('leaves the end open when the FS is the last byte, until it is told that no more is coming', () => {
    const splitter = createFrameSplitter(LIMITS);
    expect(splitter.push(Buffer.from(`${VT}a\x1c`))).toEqual([]);
    expect(splitter.state).toBe('end-pending');
    expect(splitter.settle().flatMap(tell)).toEqual(['frame a']);
    expect(splitter.state).toBe('between-frames');
    expect(splitter.settle()).toEqual([]);
  });

  it('keeps an FS inside the data as data, so that half a message never passes for a whole one', () => {
    expect(split([`${VT}PID|a\x1cb\rPV1|1${END}`])).toEqual(['frame PID|a\x1cb\rPV1|1']);
    expect(split([`${VT}PID|a\x1c`, `b\rPV1|1${END}`])).toEqual(['frame PID|a\x1cb\rPV1|1']);
  });

  it('reports the part of a frame that a new VT cuts short, and then the new frame', () => {
    expect(split([`${VT}PID|lost\r\f${VT}PID|whole${END}`])).toEqual([
      'broken PID|lost\r\f',
      'frame PID|whole',
    ]);
  });

  it('says whether it is in the middle of a frame, and hands out the part received', () => {
    const splitter = createFrameSplitter(LIMITS);
    expect(splitter.state).toBe('between-frames');
    splitter.push(Buffer.from(`${VT}half`));
    expect(splitter.state).toBe('mid-frame');
    expect(text(splitter.takePartial() ?? new Uint8Array())).toBe('half');
    expect(splitter.state).toBe('between-frames');
    expect(splitter.takePartial()).toBeUndefined();
  });

  it('makes no frame of an empty envelope', () => {
    expect(split([`${VT}${END}${VT}${VT}a${END}`])).toEqual(['frame a']);
  });

  it('takes a frame of exactly the limit and overflows at one byte more', () => {
    const limits = { maxFrameBytes: 10, maxJunkBytes: 10 };
    expect(split([`${VT}0123456789${END}`], limits)).toEqual(['frame 0123456789']);
    expect(split([`${VT}01234`, '567890', `${END}${VT}a${END}`], limits)).toEqual([
      'overflow frame-too-large',
    ]);
  });

  it('overflows on too many bytes without a VT, also when they come one by one, and resets at each frame', () => {
    const limits = { maxFrameBytes: 10, maxJunkBytes: 10 };
    expect(split('GET / HTTP/1.1'.match(/./g) ?? [], limits).at(-1)).toBe('overflow no-start');
    expect(split(['0123456789', `${VT}a${END}`, '0123456789', `${VT}b${END}`], limits)).toEqual([
      'junk 10',
      'frame a',
      'junk 10',
      'frame b',
    ]);
    expect(split(['\0'.repeat(1000), `${VT}a${END}`], limits)).toEqual(['frame a']);
  });

  it('reports nothing after an overflow', () => {
    const splitter = createFrameSplitter({ maxFrameBytes: 2, maxJunkBytes: 10 });
    splitter.push(Buffer.from(`${VT}abc`));
    expect(splitter.state).toBe('overflown');
    expect(splitter.push(Buffer.from(`${VT}a${END}`))).toEqual([]);
    expect(splitter.takePartial()).toBeUndefined();
  });

  it('does not keep the chunk: its owner may reuse it', () => {
    const splitter = createFrameSplitter(LIMITS);
    const chunk = Buffer.from(`${VT}abc${END}`);
    const [event] = splitter.push(chunk);
    chunk.fill(0);
    expect(event).toEqual({ kind: 'frame', bytes: new Uint8Array(Buffer.from('abc')) });
  });

  it('gives the same frames however a sequence of frames is cut', () => {
    const payload = fc
      .uint8Array({ minLength: 1, maxLength: 60 })
      .map((bytes) => bytes.map((byte) => (byte === 0x0b || byte === 0x1c ? 0x20 : byte)));
    const separator = fc.constantFrom('', '\r', '\n', '\0\0', '\r\n');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(payload, separator), { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        (messages, positions) => {
          const wire = Buffer.concat(
            messages.flatMap(([bytes, between]) => [
              Buffer.from([0x0b]),
              bytes,
              Buffer.from(END),
              Buffer.from(between),
            ]),
          );
          const expected = messages.map(([bytes]) => `frame ${text(bytes)}`);
          expect(split(cut(wire, positions))).toEqual(expected);
        },
      ),
    );
  });

  it('decides alike on hostile bytes however they are cut, and never throws', () => {
    // Mostly VT, FS and CR, so that every transition is met.
    const byte = fc.oneof(fc.constantFrom(0x0b, 0x1c, 0x0d, 0x0a, 0x41), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 200 }).map((bytes) => Uint8Array.from(bytes)),
        fc.array(fc.nat(), { maxLength: 30 }),
        (bytes, positions) => {
          const limits = { maxFrameBytes: 40, maxJunkBytes: 20 };
          const notJunk = (events: string[]) => events.filter((event) => !event.startsWith('junk'));
          expect(notJunk(split(cut(bytes, positions), limits))).toEqual(notJunk(split([bytes], limits)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('needs time in proportion to the bytes, byte by byte or all of FS', () => {
    // A quadratic splitter needs minutes for these; the test's own time limit fails it.
    const limits = { maxFrameBytes: 4_000_000, maxJunkBytes: 100 };
    const splitter = createFrameSplitter(limits);
    splitter.push(Buffer.from(VT));
    const one = Buffer.from('x');
    for (let count = 0; count < 2_000_000; count++) splitter.push(one);
    expect(splitter.push(Buffer.from(END)).map((event) => event.kind)).toEqual(['frame']);
    expect(split([VT + '\x1cx'.repeat(500_000) + END], limits)).toHaveLength(1);
  });
});
