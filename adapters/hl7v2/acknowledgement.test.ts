import { describe, expect, it } from 'vitest';
import type { Receipt } from '../feed.ts';
import { acknowledge } from './acknowledge.ts';
import { isAcknowledgement, parseAcknowledgement } from './acknowledgement.ts';
import { readHeader } from './header.ts';

const COMMITTED: Receipt = { kind: 'committed', messageId: 'm' };

/** What `acknowledge` builds for a message with this header. */
function answers(msh: string, receipt: Receipt, mode: 'original' | 'enhanced' = 'original') {
  const { header } = readHeader(Buffer.from(msh, 'latin1'));
  return acknowledge(header, receipt, new Date('2026-07-20T09:11:12Z'), () => 'ACK7', mode) ?? [];
}

describe('isAcknowledgement', () => {
  const msh = (type: string): string => `MSH|^~\\&|PAS|RFR|ROTHER|PLACE|20260720||${type}|ID1|P|2.4`;

  it('knows what acknowledge builds, in any mode and with any delimiters', () => {
    const own = 'MSH*:~\\&*PAS*RFR*****ADT:A08*9*P*2.5***AL*AL';
    for (const of of [own, `${msh('ADT^A01')}|||AL|AL`, 'MSH|^~\\&|PAS']) {
      const built = answers(of, COMMITTED, 'enhanced');
      expect(built.length).toBeGreaterThan(0);
      expect(built.map(isAcknowledgement)).not.toContain(false);
    }
  });

  it.each([
    ['an ACK without MSA', `${msh('ACK')}\r`, true],
    ['an ACK behind a byte order mark and line ends', `\xef\xbb\xbf\r\n${msh('ACK^A01')}\rMSA|AA|1\r`, true],
    ['an answer of another type', `${msh('ADR^A19')}\nMSA|AA|1\n`, true],
    ['an answer whose header ends early', 'MSH|^~\\&|PAS\rMSA|AA|1', true],
    ['an admission', `${msh('ADT^A01')}\rPID|1`, false],
    ['an admission with an MSA', `${msh('ADT^A01')}\rMSA|AA|1`, false],
    ['an order', `${msh('ORM^O01')}\rPID|ACK`, false],
    ['an admission that speaks of ACK elsewhere', msh('ADT^A01').replace('PAS', 'ACK'), false],
    ['a header whose ninth field is in the next segment', 'MSH|^~\\&|PAS\rEVN|1|2|3|4|5|ACK', false],
    ['a batch', `FHS|^~\\&\r${msh('ACK')}\r`, false],
    ['nothing', '', false],
    ['MSH alone', 'MSH', false],
  ])('of %s', (_, text, expected) => {
    expect(isAcknowledgement(Buffer.from(text, 'latin1'))).toBe(expected);
  });
});

describe('parseAcknowledgement', () => {
  const msh = (version: string): string => `MSH|^~\\&|PAS|RFR|||20260720||ADT^A01|ID1|P|${version}`;

  it('reads what was built, in both forms of ERR', () => {
    const text = 'PID-3 has no A&E | ^ number.';
    const rejection = { code: 'AE', condition: 101, segment: 'PID', field: 3, text } as const;
    for (const version of ['2.4', '2.5']) {
      const built = answers(msh(version), { kind: 'rejected', messageId: 'm', rejection });
      expect(parseAcknowledgement(Buffer.concat(built))).toEqual({
        code: 'AE',
        controlId: 'ID1',
        text,
        error: { segment: 'PID', sequence: '1', field: '3', condition: '101', text },
      });
    }
    const built = answers(msh('2.4'), COMMITTED);
    expect(parseAcknowledgement(Buffer.concat(built))).toEqual({
      code: 'AA',
      controlId: 'ID1',
      text: 'Stored',
    });
  });

  it.each(['AA', 'AE', 'AR', 'CA', 'CE', 'CR'])('knows %s', (code) => {
    expect(parseAcknowledgement(Buffer.from(`MSH|^~\\&|\rMSA|${code}|7\r`))).toEqual({
      code,
      controlId: '7',
      text: '',
    });
  });

  it.each(['', 'OK', 'MSH|^~\\&|\r', 'MSH|^~\\&|\rMSA|YES|1', 'MSA|AA|1'])(
    'takes %j for no acknowledgement',
    (text) => {
      expect(parseAcknowledgement(Buffer.from(text))).toBeUndefined();
    },
  );
});
