import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { loadPlace } from '../place.ts';
import { createDictionarySource } from '../../adapters/hl7v2/dictionary-source.ts';
import { createMessageReader } from '../intake/trace/message-reader.ts';
import { adtText } from '../testing/adt-text.ts';
import { journalBench, type JournalBench } from '../testing/journal.ts';
import { startAppUnderTest, type AppUnderTest } from './testing/app-under-test.ts';

let gateway: AppUnderTest | undefined;
let bench: JournalBench | undefined;
afterEach(async () => {
  await gateway?.close();
  await bench?.close();
  gateway = bench = undefined;
});

const MESSAGE = adtText({ trigger: 'A28', at: '20261120120000', controlId: 'M1' });
const NOBODY = '00000000-0000-5000-8000-000000000000';

async function start(): Promise<{ app: AppUnderTest['app']; lines: string[]; ids: string[] }> {
  const journal = (bench = await journalBench());
  const { feeds } = loadPlace('place.json');
  gateway = await startAppUnderTest({
    messages: createMessageReader({
      db: journal.engine.reader,
      feeds,
      dictionaries: createDictionarySource(),
    }),
  });
  const ids: string[] = [];
  for (const minute of [0, 1, 2]) {
    const received_at = `2026-11-20T12:0${minute}:00.000Z`;
    ids.push(await journal.keep(`${MESSAGE}ZZZ|${minute}\r`, { control_id: `M${minute}`, received_at }));
  }
  return { app: gateway.app, lines: gateway.lines, ids };
}

describe('GET /messages', () => {
  it('lists the newest first and says where the next page is', async () => {
    const { app } = await start();
    const first = await request(app).get('/messages?feed=rfr-adt&_count=2');
    expect(first.status).toBe(200);
    expect(first.headers['cache-control']).toBe('no-store');
    const { messages, next } = first.body as { messages: { controlId: string }[]; next: string };
    expect(messages.map(({ controlId }) => controlId)).toEqual(['M2', 'M1']);
    expect(first.text).not.toContain('Hartley');
    const second = await request(app).get(next);
    expect(second.body).toMatchObject({ messages: [{ controlId: 'M0' }] });
    expect(second.body).not.toHaveProperty('next');
  });

  it('refuses a parameter that it does not know', async () => {
    const { app } = await start();
    const answer = await request(app).get('/messages?colour=red');
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ resourceType: 'OperationOutcome' });
  });
});

describe('GET /messages/{id}', () => {
  it('shows the whole trace, and the log does not tell which', async () => {
    const { app, lines, ids } = await start();
    const id = ids[0] ?? '';
    const answer = await request(app).get(`/messages/${id}`);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.body).toMatchObject({ id, dictionary: '2.4', acks: [{ code: 'AA' }] });
    expect(lines.join('\n')).toContain('"route":"/messages/:id"');
    expect(lines.join('\n')).not.toContain(id);
  });

  it('gives the bytes as they came, for download', async () => {
    const { app, ids } = await start();
    const id = ids[1] ?? '';
    const answer = await request(app).get(`/messages/${id}/raw`).responseType('blob');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/hl7-v2',
      'content-disposition': `attachment; filename="${id}.hl7"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(String(answer.body)).toBe(`${MESSAGE}ZZZ|1\r`);
  });

  it.each([`/messages/${NOBODY}`, `/messages/${NOBODY}/raw`, '/messages/9990000018', '/messages/x/raw'])(
    'answers 404 for %s',
    async (path) => {
      const { app } = await start();
      const answer = await request(app).get(path);
      expect(answer.status).toBe(404);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.text).toContain('There is no message with this id');
      expect(answer.text).not.toContain('9990000018');
    },
  );

  it('is read only', async () => {
    const { app } = await start();
    const answer = await request(app).delete(`/messages/${NOBODY}`);
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD']);
  });
});
