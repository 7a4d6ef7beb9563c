/** One message through the whole intake: what its receipt says, what the journal keeps, what the log does not hold. */
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Receipt } from '../../adapters/feed.ts';
import { loadMessages } from '../../test-data/borough/load.ts';
import { generatePeople } from '../../test-data/borough/people.ts';
import { createLog } from '../logging.ts';
import { loadPlace } from '../place.ts';
import { StoreUnavailableError, type Engine } from '../store/engine.ts';
import { adtText, type AdtText } from '../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';
import { foundIn, personalValues } from '../testing/crash/personal-values.ts';
import { keepBrokenFrame } from './keep-broken-frame.ts';
import { receive, type ReceiveDependencies } from './receive.ts';

let bench: RecordBench;
beforeEach(async () => {
  bench = await recordBench();
});
afterEach(() => bench.close());

const AT = '20261121080000';
const admission = (controlId: string, more: Partial<AdtText> = {}): string =>
  adtText({ trigger: 'A01', at: AT, controlId, pv1: { 2: 'I', 3: '^B6^1^RFRPA' }, ...more });
const person = (controlId: string, more: Partial<AdtText> = {}): string =>
  adtText({ trigger: 'A31', at: AT, controlId, ...more });

function through(message: string | Uint8Array, over: Partial<ReceiveDependencies>): Promise<Receipt> {
  const raw = typeof message === 'string' ? Buffer.from(message) : message;
  return receive(raw, '127.0.0.1', { ...bench.deps, ...over }).then(({ receipt }) => receipt);
}

const journal = () => bench.engine.reader.selectFrom('source_message').selectAll().execute();
const count = async (table: 'fact' | 'step' | 'resource_history'): Promise<number> =>
  (await bench.engine.reader.selectFrom(table).selectAll().execute()).length;

describe('a message that came before', () => {
  it('is a duplicate without effect, however often it comes, also at the same moment', async () => {
    const message = admission('C1');
    const first = await bench.send(message);
    const before = await bench.record();
    const again = await Promise.all(Array.from({ length: 40 }, () => bench.send(message)));
    expect(first.kind).toBe('committed');
    expect(new Set(again.map(({ kind }) => kind))).toEqual(new Set(['duplicate']));
    expect(await bench.record()).toEqual(before);
    expect(await count('fact')).toBe(2);
    expect(await count('resource_history')).toBe(0);
    expect(bench.told.map(({ kind }) => kind)).toEqual(['admitted']);
    const rows = await journal();
    expect(rows.map(({ outcome, receipts }) => ({ outcome, receipts }))).toEqual([
      { outcome: 'committed', receipts: 41 },
    ]);
  });

  it('is applied once where its first copies arrive together', async () => {
    const receipts = await Promise.all(Array.from({ length: 8 }, () => bench.send(admission('C1'))));
    expect(receipts.map(({ kind }) => kind).sort()).toEqual([
      'committed',
      ...Array.from({ length: 7 }, () => 'duplicate'),
    ]);
    expect(await count('step')).toBe(1);
  });

  it('is stored, flagged and processed where its control id comes with other content', async () => {
    await bench.send(admission('C1'));
    const other = admission('C1', { pv1: { 2: 'I', 3: '^B6^1^RFRPA', 19: 'V2^^^RFR^VN' } });
    expect((await bench.send(other)).kind).toBe('committed');
    const rows = await journal();
    expect(rows.map(({ control_id }) => control_id)).toEqual(['C1', 'C1']);
    const flagged = rows.filter(({ issues }) => issues.includes('control-id-reused'));
    expect(flagged.map(({ raw }) => Buffer.from(raw).toString())).toEqual([other]);
    expect(bench.told.map(({ kind }) => kind)).toEqual(['admitted', 'admitted']);
  });
});

describe('a message that is refused', () => {
  const utf16 = Buffer.from(`\ufeff${admission('C1')}`, 'utf16le');
  const cases: readonly (readonly [string, string | Uint8Array, Partial<Refusal>])[] = [
    ['a facility of no feed', admission('C1', { msh: { 4: 'XYZ' } }), { code: 'AR', field: 4 }],
    ['a test message', admission('C1', { msh: { 11: 'T' } }), { code: 'AR', condition: 202, field: 11 }],
    ['a message that is no ADT', admission('C1', { msh: { 9: 'ORU^R01' } }), { code: 'AR', condition: 200 }],
    ['an unknown event', admission('C1', { msh: { 9: 'ADT^A99' } }), { code: 'AR', condition: 201 }],
    ['no control id', admission(''), { code: 'AE', condition: 101, field: 10 }],
    ['a batch', `FHS|^~\\&|PAS|RFR\rBHS|^~\\&\r${admission('C1')}`, { code: 'AR', condition: 200 }],
    ['UTF-16', utf16, { code: 'AE', condition: 102, field: 18 }],
    ['two messages in one frame', admission('C1') + admission('C2'), { code: 'AE', sequence: 2 }],
    ['bytes that are no message', Uint8Array.of(0, 255, 1, 254), { code: 'AE', condition: 100 }],
  ];

  it.each(cases)('is kept with its bytes and the reason: %s', async (_what, message, expected) => {
    const receipt = await bench.send(message);
    expect(receipt).toMatchObject({ kind: 'rejected', rejection: expected });
    const [row, ...others] = await journal();
    expect(others).toEqual([]);
    expect(Buffer.from(row?.raw ?? [])).toEqual(Buffer.from(message));
    expect(row?.outcome).toBe('rejected');
    expect(JSON.parse(row?.rejection ?? 'null')).toEqual(
      receipt.kind === 'rejected' ? receipt.rejection : undefined,
    );
    expect(await count('fact')).toBe(0);
    expect([...(await bench.record()).keys()]).toEqual([]);
  });

  it('is kept where it comes from an address that may not send', async () => {
    const { receipt } = await receive(Buffer.from(admission('C1')), '203.0.113.9', bench.deps);
    expect(receipt).toMatchObject({ kind: 'rejected', rejection: { code: 'AR', condition: 207, field: 4 } });
    expect((await journal()).map(({ peer, outcome }) => ({ peer, outcome }))).toEqual([
      { peer: '203.0.113.9', outcome: 'rejected' },
    ]);
  });

  it('is committed when it comes again after the cause of the refusal is gone', async () => {
    const message = admission('C1', { msh: { 11: 'T' } });
    await bench.send(message);
    const feeds = bench.deps.feeds.map((feed) => ({ ...feed, processingIds: ['P', 'T'] }));
    expect((await through(message, { feeds })).kind).toBe('committed');
    expect(await count('step')).toBe(1);
  });
});

interface Refusal {
  readonly code: 'AE' | 'AR';
  readonly condition: number;
  readonly field: number;
  readonly sequence: number;
}

describe('what a message says', () => {
  it('arrives right in windows-1252 where MSH-18 is blank', async () => {
    const text = person('C1', { msh: { 18: '' }, pid: { 5: 'O\u2019Connor-Müller^Zoë^^^Mrs^^L' } });
    // 0x92 is the typographic apostrophe in windows-1252, and nothing in Latin-1.
    const raw = Buffer.from(text.replace('\u2019', '\u0092'), 'latin1');
    expect((await bench.send(raw)).kind).toBe('committed');
    const [patient] = await bench.resources('Patient');
    expect(patient?.name?.[0]).toMatchObject({ family: 'O\u2019Connor-Müller', given: ['Zoë'] });
    expect((await journal())[0]?.charset).toBe('windows-1252');
  });

  it('clears a field by the null value, and keeps it where nothing is said', async () => {
    const telephone = async (): Promise<(string | undefined)[]> =>
      (await bench.resources('Patient')).flatMap(({ telecom }) => (telecom ?? []).map(({ value }) => value));
    await bench.send(person('C1', { pid: { 13: '01709 555010^PRN^PH' } }));
    expect(await telephone()).toEqual(['01709 555010']);
    await bench.send(person('C2', { at: '20261121080100', pid: { 13: '' } }));
    expect(await telephone()).toEqual(['01709 555010']);
    await bench.send(person('C3', { at: '20261121080200', pid: { 13: '""' } }));
    expect(await telephone()).toEqual([]);
  });
});

describe('a failure on our side', () => {
  it('leaves the sender without an answer while the store fails, and takes the resend', async () => {
    let failing = true;
    const engine: Engine = {
      reader: bench.engine.reader,
      write: (work) =>
        failing
          ? Promise.reject(new StoreUnavailableError(new Error('disk full')))
          : bench.engine.write(work),
      close: () => bench.engine.close(),
    };
    expect(await through(admission('C1'), { engine })).toEqual({ kind: 'unavailable' });
    expect(await journal()).toEqual([]);
    failing = false;
    expect((await through(admission('C1'), { engine })).kind).toBe('committed');
    expect(await count('step')).toBe(1);
  });

  it('keeps nothing of a message that the disk had no room for, and takes it when there is room', async () => {
    await bench.send(admission('C1'));
    const before = await bench.record();
    const big = admission('C2', { more: [`ZZZ|${'x'.repeat(400_000)}`] });
    await limitPages(64);
    expect(await bench.send(big)).toEqual({ kind: 'unavailable' });
    expect(await bench.record()).toEqual(before);
    expect((await journal()).map(({ control_id }) => control_id)).toEqual(['C1']);
    await limitPages(1_000_000);
    expect((await bench.send(big)).kind).toBe('committed');
  });

  it('quarantines the message that meets a bug, keeps it, and takes the next and the resend', async () => {
    const broken: ReceiveDependencies['ledger'] = {
      account: () => Promise.reject(new TypeError('cannot read a property of Hartley')),
    };
    const message = admission('C1');
    const [failed, neighbour] = await Promise.all([
      through(message, { ledger: broken }),
      bench.send(admission('C2', { pv1: { 2: 'I', 3: '^B6^1^RFRPA', 19: 'V2^^^RFR^VN' } })),
    ]);
    expect(failed).toMatchObject({
      kind: 'quarantined',
      answer: 'AA',
      quarantine: { reason: 'internal-error' },
    });
    expect(JSON.stringify(failed)).not.toContain('Hartley');
    expect(neighbour.kind).toBe('committed');
    const kept = (await journal()).find(({ control_id }) => control_id === 'C1');
    expect(Buffer.from(kept?.raw ?? []).toString()).toBe(message);
    expect(kept?.outcome).toBe('quarantined');
    expect(await count('step')).toBe(1);
    expect((await bench.send(message)).kind).toBe('committed');
    expect(await count('step')).toBe(2);
  });
});

describe('the log', () => {
  it('holds nothing of the people, whatever becomes of their messages', async () => {
    const lines: string[] = [];
    const log = createLog('debug', { write: (line) => void lines.push(line) });
    const people = generatePeople(loadPlace('place.json'), { people: 200, seed: 7, day: '2026-11-20' });
    const messages = loadMessages(loadPlace('place.json'), people, '2026-11-21').map(({ text }) => text);
    /** A driver's or a library's error may quote what it was given. */
    const quoting = (text: string): Error => new TypeError(`unexpected ${text.replaceAll('\r', ' ')}`);
    for (const [i, text] of messages.entries()) {
      const write: Engine['write'] = (work) =>
        i % 3 === 0
          ? Promise.reject(new StoreUnavailableError(quoting(text)))
          : bench.engine.write((tx) => (i % 3 === 1 ? Promise.reject(quoting(text)) : work(tx)));
      await through(i % 10 === 9 ? text.slice(0, text.length / 2) : text, {
        log,
        engine: { reader: bench.engine.reader, write, close: () => bench.engine.close() },
      });
      await through(text.replace('|P|', '|T|'), { log });
      await keepBrokenFrame(Buffer.from(text.slice(0, -30)), '127.0.0.1', { ...bench.deps, log });
    }
    const events = ['message.quarantined', 'adt.broken-frame', 'store.unavailable'];
    for (const event of events) expect(lines.some((line) => line.includes(`"${event}"`))).toBe(true);
    const values = personalValues(messages);
    expect(values.size).toBeGreaterThan(800);
    expect(foundIn(lines, values)).toEqual([]);
    expect(foundIn([`"${people[0]?.family ?? ''}"`], values)).toEqual([people[0]?.family]);
  });
});

/** A disk with so many pages and no more; SQLite answers with SQLITE_FULL as on a full one. */
async function limitPages(pages: number): Promise<void> {
  await bench.engine.write((tx) => sql`pragma max_page_count = ${sql.raw(String(pages))}`.execute(tx));
}
