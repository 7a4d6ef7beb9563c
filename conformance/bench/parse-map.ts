/** How fast bytes become facts, store and network aside: header, character set, parse, map. */
import { createHash } from 'node:crypto';
import { decode } from '../../adapters/hl7v2/decode.ts';
import { readHeader } from '../../adapters/hl7v2/header.ts';
import { parseMessage } from '../../adapters/hl7v2/message.ts';
import { mapMessage } from '../../mappings/adt/map-message.ts';
import { ofRounds, type Figure } from './figure.ts';
import type { BenchContext } from './stage.ts';
import { makeWorkload } from './workload.ts';

const RECEIVED = '2026-12-31T00:00:00.000Z';

export function parseMap({ quick, now }: BenchContext): Promise<readonly Figure[]> {
  const count = quick ? 2000 : 10_000;
  const workload = makeWorkload(count, now);
  const messages = workload.next(count);
  const [feed] = workload.place.feeds;
  if (feed === undefined) throw new Error('the place has no feed');
  const mapAll = (): void => {
    for (const { bytes, controlId } of messages) {
      const head = readHeader(bytes);
      if (head.kind === 'unreadable') throw new Error('a message of the workload has no header');
      const hash = createHash('sha256').update(bytes).digest('hex');
      const decoded = decode(bytes, head.header.charset, feed.charsetFallback);
      if (decoded.kind === 'refused') throw new Error('a message of the workload cannot be decoded');
      const { message } = parseMessage(decoded.text, decoded.charset);
      const identity = { sourceMessageId: controlId, controlId, hash, receivedAt: RECEIVED };
      const result = mapMessage(message, identity, feed);
      if ('refused' in result)
        throw new Error(`a message of the workload is refused: ${result.refused.text}`);
    }
  };
  mapAll();
  const rounds = Array.from({ length: quick ? 3 : 7 }, () => {
    const started = performance.now();
    mapAll();
    return count / ((performance.now() - started) / 1000);
  });
  return Promise.resolve([ofRounds(rounds, { name: 'parse and map', unit: 'messages/s', samples: count })]);
}
