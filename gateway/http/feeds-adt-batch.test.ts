import { once } from 'node:events';
import {
  createServer,
  request,
  type ClientRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAcknowledgement } from '../../adapters/hl7v2/acknowledgement.ts';
import { createBatchSplitter } from '../../adapters/hl7v2/batch.ts';
import { adtText } from '../testing/adt-text.ts';
import { memoryMeter } from '../testing/used-memory.ts';
import { startGateway } from '../testing/running-gateway.ts';
import type { AdtAnswer } from './adt-answer.ts';
import { startAppUnderTest, type AppUnderTest } from './testing/app-under-test.ts';

let gateway: AppUnderTest | undefined;
let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise<unknown>((resolve) => {
    if (server === undefined) resolve(undefined);
    else server.close(resolve);
  });
  await gateway?.close();
  server = gateway = undefined;
});

const FHS = 'FHS|^~\\&|PAS|RFR|||20261121||||file-7\r';
const BHS = 'BHS|^~\\&|PAS|RFR|||20261121||||batch-1\r';
const message = (id: string, more = ''): string =>
  `MSH|^~\\&|PAS|RFR|||20261121||ADT^A28|${id}|P|2.4\rPID|1||1^^^RFR\r${more}`;
const batch = (...messages: string[]): string =>
  `${FHS}${BHS}${messages.join('')}BTS|${messages.length}\rFTS|1\r`;

const accepted = (controlId: string): AdtAnswer => ({
  status: 200,
  contentType: 'application/hl7-v2; charset=utf-8',
  body: Buffer.from(`MSH|^~\\&|||PAS|RFR|20261121||ACK|a-${controlId}|P|2.4\rMSA|AA|${controlId}|Stored\r`),
  told: { code: 'AA', controlId, messageId: `id-${controlId}` },
});
const refused = (controlId: string): AdtAnswer => ({
  status: 422,
  contentType: 'application/hl7-v2; charset=utf-8',
  body: Buffer.from(`MSH|^~\\&|||PAS|RFR|20261121||ACK|a-${controlId}|P|2.4\rMSA|AE|${controlId}|No\r`),
  told: { code: 'AE', controlId, messageId: `id-${controlId}`, text: 'No' },
});
const unavailable: AdtAnswer = { status: 503, contentType: 'text/plain', body: 'no' };

let received: string[];
let port: number;

/** The app with a store of the test's own. */
async function start(
  answer: (controlId: string) => AdtAnswer | Promise<AdtAnswer> = accepted,
): Promise<void> {
  received = [];
  gateway = await startAppUnderTest({
    publicUrl: 'http://127.0.0.1',
    receiveAdt: async (raw) => {
      const text = Buffer.from(raw).toString('latin1');
      received.push(text);
      return answer(text.split('|')[9] ?? '');
    },
  });
  server = createServer(gateway.app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server has an address object.
  ({ port } = server.address() as AddressInfo);
}

function open(headers: Readonly<Record<string, string>> = {}, query = ''): ClientRequest {
  return request({
    port,
    method: 'POST',
    path: `/feeds/adt${query}`,
    headers: { host: '127.0.0.1', 'content-type': 'application/hl7-v2', ...headers },
  });
}

async function response(req: ClientRequest): Promise<{ status: number; type: string; text: string }> {
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of res) if (chunk instanceof Buffer) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('latin1');
  return { status: res.statusCode ?? 0, type: res.headers['content-type'] ?? '', text };
}

function post(
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
  query = '',
): ReturnType<typeof response> {
  const req = open(headers, query);
  // The end of a test may cut off what it still has to send.
  req.on('error', () => undefined);
  req.end(body);
  return response(req);
}

const linesOf = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

describe('a batch by HTTP', () => {
  it('takes each message as it stands, and tells of each in a line', async () => {
    await start((id) => (id === 'c2' ? refused(id) : accepted(id)));
    const sent = [message('c1'), message('c2', 'NTE|1\r'), message('c3')];
    const { status, type, text } = await post(batch(...sent));
    expect({ status, type }).toEqual({ status: 200, type: 'application/x-ndjson' });
    expect(linesOf(text)).toEqual([
      { position: 1, batch: 1, inBatch: 1, controlId: 'c1', code: 'AA', messageId: 'id-c1' },
      { position: 2, batch: 1, inBatch: 2, controlId: 'c2', code: 'AE', messageId: 'id-c2', text: 'No' },
      { position: 3, batch: 1, inBatch: 3, controlId: 'c3', code: 'AA', messageId: 'id-c3' },
      { totals: { messages: 3, accepted: 2, refused: 1, skipped: 0, faults: 0 } },
    ]);
    expect(received).toEqual(sent);
  });

  it('answers with a batch of acknowledgements where that is asked for', async () => {
    await start((id) => (id === 'c2' ? refused(id) : accepted(id)));
    const { type, text } = await post(batch(message('c1'), message('c2')), { accept: 'application/hl7-v2' });
    expect(type).toBe('application/hl7-v2; charset=utf-8');
    const splitter = createBatchSplitter({ maxMessageBytes: 10_000 });
    const events = [...splitter.push(Buffer.from(text)), ...splitter.end()];
    expect(events.map((e) => (e.kind === 'message' ? parseAcknowledgement(e.bytes)?.code : e))).toEqual([
      'AA',
      'AE',
    ]);
    expect(text.split('\r')[0]).toMatch(/^FHS\|\^~\\&\|{9}made-1\|file-7$/);
    expect(text.split('\r')[1]).toMatch(/^BHS\|\^~\\&\|{9}made-1\|batch-1$/);
    expect(text).toMatch(/\rBTS\|2\rFTS\|1\r$/);
  });

  it('tells what is wrong with the wrappers, and takes the messages all the same', async () => {
    await start();
    const torn = FHS + BHS + message('c1') + 'BTS|9\r';
    const { status, text } = await post(torn);
    expect(status).toBe(200);
    expect(linesOf(text)).toMatchObject([
      { position: 1, code: 'AA' },
      { fault: 'count-mismatch', line: 5, text: 'BTS-1 says 9, and 1 message was there' },
      { fault: 'unclosed-file', line: 1 },
      { totals: { messages: 1, faults: 2 } },
    ]);
    const answer = await post(torn, { accept: 'application/hl7-v2' });
    expect(answer.text).toContain('\rBTS|1|faults of the wrappers: 2, first at line 5: BTS-1 says 9');
  });

  it('answers a message while the rest is still on its way', async () => {
    await start();
    const req = open();
    // However the beginning is cut, it is recognised.
    for (const piece of ['\r', 'F', 'H', 'S|^~\\&\r']) {
      req.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [header = '', pid = ''] = message('c2').split('\r');
    req.write(`${BHS}${message('c1')}${header}\r`);
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    const lines = createInterface({ input: res })[Symbol.asyncIterator]();
    const next = async (): Promise<unknown> => JSON.parse(String((await lines.next()).value));
    expect(await next()).toMatchObject({ position: 1, code: 'AA' });
    expect(received).toEqual([message('c1')]);
    req.end(`${pid}\rBTS|2\rFTS|1\r`);
    expect(await next()).toMatchObject({ position: 2, controlId: 'c2' });
    expect(await next()).toHaveProperty('totals.messages', 2);
    expect(await lines.next()).toHaveProperty('done', true);
  });

  it('stops where the store does, and goes on from there when asked', async () => {
    let down = true;
    await start((id) => (id === 'c3' && down ? unavailable : accepted(id)));
    const body = batch(...['c1', 'c2', 'c3', 'c4'].map((id) => message(id)));
    const stopped = linesOf((await post(body)).text);
    expect(stopped).toHaveLength(3);
    expect(stopped[2]).toMatchObject({ error: 'unavailable', position: 3, from: 3, totals: { messages: 2 } });
    expect(received).toHaveLength(3);
    const acknowledgements = (await post(body, { accept: 'application/hl7-v2' })).text;
    expect(acknowledgements).toMatch(
      /\rBTS\|2\|stopped at message 3: the message could not be stored\rFTS\|1\r$/,
    );
    down = false;
    received.length = 0;
    expect(linesOf((await post(body, {}, '?from=3')).text)).toMatchObject([
      { position: 3, controlId: 'c3', code: 'AA' },
      { position: 4, controlId: 'c4', code: 'AA' },
      { totals: { messages: 2, skipped: 2 } },
    ]);
    expect(received).toEqual([message('c3'), message('c4')]);
  });

  it('is heard by a client that has much more to send when it stops', async () => {
    await start((id) => (id === 'c2' ? unavailable : accepted(id)));
    const rest = message('c3', `NTE|1||${'x'.repeat(10_000)}\r`).repeat(2000);
    const { status, text } = await post(FHS + message('c1') + message('c2') + rest);
    expect(status).toBe(200);
    expect(linesOf(text)).toMatchObject([{ position: 1 }, { error: 'unavailable', position: 2 }]);
    expect((await post(message('c1', rest))).status).toBe(413);
    expect((await post(FHS + message('c2') + rest)).status).toBe(503);
  });

  it('stops at a message over the limit, and says how to go on behind it', async () => {
    await start();
    const long = message('c2', `NTE|1||${'x'.repeat(1024 * 1024)}\r`);
    const body = batch(message('c1'), long, message('c3'));
    const lines = linesOf((await post(body)).text);
    expect(lines[1]).toMatchObject({
      error: 'message-too-large',
      position: 2,
      from: 3,
      totals: { messages: 1 },
    });
    expect(lines).toHaveLength(2);
    expect((await post(body, {}, '?from=2')).status).toBe(413);
    expect(linesOf((await post(body, {}, '?from=3')).text)).toMatchObject([{ position: 3 }, { totals: {} }]);
    expect(received).toEqual([message('c1'), message('c3')]);
  });

  it.each([
    ['422 a wrapper that cannot be read', 'FHS|||\r' + BHS + message('c1'), {}, '', 422],
    ['503 a store that takes nothing', batch(message('down')), {}, '', 503],
    ['400 a position that is none', batch(message('c1')), {}, '?from=0', 400],
    ['406 an answer that is not offered', batch(message('c1')), { accept: 'image/png' }, '', 406],
    ['413 a batch over 256 MiB', batch(message('c1')), { 'content-length': '268435457' }, '', 413],
  ])('refuses with %s, and processes nothing', async (_, body, headers, query, status) => {
    await start((id) => (id === 'down' ? unavailable : accepted(id)));
    const req = open(headers, query);
    req.on('error', () => undefined);
    req.write(body);
    if (!('content-length' in headers)) req.end();
    const answer = await response(req);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('OperationOutcome');
    expect(received.filter((text) => !text.includes('down'))).toEqual([]);
    req.destroy();
  });

  it('takes a compressed batch, and an empty one', async () => {
    await start();
    const packed = await post(gzipSync(batch(message('c1'))), { 'content-encoding': 'gzip' });
    expect(linesOf(packed.text)).toMatchObject([{ controlId: 'c1' }, { totals: { messages: 1 } }]);
    expect(linesOf((await post(`${FHS}${BHS}BTS|0\rFTS|1\r`)).text)).toEqual([
      { totals: { messages: 0, accepted: 0, refused: 0, skipped: 0, faults: 0 } },
    ]);
    expect((await post(`${FHS}FTS|0\r`, { accept: 'application/hl7-v2' })).text).toMatch(
      /\rBTS\|0\rFTS\|1\r$/,
    );
  });

  it('holds no more after 20,000 messages than after a few', async () => {
    const used = memoryMeter();
    let seen = 0;
    let early = 0;
    let late = 0;
    await start((id) => {
      received.length = 0;
      seen += 1;
      if (seen === 2000) early = used();
      if (seen === 20_000) late = used();
      return accepted(id);
    });
    const chunk = message('c', `NTE|1||${'x'.repeat(900)}\r`).repeat(50);
    const req = open();
    const answer = response(req);
    req.write(FHS);
    for (let i = 0; i < 400; i++) if (!req.write(chunk)) await once(req, 'drain');
    req.end('FTS|1\r');
    expect((await answer).text).toContain('"accepted":20000');
    // The client of this test, in the same process, keeps the answer: 2 MB of it.
    expect(late - early).toBeLessThan(10_000_000);
  });

  it('stops after the message in progress when its client goes away', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let reached = (): void => undefined;
    const inProgress = new Promise<void>((resolve) => (reached = resolve));
    await start(async (id) => {
      if (id === 'c2') {
        reached();
        await held;
      }
      return accepted(id);
    });
    const closed = new Promise((resolve) =>
      server?.once('request', (_req, res: ServerResponse) => res.once('close', resolve)),
    );
    const req = open();
    req.on('error', () => undefined);
    req.end(batch(...['c1', 'c2', 'c3', 'c4'].map((id) => message(id))));
    await inProgress;
    req.destroy();
    await closed;
    release();
    // Whatever would still be taken has been by the time that another request is answered.
    await post(batch(message('other')));
    expect(received.map((text) => text.split('|')[9])).toEqual(['c1', 'c2', 'other']);
  });

  it('does nothing twice when a batch is sent again, from its start or from a position', async () => {
    const running = await startGateway();
    try {
      const send = (text: string, query = ''): Promise<Response> =>
        fetch(running.baseUrl.replace('/fhir', `/feeds/adt${query}`), {
          method: 'POST',
          headers: { 'content-type': 'application/hl7-v2' },
          body: text,
        });
      const body = batch(
        adtText({
          trigger: 'A01',
          at: '20261121101112',
          controlId: 'B1',
          pv1: { 2: 'I', 3: 'B6^^^RFR', 44: '20261121101112' },
        }),
        adtText({ trigger: 'A01', at: '20261121101112', controlId: 'B2', pv1: { 2: 'I', 19: '' } }),
        adtText({ trigger: 'A28', at: '20261121101113', controlId: 'B3' }),
      );
      const first = linesOf(await (await send(body)).text());
      expect(first).toMatchObject([
        { code: 'AA' },
        { code: 'AE' },
        { code: 'AA' },
        { totals: { accepted: 2, refused: 1 } },
      ]);
      expect(first[0]).not.toHaveProperty('text');
      const again = linesOf(await (await send(body)).text());
      expect(again).toMatchObject([
        { position: 1, code: 'AA', text: 'Stored before' },
        { position: 2, code: 'AE' },
        { position: 3, code: 'AA', text: 'Stored before' },
        { totals: { accepted: 2, refused: 1 } },
      ]);
      const rest = linesOf(await (await send(body, '?from=3')).text());
      expect(rest).toMatchObject([{ position: 3, text: 'Stored before' }, { totals: { skipped: 2 } }]);
      const people = await running.get<{ total: number }>('Patient?_total=accurate');
      expect(people.total).toBe(1);
    } finally {
      await running.stop();
    }
  });
});
