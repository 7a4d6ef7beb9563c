/**
 * F18: a sender that reconnects every 20 ms, by FIN and by RST, and one that never closes its old connections. Pass: every
 * message is acknowledged, no file, listener or memory is left behind; who takes more connections than it may is refused
 * the next, loudly and alone, and is served again when its old ones close or have been silent for MLLP_IDLE_S.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { startBesieged, type BesiegedGateway } from '../testing/crash/besieged-gateway.ts';

const RECONNECTS = 300;
const EVERY_MS = 20;
const OF_ONE_PEER = 10;

let gateway: BesiegedGateway | undefined;
afterEach(async () => {
  expect(await gateway?.stop()).toBe(0);
});

it('leaves nothing behind of a sender that reconnects three hundred times', async () => {
  const running = await startBesieged();
  gateway = running;
  const round = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      // By RST, by FIN, each without a word, and with a message.
      if (i % 3 === 0) (await running.dial()).socket.resetAndDestroy();
      else if (i % 3 === 1) (await running.dial()).socket.end();
      else expect((await running.send(running.message()))?.code).toBe('AA');
      await sleep(EVERY_MS);
    }
  };
  await round(60);
  const files = running.openFiles();
  const memory = running.memory() ?? 0;
  await round(RECONNECTS);
  await expect.poll(() => running.openFiles(), { timeout: 5000 }).toBe(files);
  expect((running.memory() ?? 0) - memory).toBeLessThan(40);
  expect(running.lines.filter((line) => line.includes('MaxListenersExceeded'))).toEqual([]);
}, 30_000);

it('refuses one that never closes the connection beyond its limit, and serves it when the old ones are silent', async () => {
  const running = await startBesieged({
    env: { MLLP_MAX_CONNECTIONS_PER_PEER: String(OF_ONE_PEER), MLLP_IDLE_S: '1' },
  });
  gateway = running;
  const peers = await Promise.all(Array.from({ length: OF_ONE_PEER * 2 }, () => running.dial()));
  await Promise.race(peers.map(({ closed }) => closed));
  await expect
    .poll(() => running.lines.filter((line) => line.includes('"connections-of-peer"')).length)
    .toBeGreaterThanOrEqual(OF_ONE_PEER);
  await Promise.all(peers.map(({ closed }) => closed));
  expect((await running.send(running.message()))?.code).toBe('AA');
});
