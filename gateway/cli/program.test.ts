import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDictionarySource } from '../../adapters/hl7v2/dictionary-source.ts';
import { createFrameSplitter } from '../../adapters/mllp/frame-splitter.ts';
import { frame } from '../../adapters/mllp/frame.ts';
import { run } from './program.ts';

let folder: string;
let out: string;
let err: string;
let server: Server | undefined;
let received: string[];
const dictionaries = createDictionarySource();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rother-cli-'));
  out = '';
  err = '';
  received = [];
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  const running = server;
  server = undefined;
  if (running !== undefined) await new Promise((resolve) => running.close(resolve));
});

function rother(args: readonly string[], stdin = ''): Promise<number> {
  let time = 0;
  return run(args, {
    stdin: (async function* () {
      await Promise.resolve();
      yield Buffer.from(stdin);
    })(),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now: () => (time += 5),
    dictionaries,
  });
}

/** A receiver that answers each message with the MSA and ERR lines that `answer` gives; none closes the connection. */
async function receiver(answer: (controlId: string) => string | undefined): Promise<string> {
  const listening = createServer((socket) => {
    const splitter = createFrameSplitter({ maxFrameBytes: 100_000, maxJunkBytes: 1000 });
    socket.on('data', (chunk) => {
      for (const event of splitter.push(chunk)) {
        if (event.kind !== 'frame') continue;
        const text = Buffer.from(event.bytes).toString();
        received.push(text);
        const lines = answer(text.split('|')[9] ?? '');
        if (lines === undefined) socket.destroy();
        else
          socket.write(frame(Buffer.from(`MSH|^~\\&|ROTHER|RTH|PAS|RFR|20260310||ACK|1|P|2.4\r${lines}\r`)));
      }
    });
    socket.on('error', () => undefined);
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return String(address.port);
}

const message = (controlId: string): string =>
  `MSH|^~\\&|PAS|RFR|ROUTE|ROUTE|20260310090000||ADT^A01^ADT_A01|${controlId}|P|2.4|||||GBR|8859/1\r` +
  'EVN||20260310090000|||x|20260310085900\r' +
  'PID|1||9990000018^^^NHS^NH~77^^^RFR^MR||Webb^Zo\u00EB||19410228|2\r' +
  'PV1|1|I|Ward A1^A1^Bay 1-2^RFRPA|21|||||||||||||||V1^^^RFR^VN\r';

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, Buffer.from(text, 'latin1'));
  return path;
}

describe('rother send', () => {
  it('prints a line for each message and ends with 0 when all are accepted', async () => {
    const port = await receiver((id) => `MSA|AA|${id}|Stored`);
    const path = await file('two.hl7', (message('c1') + message('c2')).replaceAll('\r', '\n'));
    expect(await rother(['send', '--port', port, path])).toBe(0);
    expect(out).toBe(`${path}#1  c1  AA  5.0 ms\n${path}#2  c2  AA  5.0 ms\n`);
    expect(err).toBe('2 of 2 accepted\n');
    expect(received.map((text) => text.split('\r').length)).toEqual([5, 5]);
  });

  it('tells the reason of a refusal and ends with 1', async () => {
    const port = await receiver((id) =>
      id === 'c2' ? `MSA|AE|${id}|refused\rERR|PID^1^3^101&no identifier&HL70357` : `MSA|AA|${id}`,
    );
    expect(await rother(['send', '--port', port, '-'], message('c1') + message('c2') + message('c3'))).toBe(
      1,
    );
    expect(out.split('\n')[1]).toBe('-#2  c2  AE  5.0 ms  PID-3: no identifier (101)');
    expect(err).toBe('2 of 3 accepted, 1 refused\n');
  });

  it('goes on over a new connection after one was closed without an answer', async () => {
    const port = await receiver((id) => (id === 'c1' ? undefined : `MSA|AA|${id}`));
    expect(await rother(['send', '--port', port, '-'], message('c1') + message('c2'))).toBe(1);
    expect(out.split('\n')[0]).toMatch(/^-#1 {2}c1 {2}-- .*closed the connection/);
    expect(out.split('\n')[1]).toMatch(/^-#2 {2}c2 {2}AA/);
  });

  it('shows control characters of messages and answers, and does not send them to the terminal', async () => {
    const port = await receiver(
      (id) => `MSA|AE|${id}|refused\rERR|PID^1^3^101&\u001b]0;title\u0007\u009b2J&HL70357`,
    );
    await rother(['send', '--port', port, '-'], message('c\u001b[2J1'));
    const named = message('c2').replace('Webb', 'We\u001b[31mbb');
    await rother(['inspect', '-'], named);
    await rother(['inspect', '--json', '-'], named);
    expect(out).toContain('c\u241b[2J1');
    expect(out).toContain('\u241b]0;title\u2407');
    expect(out).toContain('We\u241b[31mbb');
    expect(out).not.toMatch(/[^\P{Cc}\n\t]/u);
  });

  it('says where nobody listens', async () => {
    const port = await receiver(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    expect(await rother(['send', '--port', port, '-'], message('c1'))).toBe(1);
    expect(err).toContain(`cannot connect to 127.0.0.1:${port} (ECONNREFUSED)`);
  });

  it('refuses options that make no sense, and files that are not there', async () => {
    expect(await rother(['send', '--port', '99999', '-'])).toBe(1);
    expect(err).toContain('whole number from 1 to 65535');
    expect(await rother(['send', join(folder, 'none.hl7')])).toBe(1);
    expect(err).toContain('cannot be read (ENOENT)');
  });
});

describe('rother generate', () => {
  it('writes people, the day and the truth, the same for the same seed', async () => {
    const args = (name: string): string[] => [
      'generate',
      '--people',
      '300',
      '--seed',
      '4',
      '--out',
      join(folder, name),
    ];
    expect(await rother(args('a'))).toBe(0);
    expect(await rother(args('b'))).toBe(0);
    for (const name of ['people.hl7', 'opening.hl7', 'day.hl7', 'truth.json']) {
      const content = await readFile(join(folder, 'a', name), 'utf8');
      expect(await readFile(join(folder, 'b', name), 'utf8')).toBe(content);
    }
    const people = await readFile(join(folder, 'a', 'people.hl7'), 'utf8');
    expect(people.match(/^MSH/gm)).toHaveLength(300);
    expect(people.match(/ADT\^A28\^ADT_A05/g)).toHaveLength(300);
    const truth: unknown = JSON.parse(await readFile(join(folder, 'a', 'truth.json'), 'utf8'));
    const day = await readFile(join(folder, 'a', 'day.hl7'), 'utf8');
    expect(truth).toMatchObject({ seed: 4, day: '2026-03-10' });
    expect(truth).toHaveProperty('messages.length', day.match(/^MSH/gm)?.length);
    expect(truth).toHaveProperty('people.length', 303);
  });

  it('does not replace files unless told to', async () => {
    const args = ['generate', '--people', '300', '--out', folder];
    expect(await rother(args)).toBe(0);
    expect(await rother(args)).toBe(1);
    expect(err).toContain('already has people.hl7');
    expect(await rother([...args, '--force'])).toBe(0);
  });

  it.each([
    ['a borough too small for a day', ['--people', '10'], /needs at least/],
    ['a day that does not exist', ['--day', '2026-02-30'], /YYYY-MM-DD/],
    ['a configuration that is not there', ['--config', 'nowhere.json'], /cannot be used/],
  ])('refuses %s', async (_, args, reason) => {
    expect(await rother(['generate', '--out', join(folder, 'x'), ...args])).toBe(1);
    expect(err).toMatch(reason);
  });
});

describe('rother inspect', () => {
  it('names the fields, says how the text was read and what the message becomes', async () => {
    expect(await rother(['inspect', await file('a.hl7', message('c1'))])).toBe(0);
    expect(out).toContain('message    ADT^A01, HL7 2.4, control id c1');
    expect(out).toContain('read as    windows-1252 (MSH-18 8859/1)');
    expect(out).toMatch(/ {3}3 {2}Assigned Patient Location \(PL\b.*?\) +Ward A1\^A1\^Bay 1-2\^RFRPA/);
    expect(out).toMatch(/ {3}2 {2}Patient Class \(IS 0004\) +I/);
    expect(out).toMatch(/\.2 +Given Name +Zoë/);
    expect(out).toContain('fact: admit of visit https://fhir.nhs.uk/RFR/Id/Encounter|V1');
  });

  it('gives the same as JSON', async () => {
    expect(await rother(['inspect', '--json', '-'], message('c1'))).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      {
        header: { controlId: 'c1' },
        feed: 'rfr-adt',
        mapping: { mapped: { trigger: 'A01', visits: [{ kind: 'admit' }] } },
      },
    ]);
  });

  it('warns of what is missing, and ends with 1 where the gateway would refuse', async () => {
    const broken = message('c1')
      .replace(/EVN.*?\r/, '')
      .replace('V1^^^RFR^VN', '');
    expect(await rother(['inspect', '-'], broken)).toBe(1);
    expect(out).toContain('EVN is required in ADT_A01 and absent');
    expect(out).toContain('refused with AE 101: PV1-19: the visit number is missing');
  });

  it('shows a merge as the fact about two numbers that it is', async () => {
    const merge = message('c1')
      .replace('ADT^A01^ADT_A01', 'ADT^A40^ADT_A39')
      .replace(/PV1.*\r/, 'MRG|78^^^RFR^MR\r');
    expect(await rother(['inspect', '-'], merge)).toBe(0);
    expect(out).toMatch(/fact: merge of person \S+\|78 into \S+\|77/);
  });

  it('believes the times of a message, however far ahead they are of today', async () => {
    const ahead = message('c1').replaceAll('2026', '2076');
    await rother(['inspect', '-'], ahead);
    expect(out).toContain('effective 2076-03-10T08:59:00.000Z');
  });

  it('says that no feed is configured for a sender', async () => {
    expect(await rother(['inspect', '-'], message('c1').replaceAll('RFR', 'XXX'))).toBe(1);
    expect(out).toContain('no feed is configured for this sender');
  });

  it('shows only the message asked for', async () => {
    const path = await file('a.hl7', message('c1') + message('c2'));
    expect(await rother(['inspect', path, '--message', '2'])).toBe(0);
    expect(out).toContain('control id c2');
    expect(out).not.toContain('control id c1');
    expect(await rother(['inspect', path, '--message', '3'])).toBe(1);
  });
});

describe('rother', () => {
  it.each([
    [['--help'], /Commands:[\s\S]*send[\s\S]*generate[\s\S]*inspect[\s\S]*Examples:/],
    [['send', '--help'], /--port <port>[\s\S]*Examples:/],
    [['generate', '--help'], /--seed <n>[\s\S]*Examples:/],
    [['inspect', '--help'], /--json[\s\S]*Examples:/],
  ])('explains itself: %s', async (args, text) => {
    expect(await rother(args)).toBe(0);
    expect(out).toMatch(text);
  });

  it('refuses a command that it does not have', async () => {
    expect(await rother(['replai'])).toBe(1);
    expect(err).toContain("unknown command 'replai'");
  });
});
