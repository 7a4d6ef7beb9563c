import { Hl7Message } from '@medplum/core';
import { describe, expect, it } from 'vitest';
import type { Receipt, Rejection } from '../feed.ts';
import { acknowledge } from './acknowledge.ts';
import { parseAcknowledgement } from './acknowledgement.ts';
import { readHeader, type Header } from './header.ts';

const NOW = new Date('2026-07-20T09:11:12.345Z');
const COMMITTED: Receipt = { kind: 'committed', messageId: 'm' };

function headerOf(text: string): Header {
  const result = readHeader(Buffer.from(text, 'latin1'));
  if (result.header === undefined) throw new Error('no header');
  return result.header;
}

function header(version = '2.4', charset = ''): Header {
  return headerOf(
    `MSH|^~\\&|PAS|RFR|ROTHER|PLACE|20260720||ADT^A01^ADT_A01|ID1|T|${version}||||||${charset}`,
  );
}

function rejected(rejection: Partial<Rejection>): Receipt {
  return {
    kind: 'rejected',
    messageId: 'm',
    rejection: { code: 'AE', condition: 101, text: 'PID-3 is absent.', ...rejection },
  };
}

function lines(of: Header, receipt: Receipt): string[] {
  const bytes = acknowledge(of, receipt, NOW, 'ACK7');
  return Buffer.from(bytes ?? [])
    .toString('latin1')
    .split('\r');
}

describe('acknowledge', () => {
  it('answers a stored message AA, with the addresses exchanged and a local time with its offset', () => {
    expect(lines(header('2.4^GBR', 'UNICODE UTF-8'), COMMITTED)).toEqual([
      'MSH|^~\\&|ROTHER|PLACE|PAS|RFR|20260720101112+0100||ACK^A01^ACK|ACK7|T|2.4^GBR||||||UNICODE UTF-8',
      'MSA|AA|ID1|Stored',
      '',
    ]);
  });

  it('answers a duplicate AA', () => {
    expect(lines(header(), { kind: 'duplicate', messageId: 'm' })[1]).toBe('MSA|AA|ID1|Stored before');
  });

  it('gives no answer where nothing was stored, or where nobody can be addressed', () => {
    expect(acknowledge(header(), { kind: 'unavailable' }, NOW, '1')).toBeUndefined();
    expect(acknowledge(undefined, COMMITTED, NOW, '1')).toBeUndefined();
  });

  it('names segment, field and reason in ERR-1 up to v2.4, whether or not there is a version', () => {
    for (const version of ['2.2', '2.4', '']) {
      expect(lines(header(version), rejected({ segment: 'PID', field: 3 })).slice(1)).toEqual([
        'MSA|AE|ID1|PID-3 is absent.',
        'ERR|PID^1^3^101&PID-3 is absent.&HL70357',
        '',
      ]);
    }
  });

  it('names them in ERR-2, ERR-3, ERR-4 and ERR-8 from v2.5', () => {
    const receipt = rejected({ segment: 'NK1', sequence: 2, field: 5, component: 1, code: 'AR' });
    expect(lines(header('2.5.1'), receipt).slice(1)).toEqual([
      'MSA|AR|ID1|PID-3 is absent.',
      'ERR||NK1^2^5^^1|101^Required field missing^HL70357|E||||PID-3 is absent.',
      '',
    ]);
    expect(lines(header('2.7'), rejected({}))[2]).toBe(
      'ERR|||101^Required field missing^HL70357|E||||PID-3 is absent.',
    );
    expect(lines(header('2.10'), rejected({}))[2]).toContain('ERR|||101');
  });

  it('echoes MSH-10 byte for byte and uses the delimiters of the message', () => {
    const own = headerOf('MSH*:~\\&*PAS:1*RFR*****ADT:A08*\xe9|\\T\\*P*2.5');
    expect(lines(own, rejected({ segment: 'PID', field: 3, text: 'a:b*c|d' }))).toEqual([
      'MSH*:~\\&***PAS:1*RFR*20260720101112+0100**ACK:A08:ACK*ACK7*P*2.5',
      'MSA*AE*\xe9|\\T\\*a\\S\\b\\F\\c|d',
      'ERR**PID:1:3*101:Required field missing:HL70357*E****a\\S\\b\\F\\c|d',
      '',
    ]);
  });

  it('keeps its text ASCII, on one line and short', () => {
    const [, msa = '', err = ''] = lines(header(), rejected({ text: `one\r\ntwo – ${'x'.repeat(400)}` }));
    expect(msa).toMatch(/^MSA\|AE\|ID1\|one two \? x{67}\.\.\.$/);
    expect(err.length).toBeLessThan(300);
  });

  it('answers ACK alone where the message has no trigger', () => {
    expect(lines(headerOf('MSH|^~\\&|PAS'), COMMITTED).slice(0, 2)).toEqual([
      'MSH|^~\\&|||PAS||20260720101112+0100||ACK|ACK7||',
      'MSA|AA||Stored',
    ]);
  });

  it('agrees with another implementation on addresses, type and echo', () => {
    const text = 'MSH|^~\\&|PAS|RFR|ROTHER|PLACE|20260720||ADT^A01^ADT_A01|ID1|P|2.4';
    const oracle = Hl7Message.parse(text).buildAck({ ackCode: 'AA' });
    const ours = Hl7Message.parse(lines(headerOf(text), COMMITTED).join('\r'));
    for (const field of [3, 4, 5, 6, 9, 11, 12]) {
      expect(ours.getSegment('MSH')?.getField(field).toString()).toBe(
        oracle.header.getField(field).toString(),
      );
    }
    expect(ours.getSegment('MSA')?.getField(2).toString()).toBe(
      oracle.getSegment('MSA')?.getField(2).toString(),
    );
  });
});

describe('parseAcknowledgement', () => {
  it('reads what was built, in both forms of ERR', () => {
    for (const version of ['2.4', '2.5']) {
      const receipt = rejected({ segment: 'PID', field: 3, text: 'PID-3 has no A&E | ^ number.' });
      const bytes = acknowledge(header(version), receipt, NOW, '1') ?? new Uint8Array();
      expect(parseAcknowledgement(bytes)).toEqual({
        code: 'AE',
        controlId: 'ID1',
        text: 'PID-3 has no A&E | ^ number.',
        error: {
          segment: 'PID',
          sequence: '1',
          field: '3',
          condition: '101',
          text: 'PID-3 has no A&E | ^ number.',
        },
      });
    }
    const bytes = acknowledge(header(), COMMITTED, NOW, '1') ?? new Uint8Array();
    expect(parseAcknowledgement(bytes)).toEqual({ code: 'AA', controlId: 'ID1', text: 'Stored' });
  });

  it.each(['', 'OK', 'MSH|^~\\&|\r', 'MSH|^~\\&|\rMSA|YES|1', 'MSA|AA|1'])(
    'takes %j for no acknowledgement',
    (text) => {
      expect(parseAcknowledgement(Buffer.from(text))).toBeUndefined();
    },
  );
});
