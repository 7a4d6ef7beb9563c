import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDictionarySource } from '../../../adapters/hl7v2/dictionary-source.ts';
import { loadPlace } from '../../place.ts';
import { adtText } from '../../testing/adt-text.ts';
import { journalBench, type JournalBench } from '../../testing/journal.ts';
import { writeEffects } from '../../testing/journal-effects.ts';
import { readRaw, traceMessage, type MessageTrace, type TraceDependencies } from './trace-message.ts';

let bench: JournalBench;
let deps: TraceDependencies;
const dictionaries = createDictionarySource();

beforeAll(async () => {
  bench = await journalBench();
  deps = { db: bench.engine.reader, feeds: loadPlace('place.json').feeds, dictionaries };
});
afterAll(() => bench.close());

const ADMISSION = adtText({
  trigger: 'A01',
  at: '20261120120000',
  controlId: 'M1',
  pv1: { 2: 'I', 3: 'Ward A1^A1^Bay 1-2^RFRPA' },
});

async function trace(id: string): Promise<MessageTrace> {
  const found = await traceMessage(id, deps);
  if (found === undefined) throw new Error('the message is not there');
  return found;
}

describe('the trace of a message', () => {
  it('goes back to the bytes, and names what stands in them', async () => {
    const id = await bench.keep(ADMISSION, { skew_ms: 90_000 });
    const traced = await trace(id);
    expect(traced).toMatchObject({
      id,
      feed: 'rfr-adt',
      controlId: 'M1',
      outcome: 'committed',
      skewMs: 90_000,
      skew: "the sender's clock is 90 s ahead",
      raw: { bytes: ADMISSION.length, href: `/messages/${id}/raw` },
      text: ADMISSION,
      dictionary: '2.4',
      acks: [{ code: 'AA', text: 'Stored' }],
      truncated: false,
    });
    expect(Buffer.from(traced.raw.base64 ?? '', 'base64').toString()).toBe(ADMISSION);
    const pv1 = traced.segments.find(({ name }) => name === 'PV1');
    expect(pv1?.fields.map(({ position, name, datatype }) => [position, name, datatype])).toContainEqual([
      3,
      'Assigned Patient Location',
      'PL',
    ]);
    expect(Buffer.from((await readRaw(bench.engine.reader, id)) ?? []).toString()).toBe(ADMISSION);
  });

  it('reads the facts from the bytes where the journal names none', async () => {
    const { factsFrom, facts } = await trace(await bench.keep(ADMISSION, { id: 'older-release' }));
    expect(factsFrom).toBe('mapping');
    expect(facts.map(({ subject, kind, effective }) => [subject.split(':')[0], kind, effective])).toEqual([
      ['person', 'demographics', '2026-11-20T12:00:00.000Z'],
      ['visit', 'admit', '2026-11-20T12:00:00.000Z'],
    ]);
  });

  it('goes forward to facts, changes, steps and alerts', async () => {
    const id = await bench.keep(ADMISSION, {
      id: 'all-of-it',
      effects: JSON.stringify(await writeEffects(bench.engine, 'all-of-it')),
    });
    const traced = await trace(id);
    expect(traced.factsFrom).toBe('journal');
    expect(traced.facts).toEqual([
      {
        subject: 'visit:V|1',
        stamp: '2026-11-20T12:00:00.000Z|x',
        kind: 'admit',
        effective: '2026-11-20T12:00:00.000Z',
        data: { class: 'I' },
      },
      {
        subject: 'person-link:P|1',
        stamp: '2026-11-20T12:00:00.000Z|y',
        kind: 'merge',
        effective: '2026-11-20T12:00:00.000Z',
        data: { of: 'person', from: 'P|1', into: 'P|2' },
      },
    ]);
    expect(traced.resources).toEqual([
      {
        type: 'Encounter',
        id: 'e1',
        version: 2,
        deleted: false,
        diff: [{ op: 'replace', path: '/status', value: 'in-progress', was: 'planned' }],
      },
      {
        type: 'Patient',
        id: 'p1',
        version: 1,
        deleted: false,
        diff: [{ op: 'add', path: '', value: { resourceType: 'Patient', id: 'p1' } }],
      },
      {
        type: 'Encounter',
        id: 'e2',
        version: 2,
        deleted: true,
        diff: [{ op: 'remove', path: '', was: { id: 'e2' } }],
      },
    ]);
    expect(traced.steps).toMatchObject([
      {
        kind: 'admitted',
        encounterId: 'e1',
        patientId: 'p1',
        late: false,
        withheld: true,
        detail: { ward: 'A1' },
      },
    ]);
    expect(traced.alerts).toMatchObject([
      { subscriptionId: 's1', eventNumber: 7, status: 'sent', attempts: 2, lastError: null },
    ]);
    expect(traced.alerts[0]?.stepSeq).toBe(traced.steps[0]?.seq);
  });

  it('shows a refused message as its sender was told of it', async () => {
    const rejection = {
      code: 'AE',
      condition: 101,
      segment: 'PV1',
      field: 19,
      text: 'the visit number is missing',
    };
    const id = await bench.keep(ADMISSION, {
      id: 'refused',
      outcome: 'rejected',
      rejection: JSON.stringify(rejection),
    });
    expect(await trace(id)).toMatchObject({
      outcome: 'rejected',
      rejection,
      acks: [{ code: 'AE', error: { segment: 'PV1', field: '19', condition: '101', text: rejection.text } }],
    });
  });

  it('shows the two answers of enhanced mode', async () => {
    const asking = adtText({
      trigger: 'A01',
      at: '20261120120000',
      controlId: 'M2',
      msh: { 15: 'AL', 16: 'AL' },
    });
    const id = await bench.keep(asking);
    const feeds = deps.feeds.map((feed) => ({ ...feed, acknowledgement: 'enhanced' as const }));
    const traced = await traceMessage(id, { ...deps, feeds });
    expect(traced?.acks.map(({ code }) => code)).toEqual(['CA', 'AA']);
  });

  it('shows a quarantined message, what it would state, and the answer that the feed gives', async () => {
    const quarantine = { reason: 'circular-merge', text: 'a number would be its own survivor' };
    const id = await bench.keep(ADMISSION, {
      id: 'set-aside',
      outcome: 'quarantined',
      quarantine: JSON.stringify(quarantine),
    });
    const traced = await trace(id);
    expect(traced).toMatchObject({ quarantine, factsFrom: 'mapping', acks: [{ code: 'AA' }] });
    expect(traced.facts).toHaveLength(2);
  });

  it('shows a message that the mapping fails on, without what it quotes', async () => {
    const id = await bench.keep(ADMISSION, { id: 'poison' });
    const [feed] = deps.feeds;
    if (feed === undefined) throw new Error('the place has no feed');
    const poisoned = Object.defineProperty({ ...feed }, 'identifiers', {
      get: () => {
        throw new RangeError('Hartley');
      },
    });
    const traced = await traceMessage(id, { ...deps, feeds: [poisoned] });
    expect(traced).toMatchObject({
      fault: 'the mapping fails on this message: RangeError',
      facts: [],
      text: ADMISSION,
    });
  });

  it('shows what cannot be read, and that nobody was told', async () => {
    const unreadable = await trace(await bench.keep('garbage', { feed: 'unknown', control_id: '' }));
    expect(unreadable).toMatchObject({
      fault: 'The frame does not begin with an MSH segment.',
      text: null,
      segments: [],
      facts: [],
      acks: [],
    });
    const broken = await trace(
      await bench.keep(ADMISSION.slice(0, 90), {
        feed: 'unknown',
        outcome: 'rejected',
        rejection: JSON.stringify({ code: 'AE', condition: 207, text: 'the frame was not ended' }),
        issues: '[{"flag":"broken-frame"}]',
      }),
    );
    expect(broken.acks).toEqual([]);
    expect(broken.segments[0]?.name).toBe('MSH');
  });

  it.each([
    [null, null],
    [-59_000, null],
    [-3_600_000, "the sender's clock is 3600 s behind, or the message waited so long"],
  ])('puts a skew of %s ms in words', async (skew_ms, words) => {
    const id = await bench.keep(ADMISSION, { id: `skew-${String(skew_ms)}`, skew_ms });
    expect((await trace(id)).skew).toBe(words);
  });

  it('stays within bounds for a megabyte of repetitions', async () => {
    const huge = ADMISSION.replace(
      'R12345^^^RFR^MR',
      Array.from({ length: 40_000 }, (_, i) => `R${i}^^^X^MR`).join('~'),
    );
    const raw = Buffer.from(huge.slice(0, 1_200_000));
    const traced = await trace(await bench.keep(raw));
    expect(traced.truncated).toBe(true);
    expect(traced.raw).toMatchObject({ bytes: raw.length });
    expect(JSON.stringify({ ...traced, raw: '', text: '' }).length).toBeLessThan(500_000);
  });

  it('shows a message without the names of its fields when the dictionary cannot be read', async () => {
    const id = await bench.keep(ADMISSION, { id: 'no-names' });
    const broken = { of: () => Promise.reject(new Error('no memory')) };
    const traced = await traceMessage(id, { ...deps, dictionaries: broken });
    expect(traced?.segments[2]).toMatchObject({ name: 'PID', title: '' });
    expect(traced?.dictionary).toBe('');
  });

  it('knows nothing of an id that no message has', async () => {
    expect(await traceMessage('nobody', deps)).toBeUndefined();
    expect(await readRaw(bench.engine.reader, 'nobody')).toBeUndefined();
  });
});
