import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from './decode.ts';

function decoded(raw: Uint8Array, charset: string, fallback?: string) {
  const result = decode(raw, charset, fallback);
  if (result.kind === 'refused') throw new Error(result.reason);
  return result;
}

const latin = (text: string) => Buffer.from(text, 'latin1');

describe('decode', () => {
  it.each(['', 'ASCII', 'ISO IR6', 'UNICODE', 'UNICODE UTF-8', 'UTF-8', ' unicode utf-8 '])(
    'reads UTF-8 under MSH-18 "%s" without a flag',
    (charset) => {
      expect(decoded(Buffer.from('MSH|Zoë £ ’'), charset)).toEqual({
        kind: 'decoded',
        text: 'MSH|Zoë £ ’',
        charset: 'utf-8',
        flags: [],
      });
    },
  );

  it('reads windows-1252 bytes under ASCII by the fallback, and flags it', () => {
    expect(decoded(latin('MSH|O\x92Neil Zo\xeb \xa3'), 'ASCII')).toEqual({
      kind: 'decoded',
      text: 'MSH|O’Neil Zoë £',
      charset: 'windows-1252',
      flags: ['charset-fallback'],
    });
  });

  it('uses the fallback of the feed without a flag where the sender declares nothing', () => {
    expect(decoded(latin('MSH|\xa4'), '', 'iso-8859-15')).toMatchObject({
      text: 'MSH|€',
      charset: 'iso-8859-15',
      flags: [],
    });
    expect(decoded(latin('MSH|\xe9'), '', 'windows-1252')).toMatchObject({ text: 'MSH|é', flags: [] });
  });

  it('falls back to windows-1252 where the fallback itself does not fit or is no character set', () => {
    for (const fallback of ['utf-8', 'no-such-charset']) {
      expect(decoded(latin('MSH|\x92'), 'UTF-8', fallback)).toMatchObject({
        text: 'MSH|’',
        charset: 'windows-1252',
        flags: ['charset-fallback'],
      });
    }
  });

  it('reads what table 0211 names', () => {
    expect(decoded(latin('MSH|\x92\xe9'), '8859/1')).toMatchObject({
      text: 'MSH|’é',
      charset: 'windows-1252',
      flags: [],
    });
    expect(decoded(latin('MSH|\xa4'), '8859/15')).toMatchObject({
      text: 'MSH|€',
      charset: 'iso-8859-15',
      flags: [],
    });
    expect(decoded(latin('MSH|\xb3'), '8859/2')).toMatchObject({
      text: 'MSH|ł',
      charset: 'iso-8859-2',
      flags: [],
    });
  });

  it('flags a name that it does not know, and decodes all the same', () => {
    expect(decoded(Buffer.from('MSH|ë'), 'KLINGON')).toMatchObject({
      text: 'MSH|ë',
      flags: ['charset-unknown'],
    });
  });

  it('refuses UTF-16 and UTF-32 with a reason, by name and by bytes', () => {
    for (const [raw, charset] of [
      [Buffer.from('MSH|A'), 'UNICODE UTF-16'],
      [Buffer.from('MSH|A'), 'UTF-32'],
      [Buffer.from('MSH|A', 'utf16le'), ''],
      [Buffer.from('\uFEFFMSH|A', 'utf16le'), 'UNICODE'],
    ] as const) {
      expect(decode(raw, charset)).toMatchObject({
        kind: 'refused',
        reason: 'utf-16',
        rejection: { field: 18 },
      });
    }
  });

  it('strips a byte order mark and leading blanks, and flags the mark', () => {
    expect(decoded(Buffer.from('\uFEFF\n MSH|A'), '')).toMatchObject({
      text: 'MSH|A',
      flags: expect.arrayContaining(['byte-order-mark']) as unknown,
    });
    expect(decoded(Buffer.from('\r MSH|A'), '')).toMatchObject({ text: 'MSH|A', flags: [] });
  });

  it.each(['MSH|A\nPID|1\n', 'MSH|A\r\nPID|1\r\n', 'MSH|A\rPID|1\r\n', 'MSH|A\nPID|1\r', 'MSH|A\rPID|1\n'])(
    'makes the line ends of %j CR',
    (text) => {
      expect(decoded(Buffer.from(text), '')).toMatchObject({
        text: 'MSH|A\rPID|1\r',
        flags: ['line-ends-normalised'],
      });
    },
  );

  it('takes LF for the line end throughout where the header ends with it, whatever follows', () => {
    expect(decoded(Buffer.from('MSH|A\nPD1\nlower\nPV1|1\r'), '')).toMatchObject({
      text: 'MSH|A\rPD1\rlower\rPV1|1\r',
      flags: ['line-ends-normalised'],
    });
    expect(decoded(Buffer.from('MSH|A\rPD1\nPV1\n'), '')).toMatchObject({ text: 'MSH|A\rPD1\rPV1\r' });
  });

  it('leaves CR alone without a flag', () => {
    expect(decoded(Buffer.from('MSH|A\rPID|1\r'), '')).toMatchObject({ text: 'MSH|A\rPID|1\r', flags: [] });
  });

  it('keeps a line feed that stands inside a field of a message whose segments end with CR', () => {
    expect(decoded(Buffer.from('MSH|A\rNTE|1||first\nsecond|x\rPID|1\r'), '')).toMatchObject({
      text: 'MSH|A\rNTE|1||first\nsecond|x\rPID|1\r',
      flags: ['line-feed-in-field'],
    });
  });

  it('gives a text for any bytes that are not UTF-16, and the same again', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('', 'ASCII', 'UTF-8', '8859/1', 'x'),
        (raw, charset) => {
          const result = decode(raw, charset);
          expect(decode(raw, charset)).toEqual(result);
          if (result.kind === 'decoded') expect(result.text).not.toContain('\r\n');
        },
      ),
    );
  });
});
