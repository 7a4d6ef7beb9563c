import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from './program.ts';

let folder: string;
let out: string;
let err: string;
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rother-send-gp-'));
  out = err = '';
});
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise<unknown>((resolve) => {
    if (server === undefined) resolve(undefined);
    else server.close(resolve);
  });
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function listen(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  // A TCP server has an address object.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function rother(...args: readonly string[]): Promise<number> {
  let time = 0;
  out = err = '';
  return run(['send', ...args], {
    stdin: (async function* (): AsyncGenerator<never, void> {
      // Nothing comes.
    })(),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now: () => (time += 5),
  });
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

it('sends each summary and tells what became of it', async () => {
  const received: string[] = [];
  const url = await listen((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push(`${req.method ?? ''} ${req.url ?? ''} ${req.headers['content-type'] ?? ''} ${body}`);
      const answers: Record<string, [number, object]> = {
        '"a"': [200, { outcome: 'committed', messageId: 'm1', changes: 12 }],
        '"b"': [200, { outcome: 'duplicate', messageId: 'm1', changes: 0 }],
        '"c"': [422, { outcome: 'refused', messageId: 'm2', reason: 'Bundle.entry: is empty\u001b[2J' }],
        '"d"': [413, { issue: [{ diagnostics: 'The body is larger than 10 MB' }] }],
      };
      const [status, answer] = answers[body] ?? [500, {}];
      res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  const [a, b, c, d] = await Promise.all(['a', 'b', 'c', 'd'].map((name) => file(name, `"${name}"`)));
  expect(await rother('--url', url, '--gp-summary', a ?? '', b ?? '')).toBe(0);
  expect(received[0]).toBe('POST /feeds/gp-summary application/fhir+json "a"');
  expect(out).toBe(`${a}  committed  5 ms  12 changes\n${b}  duplicate  5 ms  0 changes\n`);
  expect(err).toBe('the gateway has 2 of 2\n');
  expect(await rother('--url', url, '--gp-summary', c ?? '', d ?? '', a ?? '')).toBe(1);
  expect(out).toBe(
    `${c}  refused  5 ms  Bundle.entry: is empty\u241b[2J\n` +
      `${d}  not taken  5 ms  The body is larger than 10 MB\n${a}  committed  5 ms  12 changes\n`,
  );
  expect(err).toBe('the gateway has 1 of 3\n');
  expect(await rother('--url', url, '--json', '--gp-summary', a ?? '')).toBe(0);
  expect(JSON.parse(out)).toEqual({ file: a, outcome: 'committed', text: '12 changes', ms: 5 });
});

it('goes on with the next where the gateway breaks off, and says where nobody listens', async () => {
  const url = await listen((req, res) => {
    req.on('data', (chunk: Buffer) => {
      if (chunk.toString() === 'x') res.destroy();
      else res.end(JSON.stringify({ outcome: 'committed', messageId: 'm', changes: 0 }));
    });
  });
  const [x, y] = [await file('x', 'x'), await file('y', 'y')];
  expect(await rother('--url', url, '--gp-summary', x, y)).toBe(1);
  expect(out).toContain(`${x}  not taken  5 ms  the connection broke (ECONNRESET)\n`);
  expect(out).toContain(`${y}  committed`);
  await new Promise((resolve) => server?.close(resolve));
  server = undefined;
  expect(await rother('--url', url, '--gp-summary', x)).toBe(1);
  expect(err).toContain('(ECONNREFUSED); is the gateway running there?');
});
