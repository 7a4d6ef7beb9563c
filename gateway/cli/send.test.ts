import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MllpServer } from '../../adapters/mllp/server.ts';
import type { CliIo } from './io.ts';
import { send, type SendOptions } from './send.ts';

let folder: string;
let out: string;
let err: string;
let server: MllpServer | undefined;
let port: number;
let received: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rother-send-'));
  out = err = '';
  received = [];
});
afterEach(async () => {
  await server?.stop(100);
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** A receiver that answers each message with the code that `answer` gives; undefined closes the connection. */
async function listen(
  answer: (controlId: string) => string | undefined | Promise<string | undefined> = () => 'AA',
): Promise<void> {
  server = new MllpServer({
    host: '127.0.0.1',
    port: 0,
    handle: async (frame) => {
      const text = Buffer.from(frame).toString('latin1');
      received.push(text);
      const controlId = text.split('|')[9] ?? '';
      const code = await answer(controlId);
      if (code === undefined) return undefined;
      return [
        Buffer.from(`MSH|^~\\&|ROTHER|RTH|PAS|RFR|20261121||ACK|1|P|2.4\rMSA|${code}|${controlId}|why\r`),
      ];
    },
  });
  ({ port } = await server.start());
}

function io(changes: Partial<CliIo> = {}): CliIo {
  let time = 0;
  return {
    stdin: (async function* () {
      // Nothing comes.
    })(),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now: () => (time += 5),
    ...changes,
  };
}

function run(
  files: readonly string[],
  changes: Partial<SendOptions> = {},
  signal = new AbortController().signal,
  using = io(),
): Promise<number> {
  out = err = '';
  return send(
    files,
    { host: '127.0.0.1', port, timeout: 5, json: false, pauseMs: 0, ...changes },
    using,
    signal,
  );
}

const message = (id: string, more = ''): string =>
  `MSH|^~\\&|PAS|RFR|||20261121||ADT^A28|${id}|P|2.4\rPID|1||1^^^RFR\r${more}`;
const ids = (): (string | undefined)[] => received.map((text) => text.split('|')[9]);

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, Buffer.from(text, 'latin1'));
  return path;
}

const five = ['c1', 'c2', 'c3', 'c4', 'c5'].map((id) => message(id)).join('');

const jsonLines = (): unknown[] =>
  out
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

describe('rother send with batches', () => {
  it('sends each message in its own frame, says where it stood, and what is wrong with the file', async () => {
    await listen();
    const text = `FHS|^~\\&|||||||||f1\rBHS|^~\\&\r${message('c1')}${message('c2')}BTS|3\rFTS|1\r`;
    const path = await file('batch.hl7', text);
    expect(await run([path])).toBe(1);
    expect(received).toEqual([message('c1'), message('c2')]);
    expect(out).toBe(
      `${path}#1 (batch 1, message 1)  c1  AA  5.0 ms\n${path}#2 (batch 1, message 2)  c2  AA  5.0 ms\n`,
    );
    expect(err).toBe(
      `${path}: line 7: BTS-1 says 3, and 2 messages were there\n2 of 2 accepted, 1 fault of the file\n`,
    );
    expect(await run([await file('good.hl7', text.replace('BTS|3', 'BTS|2'))])).toBe(0);
  });

  it('gives a JSON object for each message', async () => {
    await listen((id) => (id === 'c2' ? 'AE' : id === 'c3' ? undefined : 'AA'));
    const path = await file(
      'a.hl7',
      `BHS|^~\\&|||||||||b1\r${message('c1')}BTS|1\r${message('c2')}${message('c3')}`,
    );
    expect(await run([path], { json: true })).toBe(1);
    expect(jsonLines()).toEqual([
      {
        file: path,
        position: 1,
        line: 2,
        batch: 1,
        batchId: 'b1',
        inBatch: 1,
        controlId: 'c1',
        code: 'AA',
        ms: 5,
      },
      { file: path, position: 2, line: 5, controlId: 'c2', code: 'AE', ms: 5, text: 'why' },
      {
        file: path,
        position: 3,
        line: 7,
        controlId: 'c3',
        code: null,
        ms: 5,
        text: 'the receiver closed the connection without an acknowledgement',
      },
    ]);
    expect(err).toBe('1 of 3 accepted, 1 refused, 1 without an answer\n');
  });

  it('sends a message while standard input is still open', async () => {
    let arrived = (): void => undefined;
    const first = new Promise<void>((resolve) => (arrived = resolve));
    await listen(() => {
      arrived();
      return 'AA';
    });
    const [header = '', pid = ''] = message('c2').split('\r');
    const stdin = (async function* () {
      yield Buffer.from(`${message('c1')}${header}\r`);
      await first;
      yield Buffer.from(`${pid}\r`);
    })();
    expect(await run(['-'], {}, undefined, io({ stdin }))).toBe(0);
    expect(received).toEqual([message('c1'), message('c2')]);
  });

  it('does not send what no frame can hold', async () => {
    await listen();
    const path = await file(
      'odd.hl7',
      message('c1', 'NTE|1||a\u000Bb\r') +
        message('c2', `NTE|1||${'x'.repeat(16 * 1024 * 1024)}\r`) +
        message('c3'),
    );
    expect(await run([path])).toBe(1);
    expect(ids()).toEqual(['c3']);
    expect(out.split('\n')[0]).toMatch(/#1 {2}c1 {2}-- .*not sent: it holds a byte/);
    expect(out.split('\n')[1]).toMatch(/#2 {2}- {2}-- .*not sent: it is larger than 16 MiB/);
    expect(err).toBe('1 of 3 accepted, 2 not sent\n');
  });

  it('shows a terminal how far it is, how fast, and how long it will take', async () => {
    await listen();
    const path = await file('many.hl7', Array.from({ length: 40 }, (_, i) => message(`m${i}`)).join(''));
    let time = 0;
    const stderr = { isTTY: true, write: (text: string) => (err += text) };
    expect(await run([path], {}, undefined, io({ stderr, now: () => (time += 100) }))).toBe(0);
    expect(err).toMatch(/\r\S*2K10 of 40, \d+\/s, \d+ s left/);
    expect(err.endsWith('\u001b[2K40 of 40 accepted\n')).toBe(true);
  });
});

describe('rother send --resume', () => {
  it('finishes the message in flight when interrupted, and goes on behind it', async () => {
    const controller = new AbortController();
    await listen((id) => {
      if (id === 'c2') controller.abort();
      return id === 'c1' ? 'AE' : 'AA';
    });
    const path = await file('five.hl7', five);
    const resume = join(folder, 'state');
    expect(await run([path], { resume }, controller.signal)).toBe(130);
    expect(out.trim().split('\n')).toHaveLength(2);
    expect(err).toBe(
      'stopping after the message in flight; Ctrl-C again stops at once\n' +
        `stopped after ${path}#2: 1 of 5 accepted, 1 refused; the same command goes on from there\n`,
    );

    expect(await run([path], { resume })).toBe(1);
    expect(out.trim().split('\n')[0]).toContain(`${path}#3  c3  AA`);
    expect(err).toBe('4 of 5 accepted, 1 refused\n');
    expect(ids()).toEqual(['c1', 'c2', 'c3', 'c4', 'c5']);

    await server?.stop(100);
    expect(await run([path], { resume })).toBe(1);
    expect(err).toBe('nothing left to send: 4 of 5 accepted, 1 refused before\n');
    expect(await readdir(folder)).toEqual(['five.hl7', 'state']);
  });

  it('goes on in the file at which it stopped, and tells each fault once', async () => {
    let stop = new AbortController();
    await listen((id) => {
      if (id === 'c2' || id === 'd1') stop.abort();
      return 'AA';
    });
    const files = [
      await file('a.hl7', `PID|0\r${message('c1')}${message('c2')}BTS|1\r`),
      await file('b.hl7', `PID|0\r${message('d1')}${message('d2')}`),
    ];
    const resume = join(folder, 'state');
    const told: string[] = [];
    for (const ending of [130, 130, 1]) {
      stop = new AbortController();
      expect(await run(files, { resume }, stop.signal)).toBe(ending);
      told.push(...err.split('\n').filter((line) => line.includes(': line ')));
    }
    expect(ids()).toEqual(['c1', 'c2', 'd1', 'd2']);
    expect(told.map((line) => line.replace(`${folder}/`, '').slice(0, 13))).toEqual([
      'a.hl7: line 1',
      'a.hl7: line 6',
      'a.hl7: line 6',
      'b.hl7: line 1',
    ]);
    expect(err).toContain('4 of 4 accepted, 4 faults of the file');
  });

  it('sends a message without an answer again', async () => {
    let attempts = 0;
    await listen((id) => (id === 'c3' && ++attempts < 3 ? undefined : 'AA'));
    const path = await file('five.hl7', five);
    expect(await run([path], { resume: join(folder, 'state') })).toBe(0);
    expect(ids()).toEqual(['c1', 'c2', 'c3', 'c3', 'c3', 'c4', 'c5']);
    expect(err).toBe('5 of 5 accepted\n');
  });

  it('counts a message that is never answered as refused, and goes on behind it', async () => {
    await listen((id) => (id === 'c3' ? undefined : 'AA'));
    const path = await file('five.hl7', five);
    const refused = join(folder, 'refused.hl7');
    expect(await run([path], { resume: join(folder, 'state'), refused })).toBe(1);
    expect(ids()).toEqual(['c1', 'c2', 'c3', 'c3', 'c3', 'c4', 'c5']);
    expect(out).toContain(`${path}#3  c3  --  5.0 ms  no answer: the gateway closed the connection\n`);
    expect(err).toBe('4 of 5 accepted, 1 refused\n');
    expect(await readFile(refused, 'latin1')).toBe(message('c3'));
  });

  it('stops where the gateway answers nothing in a row, and begins there the next time', async () => {
    let broken = true;
    await listen(() => (broken ? undefined : 'AA'));
    const path = await file('five.hl7', five);
    const resume = join(folder, 'state');
    expect(await run([path], { resume })).toBe(1);
    expect(err).toContain(`stopped after ${path}#3, as the next message has no answer: 0 of 5 accepted`);
    broken = false;
    received = [];
    expect(await run([path], { resume })).toBe(1);
    expect(ids()).toEqual(['c4', 'c5']);
    expect(err).toBe('2 of 5 accepted, 3 refused\n');
  });

  it('sends nothing again once it is interrupted', async () => {
    const stop = new AbortController();
    await listen(() => {
      stop.abort();
      return undefined;
    });
    const path = await file('five.hl7', five);
    expect(await run([path], { resume: join(folder, 'state'), pauseMs: 600_000 }, stop.signal)).toBe(130);
    expect(ids()).toEqual(['c1']);
  });

  it('keeps the state while it sends, at most every 100 ms', async () => {
    const resume = join(folder, 'state');
    const position = (): unknown => {
      const state: unknown = JSON.parse(readFileSync(resume, 'utf8'));
      return state instanceof Object && 'at' in state ? state.at : undefined;
    };
    let seen: unknown[] = [];
    await listen(() => {
      seen.push(position());
      return 'AA';
    });
    const path = await file('five.hl7', five);
    const places = [0, 1, 2, 3, 4].map((i) => ({
      input: 0,
      offset: i * message('c1').length,
      position: i + 1,
    }));
    let time = 0;
    await run([path], { resume }, undefined, io({ now: () => (time += 100) }));
    expect(seen).toEqual([null, ...places.slice(0, 4)]);
    await rm(resume);
    seen = [];
    await run([path], { resume }, undefined, io({ now: () => 0 }));
    expect(seen).toEqual([null, null, null, null, null]);
    expect(position()).toEqual(places[4]);
  });

  it('keeps it where the receiver goes away', async () => {
    const resume = join(folder, 'state');
    await listen();
    const path = await file('two.hl7', message('c1') + message('c2'));
    await server?.stop(0);
    await expect(run([path], { resume })).rejects.toThrow('cannot connect');
    await listen((id) => {
      if (id === 'c1') return 'AA';
      // It goes away with the message in its hands: no new connection can be made.
      void server?.stop(0);
      return undefined;
    });
    await expect(run([path], { resume })).rejects.toThrow('cannot connect');
    await listen();
    expect(await run([path], { resume })).toBe(0);
    expect(ids()).toEqual(['c1', 'c2', 'c2']);
  });

  it('refuses input that has changed, that can be read only once, and a state that is none', async () => {
    await listen();
    const resume = join(folder, 'state');
    const path = await file('five.hl7', five);
    const stop = new AbortController();
    stop.abort();
    expect(await run([path], { resume }, stop.signal)).toBe(130);
    expect(err).toContain('stopped before the first message');
    await file('five.hl7', five.replace('c4', 'x4'));
    await expect(run([path], { resume })).rejects.toThrow('five.hl7 has changed since sending began');
    await expect(run([path, path], { resume })).rejects.toThrow('2 files are given where 1 were before');
    await expect(run(['-'], { resume: join(folder, 'other') })).rejects.toThrow('can be read only once');
    await expect(run([path], { resume: path })).rejects.toThrow('is no state of rother send');
    await expect(run([path], { resume: join(folder, 'no', 'state') })).rejects.toThrow('cannot be written');
    expect(received).toEqual([]);
  });
});

describe('rother send --refused', () => {
  it('writes the refused messages as they were, and replaces no file', async () => {
    const stop = new AbortController();
    await listen((id) => {
      if (id === 'c2') stop.abort();
      return id === 'c1' ? 'AA' : 'AE';
    });
    const refused = join(folder, 'refused.hl7');
    const resume = join(folder, 'state');
    const text = (message('c1') + message('c2')).replaceAll('\r', '\n') + message('c3').slice(0, -1);
    const path = await file('three.hl7', text);
    expect(await run([path], { refused, resume }, stop.signal)).toBe(130);
    expect(await run([path], { refused, resume })).toBe(1);
    expect(await readFile(refused, 'latin1')).toBe(message('c2').replaceAll('\r', '\n') + message('c3'));
    await expect(run([path], { refused })).rejects.toThrow('refused.hl7 is there already');
    const none = join(folder, 'none.hl7');
    await run([await file('good.hl7', message('c1'))], { refused: none });
    expect(existsSync(none)).toBe(false);
  });
});

describe('the files that rother send writes', () => {
  const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

  it('are for their owner alone', async () => {
    await listen(() => 'AE');
    const refused = join(folder, 'refused.hl7');
    const resume = join(folder, 'state');
    await writeFile(`${resume}.part`, 'left by a crash', { mode: 0o644 });
    expect(await run([await file('a.hl7', message('c1'))], { refused, resume })).toBe(1);
    expect(await Promise.all([refused, resume].map(modeOf))).toEqual([0o600, 0o600]);
  });

  it.each(['resume', 'refused'] as const)('are not written through a symbolic link: --%s', async (option) => {
    await listen(() => 'AE');
    const path = await file('a.hl7', message('c1'));
    const elsewhere = join(folder, 'elsewhere');
    const link = join(folder, 'link');
    await symlink(elsewhere, link);
    const refusal = `link is a symbolic link; name the file itself (--${option})`;
    await expect(run([path], { [option]: link })).rejects.toThrow(refusal);
    expect(existsSync(elsewhere)).toBe(false);
    expect(received).toEqual([]);
  });

  it('are not written through a link that comes later', async () => {
    const refused = join(folder, 'refused.hl7');
    const resume = join(folder, 'state');
    const elsewhere = join(folder, 'elsewhere');
    const path = await file('a.hl7', message('c1'));
    await symlink(elsewhere, `${resume}.part`);
    await expect(run([path], { resume })).rejects.toThrow('state.part is a symbolic link');
    await listen(async () => {
      await symlink(elsewhere, refused);
      return 'AE';
    });
    await expect(run([path], { refused })).rejects.toThrow('refused.hl7 is a symbolic link');
    expect(existsSync(elsewhere)).toBe(false);
  });
});

describe('Ctrl-C', () => {
  it('is heeded while standard input is silent, and half a message is not sent', async () => {
    const stop = new AbortController();
    await listen(() => {
      setImmediate(() => {
        stop.abort();
      });
      return 'AA';
    });
    const stdin = (async function* () {
      yield Buffer.from(message('c1') + message('c2').slice(0, -5));
      await new Promise(() => undefined);
    })();
    expect(await run(['-'], {}, stop.signal, io({ stdin }))).toBe(130);
    expect(ids()).toEqual(['c1']);
  });

  it('ends the process after the message in flight with 130', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let reached = (): void => undefined;
    const inFlight = new Promise<void>((resolve) => (reached = resolve));
    await listen(async (id) => {
      if (id === 'c2') {
        reached();
        await held;
      }
      return 'AA';
    });
    const path = await file('five.hl7', five);
    const program = join(import.meta.dirname, 'rother.ts');
    const child = spawn(process.execPath, [program, 'send', '--port', String(port), path, '-']);
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const heeded = new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        err += chunk.toString();
        if (err.includes('stopping after the message in flight')) resolve();
      });
    });
    const ended = once(child, 'close');
    await inFlight;
    child.kill('SIGINT');
    await heeded;
    release();
    const [code] = (await ended) as [number | null];
    expect(code).toBe(130);
    expect(ids()).toEqual(['c1', 'c2']);
    expect(out.trim().split('\n')).toHaveLength(2);
    expect(err).toContain(
      `stopped after ${path}#2: 2 of 2 accepted; sending again from the start does no harm`,
    );
  });
});
