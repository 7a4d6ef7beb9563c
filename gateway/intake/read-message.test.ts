import { describe, expect, it } from 'vitest';
import { senderFeed } from '../../test-data/adt/sender-feeds.ts';
import { adtText } from '../testing/adt-text.ts';
import { readMessage, type ReadMessage } from './read-message.ts';

const ENHANCED = senderFeed(['RFR'], {
  id: 'pas',
  organisation: 'RFR',
  sender: { applications: ['PAS'], facilities: ['RFR'] },
  processingIds: ['P'],
  acknowledgement: 'enhanced',
});
const ORIGINAL = senderFeed(['RFR'], {
  id: 'lab',
  organisation: 'RFR',
  sender: { applications: ['LAB'], facilities: ['RFR'] },
});

const text = (msh: Record<number, string> = {}): string =>
  adtText({ trigger: 'A31', at: '20261121080000', controlId: '1', msh });

function read(message: string, peer = '127.0.0.1'): ReadMessage {
  const received = { at: '2026-11-21T08:00:01.000Z', correlationId: 'c' };
  return readMessage(Buffer.from(message), { peer }, [ORIGINAL, ENHANCED], received);
}

describe('the acknowledgement mode of a message', () => {
  it.each<[string, string, string?]>([
    ['is of another processing id', text({ 11: 'T' })],
    ['comes from an address that may not send', text(), '192.0.2.7'],
    ['holds a second message', text() + text()],
    ['holds a batch header', `${text()}BTS|1\rBHS|^~\\&|PAS|RFR\r`],
    ['is of no kind that is taken', text({ 9: 'ORU^R01' })],
    ['has an event that is not taken', text({ 9: 'ADT^A99' })],
  ])('is that of the feed of its sender’s names where it %s', (_, message, peer) => {
    expect(read(message, peer)).toMatchObject({
      acknowledgement: 'enhanced',
      rejection: expect.anything() as unknown,
    });
    const lab = read(message.replaceAll('|PAS|', '|LAB|'), peer);
    expect(lab).toMatchObject({ acknowledgement: 'original' });
  });

  it('is that of the feed that takes it', () => {
    expect(read(text())).toMatchObject({ acknowledgement: 'enhanced', mapped: {} });
    expect(read(text({ 3: 'LAB' }))).toMatchObject({ acknowledgement: 'original', mapped: {} });
  });

  it('is original where no feed has its sender, or nothing says who that is', () => {
    for (const message of [text({ 4: 'XYZ' }), text({ 3: 'ED' }), 'garbage']) {
      expect(read(message)).toMatchObject({
        acknowledgement: 'original',
        envelope: { feed: 'unknown' },
        rejection: expect.anything() as unknown,
      });
    }
  });
});
