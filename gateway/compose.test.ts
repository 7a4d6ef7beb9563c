import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { compose, type Gateway } from './compose.ts';
import { readSettings } from './config.ts';
import { createLog } from './logging.ts';
import { loadPlace } from './place.ts';

let folder: string;
let gateway: Gateway | undefined;
let lines: string[];

beforeEach(async () => {
  lines = [];
  folder = await mkdtemp(join(tmpdir(), 'rother-compose-'));
});

afterEach(async () => {
  await gateway?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The production assembly whose feeds have these peers; gives its MLLP port. */
async function start(peers: string[], settings: Record<string, string> = {}): Promise<number> {
  const place = loadPlace(join(import.meta.dirname, '..', 'place.json'));
  const database = { DATABASE_URL: `sqlite:${join(folder, 'rother.db')}` };
  gateway = await compose(
    readSettings({ HTTP_PORT: '0', MLLP_PORT: '0', STOP_GRACE_S: '1', ...database, ...settings }),
    { ...place, feeds: place.feeds.map((feed) => ({ ...feed, peers })) },
    {
      clock: systemClock,
      log: createLog('info', { write: (line) => lines.push(line) }),
      softwareVersion: '0.0.0-test',
    },
  );
  return (await gateway.start()).mllpPort;
}

it('refuses MLLP connections of addresses that no feed lists', async () => {
  const socket = connect(await start(['10.0.0.0/8']), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'close');
  expect(lines.join('')).toMatch(/mllp\.refused.*unknown-peer/);
});

it('takes as many MLLP connections of one address as it is set to', async () => {
  const port = await start(['127.0.0.0/8'], { MLLP_MAX_CONNECTIONS_PER_PEER: '1' });
  const first = connect(port, '127.0.0.1');
  await once(first, 'connect');
  const second = connect(port, '127.0.0.1');
  second.on('error', () => undefined);
  await once(second, 'close');
  expect(first.destroyed).toBe(false);
  expect(lines.join('')).toMatch(/mllp\.refused.*connections-of-peer/);
  first.destroy();
});
