/**
 * F5, and F3 as a disk has it. An fsync that fails once: pass where the message is not acknowledged, its resend is, and
 * nothing acknowledged is lost when the process is killed then. A disk that takes long over each fsync: pass where each
 * ACK waits for its own, the messages of several connections share one, and resends are applied once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { frame } from '../../adapters/mllp/frame.ts';
import { codes, startBesieged, type BesiegedGateway } from '../testing/crash/besieged-gateway.ts';
import { injectFault, type SystemCallFault } from '../testing/system-call-fault.ts';

const FLUSH = 'fsync,fdatasync';
const SLOW_MS = 700;

let folder: string;
let gateway: BesiegedGateway;
let fault: SystemCallFault | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rother-disk-fails-'));
  gateway = await startBesieged({ folder });
});
afterEach(async () => {
  await fault?.end();
  fault = undefined;
  await gateway.child.kill();
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Gives why it cannot be done on this machine. */
async function inject(what: string): Promise<string | undefined> {
  const injected = await injectFault(gateway.child.pid, FLUSH, what);
  if ('refused' in injected) return injected.refused;
  fault = injected;
  return undefined;
}

const receipts = (message: string): unknown =>
  gateway.query(
    `select receipts from source_message where control_id = '${message.split('|')[9] ?? ''}'`,
  )[0]?.['receipts'];

it('does not acknowledge a message whose fsync failed, and takes its resend', async ({ skip }) => {
  const before = gateway.message();
  expect((await gateway.send(before))?.code).toBe('AA');
  const refused = await inject('error=EIO:when=1');
  if (refused !== undefined) return skip(refused);
  const message = gateway.message();
  expect(await gateway.send(message)).toBeUndefined();
  expect(gateway.kept(message)).toBeUndefined();
  await expect.poll(() => gateway.lines.some((line) => line.includes('"store.unavailable"'))).toBe(true);
  expect((await gateway.send(message))?.code).toBe('AA');
  const after = gateway.message();
  expect((await gateway.send(after))?.code).toBe('AA');
  await gateway.child.kill();
  const db = new DatabaseSync(gateway.database);
  expect(db.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
  const kept = db.prepare('select control_id from source_message order by rowid').all();
  expect(kept.map(({ control_id }) => control_id)).toEqual(
    [before, message, after].map((text) => text.split('|')[9]),
  );
  db.close();
});

it('waits for a slow disk with each acknowledgement, shares what it waits for, and applies resends once', async ({
  skip,
}) => {
  const refused = await inject(`delay_enter=${SLOW_MS}ms`);
  if (refused !== undefined) return skip(refused);
  const messages = Array.from({ length: 6 }, () => gateway.message());
  const [first = ''] = messages;
  // The first comes by three connections at once, as from a sender that does not wait for its answer.
  const sent = [...messages, first, first];
  const peers = await Promise.all(sent.map(() => gateway.dial()));
  // Node accepts one connection a turn, and turns are long now: the last to be accepted has had an answer.
  for (const peer of peers) peer.socket.write(frame(Buffer.from(gateway.message())));
  await Promise.all(peers.map((peer) => codes(peer, 1)));
  const started = performance.now();
  for (const [i, message] of sent.entries()) peers[i]?.socket.write(frame(Buffer.from(message)));
  const answers = await Promise.all(peers.map((peer) => codes(peer, 2)));
  const elapsed = performance.now() - started;
  expect(answers.map(([, second]) => second?.[0])).toEqual(sent.map(() => 'AA'));
  expect(elapsed).toBeGreaterThan(SLOW_MS);
  // One by one they would need eight.
  expect(elapsed).toBeLessThan(5 * SLOW_MS);
  expect(receipts(first)).toBe(3);
  expect(receipts(messages[1] ?? '')).toBe(1);
});
