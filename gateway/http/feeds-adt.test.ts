import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppDeps } from './app.ts';
import { startAppUnderTest, type AppUnderTest } from './testing/app-under-test.ts';

let gateway: AppUnderTest | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

async function start(changes: Partial<AppDeps> = {}): Promise<AppUnderTest> {
  gateway = await startAppUnderTest(changes);
  return gateway;
}

describe('POST /feeds/adt', () => {
  it('hands over the bytes as they are and gives back the ACK', async () => {
    const received: { raw: Uint8Array; peer: string }[] = [];
    const { app } = await start({
      receiveAdt: (raw, peer) => {
        received.push({ raw, peer });
        return Promise.resolve({ status: 200, contentType: 'application/hl7-v2', body: 'MSH|ack' });
      },
    });
    const message = Buffer.from([0x4d, 0x53, 0x48, 0x0d, 0xe9, 0xff]);
    for (const type of ['application/hl7-v2', 'x-application/hl7-v2+er7; charset=x', 'text/plain']) {
      const answer = await request(app).post('/feeds/adt').set('Content-Type', type).send(message);
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe('application/hl7-v2');
      expect(Buffer.isBuffer(answer.body) ? answer.body.toString() : answer.text).toBe('MSH|ack');
    }
    expect(received).toHaveLength(3);
    expect(Buffer.from(received[0]?.raw ?? []).equals(message)).toBe(true);
    expect(received[0]?.peer).toBe('http:127.0.0.1');
  });

  it('refuses other types, large and empty bodies, and other methods', async () => {
    const { app } = await start();
    const post = (type: string, body: string): request.Test =>
      request(app).post('/feeds/adt').set('Content-Type', type).send(body);
    expect((await post('application/json', '{}')).status).toBe(415);
    expect((await post('text/plain', 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    expect((await post('text/plain', 'x'.repeat(1024 * 1024))).status).toBe(200);
    expect((await request(app).post('/feeds/adt').set('Content-Type', 'text/plain')).status).toBe(400);
    const get = await request(app).get('/feeds/adt');
    expect(get.status).toBe(405);
    expect(get.headers['allow']).toBe('POST');
  });
});
