/**
 * F13 on the whole gateway, through a proxy that tears the bytes. Pass: a message is acknowledged at whichever byte it is
 * split, and byte by byte; where the connection is cut or reset within a message or within an ACK, the resend brings the
 * message in once, in order, and what was cut off is kept and counted. (Bad frames: hostile-input.test.ts.)
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { MllpClient } from '../../adapters/mllp/client.ts';
import { frame } from '../../adapters/mllp/frame.ts';
import { codes, startBesieged, writeAll, type BesiegedGateway } from '../testing/crash/besieged-gateway.ts';
import { sendUntilAcknowledged } from '../testing/crash/relentless-sender.ts';
import { FaultProxy, type Direction, type Fault } from '../testing/fault-proxy.ts';

let gateway: BesiegedGateway;
let proxy: FaultProxy;
let port: number;
beforeAll(async () => {
  gateway = await startBesieged({ env: { MLLP_READ_DEADLINE_S: '10' } });
  proxy = new FaultProxy(gateway.child.mllpPort);
  port = await proxy.start();
});
afterEach(async () => {
  proxy.set('toServer', {});
  proxy.set('toClient', {});
  await gateway.clear();
});
afterAll(async () => {
  await proxy.stop();
  expect(await gateway.stop()).toBe(0);
});

const controlId = (text: string): string => text.split('|')[9] ?? '';
const controlIds = (): unknown[] =>
  gateway
    .query("select control_id from source_message where outcome = 'committed' order by rowid")
    .map(({ control_id }) => control_id);
const steps = (): number => Number(gateway.query('select count(*) as n from step')[0]?.['n']);

it('acknowledges a message at whichever byte it is split', async () => {
  const peer = await gateway.dial();
  const length = frame(Buffer.from(gateway.message())).length;
  const expected: string[][] = [];
  for (let at = 1; at < length; at++) {
    const text = gateway.message();
    const bytes = frame(Buffer.from(text));
    await writeAll(peer, [bytes.subarray(0, at), bytes.subarray(at)]);
    expected.push(['AA', controlId(text)]);
  }
  expect(await codes(peer, expected.length)).toEqual(expected);
}, 30_000);

it('acknowledges three messages of one write, which come byte by byte, in order', async () => {
  proxy.set('toServer', { pieceBytes: 1 });
  proxy.set('toClient', { pieceBytes: 1 });
  const texts = [1, 2, 3].map(() => gateway.message());
  const client = new MllpClient({ timeoutMs: 10_000 });
  await client.connect('127.0.0.1', port);
  for (const text of texts) {
    // The client checks that the ACK is the one of this message, and is whole.
    await client.send(Buffer.from(text));
  }
  await client.close();
  expect(controlIds().slice(-3)).toEqual(texts.map(controlId));
});

const tears: readonly (readonly [string, Direction, number])[] = [
  ['before its first byte is through', 'toServer', 1],
  ['within its header', 'toServer', 40],
  ['before its FS', 'toServer', 150],
  ['at the first byte of its ACK', 'toClient', 1],
  ['within its ACK', 'toClient', 60],
];

it.each(tears.flatMap((tear) => [[...tear, 'end'] as const, [...tear, 'reset'] as const]))(
  'brings a message in once where the connection is cut %s (%s after %i bytes, by %s)',
  async (_what, direction, bytes, how) => {
    const texts = [1, 2, 3].map(() => gateway.message());
    const before = steps();
    const fault: Fault = { cutAfter: { bytes, how } };
    let sent = 0;
    const { resent } = await sendUntilAcknowledged(
      texts.map((text) => ({ text, key: 0 })),
      {
        connections: 1,
        port: () => Promise.resolve(port),
        // Each connection of the first four tears; then the network is well.
        onSent: () => {
          sent += 1;
          proxy.set(direction, sent <= 4 ? fault : {});
        },
      },
    );
    expect(resent).toBe(4);
    expect(controlIds().slice(-3)).toEqual(texts.map(controlId));
    expect(steps()).toBe(before + 3);
    if (direction === 'toServer' && bytes > 1 && how === 'end') {
      await expect
        .poll(() => gateway.kept(texts[0]?.slice(0, bytes - 1) ?? ''))
        .toMatchObject({ outcome: 'rejected', issues: expect.stringContaining('broken-frame') as string });
    }
  },
);

it('loses no order where the network stalls in the middle of messages and of ACKs', async () => {
  const texts = Array.from({ length: 20 }, () => gateway.message());
  const client = new MllpClient({ timeoutMs: 10_000 });
  await client.connect('127.0.0.1', port);
  for (const [i, text] of texts.entries()) {
    const direction = i % 2 === 0 ? 'toServer' : 'toClient';
    proxy.set(direction, { stalled: true });
    const answer = client.send(Buffer.from(text));
    await new Promise((resolve) => setTimeout(resolve, 10));
    proxy.set(direction, { pieceBytes: 7 });
    await answer;
  }
  await client.close();
  expect(controlIds().slice(-20)).toEqual(texts.map(controlId));
});
