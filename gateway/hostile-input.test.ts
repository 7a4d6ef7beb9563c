/**
 * What a broken or hostile sender can put on the wire, against the whole gateway in a process of its own: it never dies,
 * a good sender beside is always acknowledged, and every message that had a frame is in the journal with its bytes.
 */
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CR, frame, FS, VT } from '../adapters/mllp/frame.ts';
import {
  codes,
  MAX_CONNECTIONS,
  MAX_FRAME_BYTES,
  startBesieged,
  writeAll,
  type BesiegedGateway,
} from './testing/crash/besieged-gateway.ts';
import { foundIn, personalValues } from './testing/crash/personal-values.ts';

let gateway: BesiegedGateway;
beforeAll(async () => {
  gateway = await startBesieged();
});

/** After whatever was done: it lives, and the sender that was there all the time has its messages acknowledged. */
const expectWell = async (): Promise<void> => {
  expect(gateway.child.dead).toBe(false);
  expect((await gateway.sendGood())?.code).toBe('AA');
};
afterEach(async () => {
  await gateway.clear();
  await expectWell();
});

afterAll(async () => {
  const lines = [...gateway.lines];
  expect(await gateway.stop(), 'exit code after SIGTERM').toBe(0);
  expect(lines.length).toBeGreaterThan(10);
  expect(foundIn(lines, personalValues([gateway.message()]))).toEqual([]);
});

const noFraming = (bytes: Uint8Array): Uint8Array => bytes.filter((byte) => byte !== VT && byte !== FS);

const FRAGMENTS = ['\r', '\n', '|', '^', '~', '\\', '&', '""', '\rMSH|', '\rPID|', '\\X0D\\', '\0'];

/** A good message with some of it cut or overwritten by anything but the envelope's own bytes. */
const mutated = fc
  .array(
    fc.record({
      at: fc.nat({ max: 400 }),
      cut: fc.oneof(fc.constant(0), fc.nat({ max: 40 })),
      put: fc.oneof(
        fc.uint8Array({ maxLength: 12 }),
        fc.constantFrom(...FRAGMENTS).map((text) => Buffer.from(text)),
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((edits) =>
    edits.reduce<Uint8Array>(
      (bytes, { at, cut, put }) =>
        Buffer.concat([bytes.subarray(0, at), noFraming(put), bytes.subarray(at + cut)]),
      Buffer.from(gateway.message()),
    ),
  )
  .filter((bytes) => bytes.length > 0);

describe('any bytes in a frame', () => {
  const expectKept = (arbitrary: fc.Arbitrary<Uint8Array>, numRuns: number): Promise<void> =>
    fc.assert(
      fc.asyncProperty(arbitrary, async (bytes) => {
        const answer = await gateway.send(bytes);
        const kept = gateway.kept(bytes);
        expect(kept).toBeDefined();
        expect(Buffer.from(kept?.raw ?? [])).toEqual(Buffer.from(bytes));
        expect(kept?.rejection ?? '').not.toContain('internal error');
        // Where no header says to whom, no answer can be made: the connection is closed and the frame kept.
        if (answer === undefined) expect(kept?.outcome).toBe('rejected');
        else expect(answer.code === 'AA').toBe(kept?.outcome === 'committed');
      }),
      { numRuns },
    );

  it('are answered or refused, and kept', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 2000 }).map(noFraming);
    await expectKept(
      bytes.filter(({ length }) => length > 0),
      60,
    );
  }, 60_000);

  it('are answered or refused, and kept, where they were a good message once', async () => {
    await expectKept(mutated, 200);
  }, 60_000);
});

describe('any bytes on a socket', () => {
  it('end no more than their own connection', async () => {
    const soup = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom([VT], [FS], [FS, CR], [CR], [0], [VT, VT], [FS, FS]).map((b) => Uint8Array.from(b)),
        fc.constant(Buffer.from('MSH|^~\\&|PAS|RFR')),
      ),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(soup, fc.boolean(), async (pieces, politely) => {
        const peer = await gateway.dial();
        await writeAll(peer, pieces);
        if (politely) peer.socket.end();
        else peer.socket.resetAndDestroy();
        await peer.closed;
        await expectWell();
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('carry every message, in order, wherever they are cut', async () => {
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(cuts, fc.integer({ min: 1, max: 4 }), async (places, count) => {
        const texts = Array.from({ length: count }, () => gateway.message());
        const bytes = Buffer.concat(texts.map((text) => frame(Buffer.from(text))));
        const ends = [0, ...places.map((place) => Math.floor(place * bytes.length)), bytes.length];
        ends.sort((a, b) => a - b);
        const peer = await gateway.dial();
        await writeAll(
          peer,
          ends.slice(1).map((end, i) => bytes.subarray(ends[i], end)),
        );
        expect(await codes(peer, count)).toEqual(texts.map((text) => ['AA', controlIdOf(text)]));
        for (const text of texts) expect(gateway.kept(text)?.outcome).toBe('committed');
        peer.socket.destroy();
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('swallow no good message behind a bad frame', async () => {
    const [a, b, cut, c, d, e] = Array.from({ length: 6 }, () => gateway.message());
    const peer = await gateway.dial();
    // NUL, CR and junk between; FS without CR; no FS at all; FF before CR where FS should be; FS FF.
    const wire = `\v${a}\x1c\r\0\r\n junk \v${b}\x1c\v${cut}\f\r\v${c}\x1c\f\v${d}\x1c\r\r\r\v${e}\x1c`;
    peer.socket.write(wire);
    const answered = [a, b, c, d, e];
    expect(await codes(peer, 5)).toEqual(answered.map((text) => ['AA', controlIdOf(text)]));
    expect(gateway.kept(`${cut ?? ''}\f\r`)).toMatchObject({
      outcome: 'rejected',
      issues: expect.stringContaining('broken-frame') as string,
    });
    expect(gateway.lines.some((line) => line.includes('"mllp.broken-frame"'))).toBe(true);
  });
});

describe('a sender that takes more than its share', () => {
  it('is closed at the limit of a frame, and costs no memory beyond it', async () => {
    const before = gateway.memory() ?? 0;
    const peer = await gateway.dial();
    const block = Buffer.alloc(MAX_FRAME_BYTES, 'x');
    peer.socket.write(Uint8Array.of(VT));
    for (let written = 0; written < 40 * 1024 * 1024 && !peer.socket.destroyed; written += block.length) {
      if (!peer.socket.write(block)) await Promise.race([drained(peer.socket), peer.closed]);
    }
    await peer.closed;
    expect((gateway.memory() ?? 0) - before).toBeLessThan(40);
  });

  it('is closed when its frame drips in past the deadline, and others are served meanwhile', async () => {
    const peer = await gateway.dial();
    peer.socket.write('\vMSH|');
    let served = 0;
    for (; !peer.socket.closed && served < 500; served++) {
      peer.socket.write('x');
      await expectWell();
      await sleep(10);
    }
    expect(peer.socket.closed).toBe(true);
    expect(served).toBeGreaterThan(3);
    expect(gateway.lines.some((line) => line.includes('"mllp.deadline"'))).toBe(true);
  });

  it('is refused connections beyond the limit, and they are free again when it goes', async () => {
    const peers = await Promise.all(Array.from({ length: MAX_CONNECTIONS + 20 }, () => gateway.dial()));
    await Promise.race(peers.map(({ closed }) => closed));
    await expectWell();
    await gateway.clear();
    await Promise.all(peers.map(({ closed }) => closed));
    await expect.poll(async () => (await gateway.send(gateway.message()))?.code).toBe('AA');
  });
});

const drained = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once('drain', resolve));
const controlIdOf = (text = ''): string | undefined => text.split('|')[9];
