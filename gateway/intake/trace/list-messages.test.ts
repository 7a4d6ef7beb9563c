import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OperationOutcomeError } from '../../outcomes.ts';
import { journalBench, type JournalBench } from '../../testing/journal.ts';
import { listMessages, type MessageList } from './list-messages.ts';
import { listQuery } from './list-query.ts';

let bench: JournalBench;
const FEEDS = [{ id: 'rfr-adt' }, { id: 'rfr-ae' }];
const REJECTION = JSON.stringify({ code: 'AE', condition: 101, segment: 'PV1', field: 19, text: 'no visit' });
const QUARANTINE = JSON.stringify({ reason: 'circular-merge', text: 'it would be its own survivor' });

function list(query: string): Promise<MessageList> {
  return listMessages(listQuery(new URLSearchParams(query)), { db: bench.engine.reader, feeds: FEEDS });
}

/** Control ids of all pages, and how many pages there were. */
async function all(query: string): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let pages = 0;
  for (let cursor: string | undefined = ''; cursor !== undefined && pages < 100; pages++) {
    const { messages, cursor: next }: MessageList = await list(
      cursor === '' ? query : `${query}&cursor=${cursor}`,
    );
    ids.push(...messages.map(({ controlId }) => controlId));
    cursor = next;
  }
  return { ids, pages };
}

/** A minute each, M0 the oldest; every fifth refused, every seventh quarantined, every third of the A&E. */
beforeAll(async () => {
  bench = await journalBench();
  for (let i = 0; i < 60; i++) {
    const at = new Date(Date.UTC(2026, 10, 20, 12, i)).toISOString();
    await bench.keep(`message ${i}`, {
      control_id: `M${i}`,
      received_at: at,
      feed: i % 3 === 0 ? 'rfr-ae' : i === 58 ? 'unknown' : 'rfr-adt',
      trigger: i % 2 === 0 ? 'A01' : 'A40',
      ...(i % 5 === 0 ? { outcome: 'rejected', rejection: REJECTION } : {}),
      ...(i % 7 === 0 && i % 5 !== 0 ? { outcome: 'quarantined', quarantine: QUARANTINE } : {}),
    });
  }
});
afterAll(() => bench.close());

const newest = (wanted: (i: number) => boolean): string[] =>
  Array.from({ length: 60 }, (_, i) => 59 - i)
    .filter(wanted)
    .map((i) => `M${i}`);
const isRejected = (i: number): boolean => i % 5 === 0;
const isQuarantined = (i: number): boolean => i % 7 === 0 && !isRejected(i);

describe('the list of messages', () => {
  it.each<[string, (i: number) => boolean]>([
    ['', () => true],
    ['feed=rfr-ae', (i) => i % 3 === 0],
    ['feed=unknown', (i) => i === 58],
    ['outcome=rejected', isRejected],
    ['outcome=quarantined&feed=rfr-adt', (i) => isQuarantined(i) && i % 3 !== 0],
    ['reason=circular-merge', isQuarantined],
    ['reason=101&trigger=A01', (i) => isRejected(i) && i % 2 === 0],
    ['reason=204', () => false],
    ['trigger=A40', (i) => i % 2 === 1],
    ['control-id=M14', (i) => i === 14],
    ['control-id=M14&outcome=committed', () => false],
    ['from=2026-11-20T12:10:00Z&to=2026-11-20T12:19Z', (i) => i >= 10 && i < 20],
    ['to=2026-11-19', () => false],
  ])('gives %s newest first, whole on one page and over many', async (query, wanted) => {
    expect(await all(`${query}&_count=200`)).toEqual({ ids: newest(wanted), pages: 1 });
    expect((await all(`${query}&_count=7`)).ids).toEqual(newest(wanted));
  });

  it('says what became of each, with nothing of its bytes', async () => {
    const { messages } = await list('control-id=M0');
    expect(messages).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        feed: 'rfr-ae',
        controlId: 'M0',
        trigger: 'A01',
        receivedAt: '2026-11-20T12:00:00.000Z',
        lastReceivedAt: '2026-11-20T12:00:00.000Z',
        receipts: 1,
        peer: '127.0.0.1',
        correlationId: 'correlation-1',
        outcome: 'rejected',
        reason: '101',
        text: 'no visit',
        skewMs: null,
      },
    ]);
  });

  it.each([
    ['colour=red', /colour/],
    ['feed=a&feed=b', /feed: it stands twice/],
    ['feed=', /feed/],
    ['outcome=lost', /outcome/],
    ['reason=because', /reason/],
    ['reason=101&outcome=quarantined', /reason/],
    ['from=yesterday', /from/],
    ['_count=0', /_count/],
    ['cursor=abc', /cursor/],
  ])('refuses %s', async (query, text) => {
    const refused = await Promise.resolve()
      .then(() => list(query))
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OperationOutcomeError);
    expect(refused).toMatchObject({ status: 400, message: expect.stringMatching(text) as string });
  });

  it('does not take the cursor of another query', async () => {
    const { cursor = '' } = await list('_count=5');
    await expect(list(`_count=9&cursor=${cursor}`)).resolves.toHaveProperty('messages.length', 9);
    await expect(list(`trigger=A01&cursor=${cursor}`)).rejects.toThrow('cursor');
  });

  it('gives 200 at most', () => {
    expect(listQuery(new URLSearchParams('_count=100000')).count).toBe(200);
  });
});

describe('a feed that is configured no longer', () => {
  it.each(['control-id=OLD', 'outcome=committed', 'control-id=OLD&outcome=committed', 'feed=closed-ward'])(
    'has its messages listed by %s',
    async (query) => {
      const journal = await journalBench();
      await journal.keep('old', { control_id: 'OLD', feed: 'closed-ward' });
      await journal.keep('new', {
        control_id: 'NEW',
        feed: 'rfr-adt',
        outcome: 'rejected',
        rejection: REJECTION,
      });
      const { messages } = await listMessages(listQuery(new URLSearchParams(query)), {
        db: journal.engine.reader,
        feeds: FEEDS,
      });
      await journal.close();
      expect(messages.map(({ controlId }) => controlId)).toEqual(['OLD']);
    },
  );
});

describe('a journal in which few match', () => {
  it('is read a window at a time, and nothing is lost between windows', async () => {
    const many = await journalBench();
    await many.engine.write(async (tx) => {
      // Five thousand of one control id at one instant, as a sender does that counts no further.
      for (let i = 0; i < 5000; i += 500) {
        await tx
          .insertInto('source_message')
          .values(
            Array.from({ length: 500 }, (_, j) => ({
              id: `id-${String(i + j).padStart(6, '0')}`,
              feed: 'rfr-adt',
              control_id: 'SAME',
              hash: '',
              raw: Buffer.from('x'),
              charset: null,
              trigger: (i + j) % 1000 === 0 ? 'A40' : 'A08',
              received_at: '2026-11-20T12:00:00.000Z',
              last_received_at: '2026-11-20T12:00:00.000Z',
              receipts: 1,
              correlation_id: '',
              peer: '',
              outcome: 'committed' as const,
              rejection: null,
              issues: '[]',
              quarantine: null,
              skew_ms: null,
              effects: null,
            })),
          )
          .execute();
      }
    });
    const ids: string[] = [];
    const pages: number[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined && pages.length < 100;) {
      const query: string = `trigger=A40&control-id=SAME${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { messages, cursor: next }: MessageList = await listMessages(
        listQuery(new URLSearchParams(query)),
        { db: many.engine.reader, feeds: FEEDS },
      );
      ids.push(...messages.map(({ id }) => id));
      pages.push(messages.length);
      cursor = next;
    }
    await many.close();
    expect(ids).toEqual(['id-004000', 'id-003000', 'id-002000', 'id-001000', 'id-000000']);
    expect(pages.length).toBeGreaterThan(1);
  });
});
