import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { acknowledgedControlId, sentControlId } from '../../adapters/mllp/control-id.ts';
import { createFrameSplitter } from '../../adapters/mllp/frame-splitter.ts';
import { frame } from '../../adapters/mllp/frame.ts';
import type { DayMessage } from '../borough/day.ts';
import { MllpSender } from './mllp-sender.ts';
import { playDay } from './play.ts';

interface Peer {
  readonly port: number;
  readonly received: string[];
  stop(): Promise<void>;
}

/** Answers by `answer`; undefined closes the connection without an answer. */
async function peer(answer: (controlId: string) => string | undefined): Promise<Peer> {
  const received: string[] = [];
  const server = createServer((socket) => {
    const splitter = createFrameSplitter({ maxFrameBytes: 100_000, maxJunkBytes: 1000 });
    socket.on('data', (chunk) => {
      for (const event of splitter.push(chunk)) {
        if (event.kind !== 'frame') continue;
        const controlId = sentControlId(event.bytes) ?? '';
        received.push(controlId);
        const code = answer(controlId);
        if (code === undefined) socket.destroy();
        else {
          const ack = Buffer.from(`MSH|^~\\&|R|R|P|R|20260310||ACK|1|P|2.4\rMSA|${code}|${controlId}|text\r`);
          expect(acknowledgedControlId(ack)).toBe(controlId);
          socket.write(frame(ack));
        }
      }
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

const message = (controlId: string, at: number, localNumber = '4'): DayMessage => ({
  at,
  controlId,
  localNumber,
  trigger: 'A08',
  disturbance: 'none',
  text: `MSH|^~\\&|PAS|RFR|||20260310||ADT^A08|${controlId}|P|2.4\rPID|1\r`,
});

const now = (): number => performance.now();

async function played(
  messages: readonly DayMessage[],
  answer: (controlId: string) => string | undefined,
): Promise<{ sender: MllpSender; received: string[]; sent: string[]; times: number[] }> {
  const receiver = await peer(answer);
  const sender = new MllpSender({ host: '127.0.0.1', port: receiver.port, connections: 3, now });
  const sent: string[] = [];
  const times: number[] = [];
  try {
    await sender.start();
    await playDay(messages, {
      speed: 86_400 * 20,
      sender,
      now,
      signal: AbortSignal.timeout(15_000),
      onSent: ({ controlId }) => sent.push(controlId),
      onTime: (seconds) => times.push(seconds),
    });
    return { sender, received: receiver.received, sent, times };
  } finally {
    await sender.stop();
    await receiver.stop();
  }
}

describe('playDay', () => {
  it('sends what belongs to one person in order, and counts the answers', async () => {
    const messages = Array.from({ length: 30 }, (_, i) => message(`c${i}`, i * 10));
    const { sender, received, sent, times } = await played(messages, () => 'AA');
    expect(received).toEqual(messages.map(({ controlId }) => controlId));
    expect(sent).toEqual(received);
    expect(sender.account).toMatchObject({
      sent: 30,
      answers: { AA: 30, AE: 0, AR: 0 },
      resent: 0,
      refused: [],
    });
    expect(sender.account.latencies.count).toBe(30);
    expect(times.at(-1)).toBe(86_400);
  });

  it('notes refusals by control id', async () => {
    const { sender } = await played([message('good', 0), message('bad', 1)], (id) =>
      id === 'bad' ? 'AE' : 'AA',
    );
    expect(sender.account.refused).toEqual([{ controlId: 'bad', code: 'AE', text: 'text' }]);
  });

  it('resends a message that had no answer, over a new connection', async () => {
    const failed = new Set<string>();
    const { sender, received } = await played([message('c1', 0), message('c2', 1)], (id) => {
      if (id !== 'c1' || failed.has(id)) return 'AA';
      failed.add(id);
      return undefined;
    });
    expect(received).toEqual(['c1', 'c1', 'c2']);
    expect(sender.account).toMatchObject({ sent: 2, resent: 1, answers: { AA: 2 } });
  });

  it('stops when it is told to', async () => {
    const receiver = await peer(() => 'AA');
    const sender = new MllpSender({ host: '127.0.0.1', port: receiver.port, connections: 1, now });
    await sender.start();
    const stop = new AbortController();
    const playing = playDay([message('c1', 0), message('c2', 80_000)], {
      speed: 1,
      sender,
      now,
      signal: stop.signal,
      onSent: () => {
        stop.abort(new Error('enough'));
      },
      onTime: () => undefined,
    });
    await expect(playing).rejects.toThrow();
    expect(receiver.received).not.toContain('c2');
    await sender.stop();
    await receiver.stop();
  });
});
