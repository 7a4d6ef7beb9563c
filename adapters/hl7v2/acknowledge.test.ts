import { Hl7Message } from '@medplum/core';
import { describe, expect, it } from 'vitest';
import type { Receipt, Rejection } from '../feed.ts';
import { acknowledge, type AcknowledgementMode } from './acknowledge.ts';
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

/** A header that asks in MSH-15 and MSH-16. */
function asking(accept: string, application: string, charset = ''): Header {
  return headerOf(
    `MSH|^~\\&|PAS|RFR|ROTHER|PLACE|20260720||ADT^A01^ADT_A01|ID1|P|2.4|||${accept}|${application}||${charset}`,
  );
}

function rejected(rejection: Partial<Rejection>): Receipt {
  return {
    kind: 'rejected',
    messageId: 'm',
    rejection: { code: 'AE', condition: 101, text: 'PID-3 is absent.', ...rejection },
  };
}

/** The acknowledgements of a message, numbered from 7 on. */
function answers(of: Header | undefined, receipt: Receipt, mode: AcknowledgementMode) {
  let last = 6;
  return acknowledge(of, receipt, NOW, () => `ACK${++last}`, mode);
}

/** The only acknowledgement in original mode, by lines. */
function lines(of: Header, receipt: Receipt): string[] {
  const all = answers(of, receipt, 'original') ?? [];
  expect(all).toHaveLength(1);
  return Buffer.concat(all).toString('latin1').split('\r');
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
    for (const mode of ['original', 'enhanced'] as const) {
      for (const asked of [header(), asking('AL', 'AL'), asking('NE', 'NE')]) {
        expect(answers(asked, { kind: 'unavailable' }, mode)).toBeUndefined();
      }
      expect(answers(undefined, COMMITTED, mode)).toBeUndefined();
    }
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

const QUARANTINED = (answer: 'AA' | 'AE'): Receipt => ({
  kind: 'quarantined',
  messageId: 'm',
  quarantine: { reason: 'circular-merge', text: 'the merge is a circle' },
  answer,
});

describe('acknowledge in enhanced mode', () => {
  const DUPLICATE: Receipt = { kind: 'duplicate', messageId: 'm' };
  const AE = rejected({});
  const AR = rejected({ code: 'AR' });

  it.each<[string, string, Receipt, string]>([
    // Nothing asked for in either: original mode.
    ['', '', COMMITTED, 'AA'],
    ['""', '""', AE, 'AE'],
    // Kept.
    ['AL', 'AL', COMMITTED, 'CA AA'],
    ['AL', 'NE', COMMITTED, 'CA'],
    ['AL', '', COMMITTED, 'CA'],
    ['NE', 'AL', COMMITTED, 'AA'],
    ['', 'AL', COMMITTED, 'AA'],
    ['SU', 'SU', DUPLICATE, 'CA AA'],
    ['ER', 'ER', COMMITTED, ''],
    ['NE', 'NE', COMMITTED, ''],
    ['AL', 'AL', QUARANTINED('AA'), 'CA AA'],
    ['AL', 'AL', QUARANTINED('AE'), 'CA AE'],
    ['ER', 'ER', QUARANTINED('AE'), 'AE'],
    ['SU', 'SU', QUARANTINED('AE'), 'CA'],
    // Refused.
    ['AL', 'AL', AE, 'CE'],
    ['AL', 'NE', AR, 'CR'],
    ['ER', 'AL', AR, 'CR'],
    ['SU', 'AL', AE, 'AE'],
    ['NE', 'ER', AR, 'AR'],
    ['', 'AL', AE, 'AE'],
    ['SU', 'SU', AE, ''],
    ['NE', 'NE', AR, ''],
    // What table 0155 lacks.
    ['YES', 'NE', COMMITTED, 'CA'],
  ])('with MSH-15 %j and MSH-16 %j', (accept, application, receipt, codes) => {
    const sent = answers(asking(accept, application), receipt, 'enhanced') ?? [];
    expect(sent.map((bytes) => parseAcknowledgement(bytes)?.code).join(' ')).toBe(codes);
    // In original mode the same fields change nothing.
    expect(answers(asking(accept, application), receipt, 'original')).toHaveLength(1);
  });

  it('sends the application acknowledgement as a message of its own, to which no answer is asked for', () => {
    const sent = answers(asking('AL', 'AL', '8859/1'), QUARANTINED('AE'), 'enhanced') ?? [];
    expect(sent.map((bytes) => Buffer.from(bytes).toString('latin1').split('\r'))).toEqual([
      [
        'MSH|^~\\&|ROTHER|PLACE|PAS|RFR|20260720101112+0100||ACK^A01^ACK|ACK7|P|2.4||||||8859/1',
        'MSA|CA|ID1|the merge is a circle',
        '',
      ],
      [
        'MSH|^~\\&|ROTHER|PLACE|PAS|RFR|20260720101112+0100||ACK^A01^ACK|ACK8|P|2.4|||NE|NE||8859/1',
        'MSA|AE|ID1|the merge is a circle',
        'ERR|^^^207&the merge is a circle&HL70357',
        '',
      ],
    ]);
    const [, without = new Uint8Array()] = answers(asking('AL', 'AL'), COMMITTED, 'enhanced') ?? [];
    expect(Buffer.from(without).toString()).toMatch(/^MSH.*\|2\.4\|\|\|NE\|NE\r/);
  });

  it('names in CE and CR what is wrong', () => {
    const receipt = rejected({ code: 'AR', condition: 207, segment: 'MSH', field: 4, text: 'not from you' });
    const [refusal = new Uint8Array()] = answers(asking('AL', 'AL'), receipt, 'enhanced') ?? [];
    expect(parseAcknowledgement(refusal)).toEqual({
      code: 'CR',
      controlId: 'ID1',
      text: 'not from you',
      error: { segment: 'MSH', sequence: '1', field: '4', condition: '207', text: 'not from you' },
    });
  });
});
