/**
 * F4: the disk is full, on a real file system of a few megabytes, filled to different bytes so that journal, shared
 * memory and database meet the end in turn. Pass: no ACK for what is not stored, the event is logged, the gateway lives and
 * serves readers, and takes the same message once there is room again, without a restart; nothing acknowledged is lost.
 */
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { startBesieged, type BesiegedGateway } from '../testing/crash/besieged-gateway.ts';
import { mountSmallDisk, type SmallDisk } from '../testing/small-disk.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

let cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.reverse()) await clean();
  cleanUp = [];
});

it('acknowledges nothing that a full disk did not take, and goes on when there is room', async ({ skip }) => {
  const disk = mountSmallDisk(24);
  if ('refused' in disk) return skip(disk.refused);
  const scene = await startOn(disk);
  // None, less than a page of the journal with its header, a message's worth, a few.
  for (const leaving of [0, 4 * KIB, 16 * KIB, 40 * KIB, 100 * KIB]) {
    await scene.send(scene.gateway.message());
    await scene.fillAndFree(leaving, 20 * KIB);
  }
  await scene.expectNothingLost();
}, 30_000);

it('goes on likewise where the journal is full of what the database has no room for', async ({ skip }) => {
  const disk = mountSmallDisk(160);
  if ('refused' in disk) return skip(disk.refused);
  const scene = await startOn(disk);
  // The journal is moved to the database at 8,000 pages, 32 MB: there is room for the one and not for both.
  await scene.fillAndFree(48 * MIB, 400 * KIB);
  await scene.expectNothingLost();
}, 30_000);

interface Scene {
  readonly gateway: BesiegedGateway;
  /** True where it was acknowledged; false where the connection was closed without. */
  send(message: string): Promise<boolean>;
  /** Sends until the disk takes no more, then frees it, and sends again what had no answer. */
  fillAndFree(leaving: number, messageBytes: number): Promise<void>;
  /** After a stop: the file is sound and holds what was acknowledged, and no more. */
  expectNothingLost(): Promise<void>;
}

async function startOn(disk: SmallDisk): Promise<Scene> {
  cleanUp.push(() => {
    disk.remove();
  });
  const gateway = await startBesieged({ folder: disk.folder, env: { MLLP_MAX_FRAME_BYTES: String(MIB) } });
  cleanUp.push(() => gateway.child.kill());
  const acknowledged: string[] = [];
  const send = async (message: string): Promise<boolean> => {
    const answer = await gateway.send(message);
    if (answer === undefined) return false;
    expect(answer.code).toBe('AA');
    acknowledged.push(message);
    return true;
  };
  return {
    gateway,
    send,
    fillAndFree: async (leaving, messageBytes) => {
      disk.fill(leaving);
      const refused: string[] = [];
      const enough = 10 + (2 * leaving) / messageBytes;
      for (let i = 0; i < enough && refused.length < 3; i++) {
        const message = gateway.message({ more: [`ZZZ|${'x'.repeat(messageBytes)}`] });
        if (!(await send(message))) refused.push(message);
      }
      expect(refused.length, `full with ${leaving} bytes left`).toBe(3);
      await expectReadable(gateway);
      disk.free();
      for (const message of refused) {
        expect(gateway.kept(message)).toBeUndefined();
        // No restart in between.
        expect(await send(message)).toBe(true);
      }
    },
    expectNothingLost: async () => {
      expect(gateway.child.dead).toBe(false);
      expect(gateway.lines.filter((line) => line.includes('"store.unavailable"')).length).toBeGreaterThan(2);
      for (const message of acknowledged) expect(gateway.kept(message)?.outcome).toBe('committed');
      expect(await gateway.stop()).toBe(0);
      const db = new DatabaseSync(join(disk.folder, 'rother.db'), { readOnly: true });
      expect(db.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
      expect(db.prepare('select count(*) as n from source_message').get()).toEqual({
        n: acknowledged.length,
      });
      db.close();
    },
  };
}

async function expectReadable({ child }: BesiegedGateway): Promise<void> {
  for (const path of ['/livez', '/fhir/Patient?_count=1']) {
    const answer = await fetch(`http://127.0.0.1:${child.httpPort}${path}`);
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
  }
}
