/**
 * F2 and F3 as one engine has them: another process holds the store. Pass: no ACK before the commit; reads, other
 * sockets and health answer meanwhile; where the store stays locked, the connection is closed without an ACK and nothing
 * is kept; the resend, or the hundredth of an impatient sender, is applied once; one message in flight a connection.
 */
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { MllpClient } from '../../adapters/mllp/client.ts';
import { frame } from '../../adapters/mllp/frame.ts';
import { codes, startBesieged, type BesiegedGateway } from '../testing/crash/besieged-gateway.ts';

let gateway: BesiegedGateway;
let holder: DatabaseSync;
beforeAll(async () => {
  gateway = await startBesieged();
  holder = new DatabaseSync(gateway.database, { timeout: 5000 });
});
afterEach(async () => {
  if (holder.isTransaction) unlock();
  await gateway.clear();
});
afterAll(async () => {
  holder.close();
  expect(await gateway.stop()).toBe(0);
});

const lock = (): void => {
  holder.exec('begin immediate');
};
const unlock = (): void => {
  holder.exec('rollback');
};
const steps = (): number => Number(gateway.query('select count(*) as n from step')[0]?.['n']);

/** Milliseconds that health and a search take. */
async function answerTime(): Promise<number> {
  const started = performance.now();
  for (const path of ['/livez', '/fhir/Patient?_count=1']) {
    const answer = await fetch(`http://127.0.0.1:${gateway.child.httpPort}${path}`);
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
  }
  return performance.now() - started;
}

it('leaves the sender waiting while the store is locked, serves readers meanwhile, and answers when it is free', async () => {
  const message = gateway.message();
  lock();
  let answered = false;
  const answer = gateway.send(message).finally(() => (answered = true));
  for (let i = 0; i < 10; i++) {
    expect(await answerTime()).toBeLessThan(1000);
    await sleep(100);
  }
  expect(answered).toBe(false);
  expect(gateway.kept(message)).toBeUndefined();
  unlock();
  expect((await answer)?.code).toBe('AA');
  expect(gateway.kept(message)?.outcome).toBe('committed');
});

it('closes without an answer where the store stays locked, keeps nothing, and takes the resend once', async () => {
  const message = gateway.message();
  const before = steps();
  lock();
  expect(await gateway.send(message)).toBeUndefined();
  await expect.poll(() => gateway.lines.some((line) => line.includes('"store.unavailable"'))).toBe(true);
  unlock();
  expect(gateway.kept(message)).toBeUndefined();
  expect((await gateway.send(message))?.code).toBe('AA');
  expect(steps()).toBe(before + 1);
}, 20_000);

it('answers what one connection sent ahead in order, one after the other, when the store is free', async () => {
  const texts = Array.from({ length: 5 }, () => gateway.message());
  lock();
  const peer = await gateway.dial();
  peer.socket.write(Buffer.concat(texts.map((text) => frame(Buffer.from(text)))));
  await sleep(500);
  expect(peer.received()).toBe('');
  unlock();
  expect((await codes(peer, 5)).map(([code]) => code)).toEqual(['AA', 'AA', 'AA', 'AA', 'AA']);
  const journal = gateway.query(
    'select control_id, received_at from source_message order by received_at, rowid',
  );
  const ids = texts.map((text) => text.split('|')[9]);
  const received = journal.filter(({ control_id }) => ids.includes(String(control_id)));
  expect(received.map(({ control_id }) => control_id)).toEqual(ids);
  // In flight one at a time: the second was begun after the commit of the first, not with it.
  expect(new Set(received.map(({ received_at }) => received_at)).size).toBeGreaterThan(1);
});

it('applies once what a sender with no patience sends again and again, and stays reachable for it', async () => {
  const message = gateway.message();
  const before = steps();
  const client = new MllpClient({ timeoutMs: 150 });
  let attempts = 0;
  let acknowledged = false;
  lock();
  setTimeout(unlock, 3000);
  for (; !acknowledged && attempts < 60; attempts++) {
    await client.connect('127.0.0.1', gateway.child.mllpPort);
    acknowledged = await client.send(Buffer.from(message)).then(
      () => true,
      () => false,
    );
  }
  await client.close();
  expect(acknowledged).toBe(true);
  expect(attempts).toBeGreaterThan(5);
  expect(steps()).toBe(before + 1);
  const [row] = gateway.query(
    `select receipts from source_message where control_id = '${message.split('|')[9] ?? ''}'`,
  );
  expect(Number(row?.['receipts'])).toBe(attempts);
}, 20_000);
