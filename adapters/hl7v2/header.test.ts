import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeader, type Header } from './header.ts';

const MSH =
  'MSH|^~\\&|PAS^1|RFR|ROUTE|ROUTE2|20261121101112||ADT^A01^ADT_A01|ID1|T^R|2.4^GBR|7||AL|ER||UNICODE UTF-8~ASCII';

function header(text: string | Uint8Array): Header {
  const result = readHeader(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
  if (result.kind !== 'header') throw new Error(result.fault);
  return result.header;
}

function fault(text: string | Uint8Array) {
  const result = readHeader(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
  if (result.kind !== 'unreadable') throw new Error('readable');
  return result;
}

describe('readHeader', () => {
  it('reads every field that decides what becomes of a message', () => {
    expect(header(`${MSH}\rPID|1`)).toEqual({
      fieldSeparator: '|',
      encodingCharacters: '^~\\&',
      sendingApplication: 'PAS^1',
      sendingFacility: 'RFR',
      receivingApplication: 'ROUTE',
      receivingFacility: 'ROUTE2',
      messageTime: '20261121101112',
      type: 'ADT',
      trigger: 'A01',
      structure: 'ADT_A01',
      controlId: 'ID1',
      processingId: 'T',
      version: '2.4',
      processingIdField: 'T^R',
      versionField: '2.4^GBR',
      sequenceNumber: '7',
      acceptAck: 'AL',
      applicationAck: 'ER',
      charset: 'UNICODE UTF-8',
    });
  });

  it.each(['\r', '\n', '\r\n'])(
    'ends the header at %j, so that MSH-18 does not run into the next segment',
    (end) => {
      expect(header(`${MSH.replace('~ASCII', '')}${end}EVN|A01${end}`).charset).toBe('UNICODE UTF-8');
    },
  );

  it.each(['\xef\xbb\xbf', '\r\n', '  ', '\xef\xbb\xbf\n \t'])('skips %j before MSH', (before) => {
    expect(header(before + MSH).controlId).toBe('ID1');
  });

  it('gives empty text for what is absent', () => {
    expect(header('MSH|^~\\&')).toMatchObject({
      sendingApplication: '',
      type: '',
      trigger: '',
      controlId: '',
      charset: '',
    });
  });

  it('takes other delimiters, and a fifth encoding character', () => {
    expect(header('MSH*:~\\&*PAS*RFR*****ADT:A08*X|9*P*2.4')).toMatchObject({
      trigger: 'A08',
      controlId: 'X|9',
    });
    expect(header('MSH|^~\\&#|PAS|RFR|||||ADT^A08|9|P|2.7').encodingCharacters).toBe('^~\\&#');
  });

  it('keeps the bytes of the control id, one character a byte', () => {
    const raw = Buffer.from('MSH|^~\\&|||||||ADT^A01|\xe9\x92\\T\\|P|2.4', 'latin1');
    expect(Buffer.from(header(raw).controlId, 'latin1')).toEqual(Buffer.from('e9925c545c', 'hex'));
  });

  it('refuses a string literal with its own reason, and still reads who sent it', () => {
    const literal = fault(
      'MSH|^~\\\\&|A^B|RRV30|UCLH|ZZ|201209211843||ADT^A01|PLW1|P|2.2|||AL|NE\\r\nEVN|A01\\r\n',
    );
    expect(literal).toMatchObject({
      fault: 'literal-line-ends',
      rejection: { code: 'AE', segment: 'MSH', field: 2 },
    });
    expect(literal.header).toMatchObject({ controlId: 'PLW1', encodingCharacters: '^~\\&', version: '2.2' });
    expect(fault('MSH|^~\\&|A|||||||PLW1|P|2.2\\rEVN|A01\\rPID|1').fault).toBe('literal-line-ends');
  });

  it.each([
    'MSH|^~\\\\&|A',
    'MSH',
    'MSH|',
    'MSH||A',
    'MSH|^|A',
    'MSH|^^\\&|A',
    'MSHA^~\\&ABC',
    'MSH|^~\\&#!|A',
  ])('refuses delimiters that cannot delimit: %s', (text) => {
    expect(fault(text)).toMatchObject({ fault: 'delimiters', header: undefined });
  });

  it('reads whom to answer in spite of unusable encoding characters, where there is a control id', () => {
    expect(fault('MSH|^~\\\\&|A|F|||||ADT^A01|ID9|P|2.4\r').header).toMatchObject({
      controlId: 'ID9',
      trigger: 'A01',
    });
  });

  it('takes as few as two encoding characters', () => {
    expect(header('MSH|^~|A|||||||ID9')).toMatchObject({ encodingCharacters: '^~', controlId: 'ID9' });
  });

  it('refuses two messages in one frame, whatever the line ends, with the first one to answer', () => {
    for (const end of ['\r', '\n', '\r\n']) {
      const two = fault(`${MSH}${end}PID|1${end}${MSH}${end}`);
      expect(two).toMatchObject({ fault: 'several-messages', rejection: { code: 'AE', condition: 100 } });
      expect(two.header?.controlId).toBe('ID1');
    }
    expect(header(`${MSH}\rNTE|1||MSH|x\rMSHX|`).controlId).toBe('ID1');
  });

  it('refuses batch and file wrappers before, or behind, the header', () => {
    const batch = fault(`FHS|^~\\&|APP|FAC|RA|RF|2026||name|comment|FILE7\rBHS|^~\\&\r${MSH}\r`);
    expect(batch).toMatchObject({ fault: 'batch', rejection: { code: 'AR', condition: 200 } });
    expect(batch.header).toMatchObject({
      sendingApplication: 'APP',
      sendingFacility: 'FAC',
      controlId: 'FILE7',
      type: '',
    });
    expect(fault(`BHS|^~\\&|APP\r${MSH}`).fault).toBe('batch');
    expect(fault(`${MSH}\rBHS|^~\\&|APP`).fault).toBe('batch');
  });

  it('names UTF-16, emptiness and the want of MSH', () => {
    expect(fault(Buffer.from(`\uFEFF${MSH}`, 'utf16le')).fault).toBe('utf-16');
    expect(fault(Buffer.from(MSH, 'utf16le')).fault).toBe('utf-16');
    expect(fault(Buffer.from(MSH, 'utf16le').swap16()).fault).toBe('utf-16');
    expect(fault('').fault).toBe('empty');
    expect(fault('\r\n ').fault).toBe('empty');
    expect(fault('PID|1\rMSH|').fault).toBe('no-msh');
    expect(fault('msh|^~\\&|').fault).toBe('no-msh');
  });

  it('never throws, whatever the bytes', () => {
    const near = fc.array(
      fc.constantFrom('MSH', 'FHS', 'BHS', '|', '^~\\&', '\\r', '\r', '\n', 'A', '\0', '~', '^'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          near.map((parts) => Buffer.from(parts.join(''))),
          fc.uint8Array({ maxLength: 300 }),
        ),
        (raw) => {
          expect(['header', 'unreadable']).toContain(readHeader(raw).kind);
        },
      ),
      { numRuns: 500 },
    );
  });
});
