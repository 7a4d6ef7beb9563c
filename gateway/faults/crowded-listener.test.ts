/**
 * F14: 500 connections that say nothing and 50 that drip a byte a second, as far as the machine allows so many. Pass: a
 * good sender beside them is acknowledged within a second each time, HTTP answers, memory stays bounded, and all of it is
 * given back when they go. (40 MB without an end, and more than the limit of connections: hostile-input.test.ts.)
 */
import { spawnSync } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { VT } from '../../adapters/mllp/frame.ts';
import { startBesieged, type BesiegedGateway } from '../testing/crash/besieged-gateway.ts';

/** Both ends of a connection are files; here and in the gateway others are open, too. */
const filesAllowed = Number(spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).stdout) || 1024;
const IDLE = Math.min(500, filesAllowed - 200);
const SLOW = 50;
const DRIP_MS = 1000;
const MESSAGES = 60;
/** What a thousand sockets may cost in all, MiB. */
const MEMORY = 60;

let gateway: BesiegedGateway;
beforeAll(async () => {
  const connections = String(IDLE + SLOW + 20);
  gateway = await startBesieged({
    env: {
      MLLP_MAX_CONNECTIONS: connections,
      MLLP_MAX_CONNECTIONS_PER_PEER: connections,
      MLLP_READ_DEADLINE_S: '60',
    },
  });
});
afterAll(async () => {
  expect(await gateway.stop()).toBe(0);
});

/** Milliseconds to each acknowledgement, one message after another. */
async function acknowledgementTimes(): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < MESSAGES; i++) {
    const started = performance.now();
    expect((await gateway.sendGood())?.code).toBe('AA');
    times.push(performance.now() - started);
  }
  return times;
}

const crowd: Socket[] = [];
const dial = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(gateway.child.mllpPort, '127.0.0.1', () => {
      resolve(socket);
    });
    socket.on('error', reject);
    crowd.push(socket);
  });

it('acknowledges a good sender within a second beside idle and dripping connections', async () => {
  const alone = await acknowledgementTimes();
  const memory = gateway.memory() ?? 0;
  const files = gateway.openFiles();
  await Promise.all(Array.from({ length: IDLE }, dial));
  const slow = await Promise.all(Array.from({ length: SLOW }, dial));
  for (const socket of slow) socket.write(Uint8Array.of(VT));
  const drip = setInterval(() => {
    for (const socket of slow) socket.write('x');
  }, DRIP_MS);
  try {
    await expect.poll(() => (gateway.openFiles() ?? Infinity) - (files ?? 0)).toBeGreaterThanOrEqual(IDLE);
    const beside = await acknowledgementTimes();
    const most = (times: readonly number[]): string => Math.max(...times).toFixed(1);
    process.stdout.write(
      `slowest ACK alone ${most(alone)} ms, beside ${IDLE} + ${SLOW}: ${most(beside)} ms\n`,
    );
    expect(Math.max(...beside)).toBeLessThan(1000);
    const answer = await fetch(`http://127.0.0.1:${gateway.child.httpPort}/livez`);
    expect(answer.status).toBe(200);
    expect(crowd.filter((socket) => socket.closed)).toEqual([]);
    expect((gateway.memory() ?? 0) - memory).toBeLessThan(MEMORY);
  } finally {
    clearInterval(drip);
    for (const socket of crowd) socket.destroy();
  }
  // HTTP keeps a connection for a while.
  await expect.poll(() => (gateway.openFiles() ?? 0) - (files ?? 0)).toBeLessThanOrEqual(2);
}, 30_000);
