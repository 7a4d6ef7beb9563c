import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { returnFile, serviceLine } from '../testing/council-bench.ts';
import { startGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { run } from './program.ts';
import { sendSocialCare } from './send-social-care.ts';

let folder: string;
let out: string;
let err: string;
let gateway: RunningGateway | undefined;
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rother-send-http-'));
});
afterEach(async () => {
  await gateway?.stop();
  server?.closeAllConnections();
  await new Promise<unknown>((resolve) => {
    if (server === undefined) resolve(undefined);
    else server.close(resolve);
  });
  gateway = server = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<string> {
  gateway = await startGateway();
  return gateway.baseUrl.replace(/\/fhir$/, '');
}

/** A gateway of the test's own. */
async function listen(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  // A TCP server has an address object.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function io(isTTY = false) {
  out = err = '';
  let time = 0;
  return {
    stdin: (async function* (): AsyncGenerator<never, void> {
      // Nothing comes.
    })(),
    stdout: { write: (text: string) => (out += text) },
    stderr: { isTTY, write: (text: string) => (err += text) },
    now: () => (time += 250),
  };
}

const rother = (...args: readonly string[]): Promise<number> => run(['send', ...args], io());

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('rother send --social-care with a return', () => {
  it('says what became of it, and ends with 0 only if every row was taken', async () => {
    const url = await start();
    const good = await file('good.csv', returnFile(serviceLine('A'), serviceLine('B')));
    expect(await rother('--url', url, '--social-care', good)).toBe(0);
    expect(out).toContain(`${good}: taken\n  council 206, 2025-10-01 to `);
    expect(out).toContain('rows: 2 read, 2 accepted, 0 refused\n');
    expect(out).toContain('people: 2 in the file, 0 no longer in it, 2 changed\n');
    const bad = await file('bad.csv', returnFile(serviceLine('A'), serviceLine('B', { Event_Type: 'x' })));
    expect(await rother('--url', url, '--social-care', bad)).toBe(1);
    expect(out).toMatch(/bad\.csv: held: it has 1 of type service where the last file had 2/);
    expect(await rother('--url', url, '--release-short', '--social-care', bad)).toBe(1);
    expect(out).toContain('    line 3  Event_Type  not-in-list (letters, 1 character)\n');
    expect(out).toContain('services with an assumed end: 1\n');
    expect(await rother('--url', url, '--json', '--social-care', good)).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ file: good, outcome: 'taken', rows: { read: 2 } });
  });

  it('shows a terminal how far it is', async () => {
    const url = await start();
    const people = Array.from({ length: 60 }, (_, i) => serviceLine(`P${i}`));
    const path = await file('return.csv', returnFile(...people));
    const options = { url, timeout: 30, json: false, releaseShort: false };
    expect(await sendSocialCare(path, options, io(true), new AbortController().signal)).toBe(0);
    expect(err).toMatch(/60 rows read, \d+\/s/);
    expect(err).toMatch(/20 of 60 rows applied \(33 %\)/);
    expect(err).toMatch(/40 of 60 rows applied \(66 %\), \d+\/s, \d+ s left/);
    expect(err.endsWith('\r\u001b[2K')).toBe(true);
  });

  it('waits while another upload has the feed', async () => {
    let asked = 0;
    const url = await listen((req, res) => {
      req.resume();
      asked += 1;
      if (asked < 3) res.writeHead(409, { 'Retry-After': '0' }).end();
      else res.writeHead(403, { 'Content-Type': 'application/json' }).end('{}');
    });
    const path = await file('return.csv', returnFile(serviceLine('A')));
    expect(await rother('--url', url, '--social-care', path)).toBe(1);
    expect(asked).toBe(3);
    expect(err.match(/another upload of this council/g)).toHaveLength(2);
    expect(err).toContain('the gateway answered with status 403');
  });

  it('says how to go on where the gateway goes away, and when it is interrupted', async () => {
    const controller = new AbortController();
    let cut = false;
    const url = await listen((req, res) => {
      req.resume();
      res.writeHead(200).write('{"staged":1,"applied":0,"of":null}\n', () => {
        if (cut) res.destroy();
        else controller.abort();
      });
    });
    const path = await file('return.csv', returnFile(serviceLine('A')));
    const options = { url, timeout: 30, json: false, releaseShort: false };
    expect(await sendSocialCare(path, options, io(), controller.signal)).toBe(130);
    expect(err).toBe('stopped; the same command goes on from there\n');
    cut = true;
    expect(await rother('--url', url, '--social-care', path)).toBe(1);
    expect(err).toMatch(/the connection broke \(ECONNRESET\); the same command goes on from there/);
  });

  it('refuses what makes no sense', async () => {
    const path = await file('return.csv', returnFile(serviceLine('A')));
    expect(await rother('--social-care', path, 'day.hl7')).toBe(1);
    expect(err).toContain('name files of messages, or one file with --social-care');
    expect(await rother()).toBe(1);
    expect(await rother('--url', 'ftp://x', '--social-care', path)).toBe(1);
    expect(err).toContain('only http and https');
    expect(await rother('--social-care', join(folder, 'none.csv'))).toBe(1);
    expect(err).toContain('cannot be read (ENOENT)');
    const url = await listen(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    expect(await rother('--url', url, '--social-care', path)).toBe(1);
    expect(err).toContain('(ECONNREFUSED); is the gateway running there?');
  });
});

const event = (sequence: number, type = 'heartbeat'): string =>
  JSON.stringify({
    schemaVersion: 1,
    eventId: `e${sequence}`,
    source: 'rmbc-asc',
    sequence,
    occurredAt: '2025-03-01T09:00:00+00:00',
    recordedAt: '2025-03-01T09:05:00+00:00',
    type,
  });

describe('rother send --social-care with case events', () => {
  it('tells of those that are not taken, and of numbers that are missing', async () => {
    const url = await start();
    const lines = await file('events.ndjson', `${event(1)}\n${event(2, 'party')}\n\n${event(4)}\n`);
    expect(await rother('--url', url, '--social-care', lines)).toBe(1);
    expect(out).toMatch(/^\S*events\.ndjson#2 {2}e2 {2}refused {2}type {2}expected one of/);
    expect(err).toBe(
      '2 committed, 0 duplicate, 0 quarantined, 1 refused; 2 numbers of the sequence have not come\n',
    );
    const array = await file('events.json', `[${event(2)}, ${event(3)}]`);
    expect(await rother('--url', url, '--social-care', array)).toBe(0);
    expect(err).toBe('2 committed, 0 duplicate, 0 quarantined, 0 refused\n');
    expect(await rother('--url', url, '--json', '--social-care', array)).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { outcome: string }).outcome),
    ).toEqual(['duplicate', 'duplicate']);
  });

  it('sends a file that is too long for one body in several', async () => {
    const sizes: number[] = [];
    const url = await listen((req, res) => {
      let size = 0;
      req.on('data', (chunk: Buffer) => (size += chunk.length));
      req.on('end', () => {
        sizes.push(size);
        res.end('{"position":1,"eventId":"e","outcome":"refused"}\n{"counts":{},"sequence":null}\n');
      });
    });
    const long = await file('long.ndjson', `${event(1).padEnd(1_500_000)}\n`.repeat(4));
    expect(await rother('--url', url, '--social-care', long)).toBe(1);
    expect(sizes).toEqual([3_000_002, 3_000_002]);
    expect(out.match(/#\d/g)).toEqual(['#1', '#2']);
  });
});
