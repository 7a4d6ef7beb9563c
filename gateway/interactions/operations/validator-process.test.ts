import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../../logging.ts';
import { systemScheduler } from '../../subscriptions/scheduler.ts';
import { VirtualTime } from '../../subscriptions/testing/virtual-time.ts';
import {
  startValidatorChild,
  ValidatorProcess,
  type ChildEvents,
  type ToChild,
} from './validator-process.ts';

/** A process that does nothing by itself. */
class FakeChild {
  readonly sent: ToChild[] = [];
  killed = false;
  readonly events: ChildEvents;

  constructor(events: ChildEvents) {
    this.events = events;
  }

  ready(): void {
    this.events.told({ kind: 'ready' });
  }

  answer(): void {
    this.events.told({ kind: 'checked', issues: [] });
  }
}

function fixture() {
  const time = new VirtualTime();
  const lines: string[] = [];
  const children: FakeChild[] = [];
  const validator = new ValidatorProcess({
    scheduler: time,
    log: createLog('info', { write: (line) => lines.push(line) }),
    start: (events) => {
      const child = new FakeChild(events);
      children.push(child);
      return {
        send: (message) => child.sent.push(message),
        kill: () => {
          child.killed = true;
        },
      };
    },
  });
  const child = (i: number): FakeChild => {
    const found = children[i];
    if (found === undefined) throw new Error(`process ${i} was not started`);
    return found;
  };
  const ask = (name: string) => validator.validate({ resource: name, profiles: [] });
  return { time, lines, children, validator, child, ask };
}

describe('the process that validates', () => {
  it('is started by the first resource, and checks one at a time in the order of asking', async () => {
    const { children, child, ask } = fixture();
    expect(children).toEqual([]);
    const first = ask('a');
    const second = ask('b');
    expect(child(0).sent).toEqual([]);
    child(0).ready();
    expect(child(0).sent.map(({ resource }) => resource)).toEqual(['a']);
    child(0).answer();
    expect(child(0).sent.map(({ resource }) => resource)).toEqual(['a', 'b']);
    child(0).answer();
    expect([await first, await second]).toEqual([
      { kind: 'checked', issues: [] },
      { kind: 'checked', issues: [] },
    ]);
    expect(children).toHaveLength(1);
  });

  it('is ended when nothing has come for a minute, and started again', async () => {
    const { time, children, child, ask } = fixture();
    const first = ask('a');
    child(0).ready();
    time.advance(1);
    child(0).answer();
    await first;
    time.advance(59_999);
    expect(child(0).killed).toBe(false);
    time.advance(1);
    expect(child(0).killed).toBe(true);
    const second = ask('b');
    expect(children).toHaveLength(1);
    child(0).events.ended();
    child(1).ready();
    child(1).answer();
    expect(await second).toMatchObject({ kind: 'checked' });
  });

  it('lets 16 wait, and no more', async () => {
    const { child, ask } = fixture();
    const waiting = Array.from({ length: 16 }, (_, i) => ask(String(i)));
    expect(await ask('one more')).toEqual({ kind: 'busy' });
    child(0).ready();
    for (const each of waiting) {
      child(0).answer();
      expect(await each).toMatchObject({ kind: 'checked' });
    }
  });

  it('is ended over a resource that takes too long, and those that wait get another', async () => {
    const { time, lines, child, ask } = fixture();
    const long = ask('a');
    const next = ask('b');
    child(0).ready();
    time.advance(10_000);
    expect(await long).toEqual({ kind: 'late' });
    expect(child(0).killed).toBe(true);
    child(0).answer();
    child(0).events.ended();
    child(1).ready();
    expect(child(1).sent.map(({ resource }) => resource)).toEqual(['b']);
    child(1).answer();
    expect(await next).toMatchObject({ kind: 'checked' });
    expect(lines.join()).toContain('validator.late');
  });

  it('that breaks fails the resource it was at, and no other', async () => {
    const { lines, child, ask } = fixture();
    const broken = ask('a');
    const next = ask('b');
    child(0).ready();
    child(0).events.ended();
    expect(await broken).toEqual({ kind: 'failed' });
    child(1).ready();
    child(1).answer();
    expect(await next).toMatchObject({ kind: 'checked' });
    expect(lines.join()).toContain('validator.ended');
  });

  it('that does not start fails all that wait, and is tried again by the next', async () => {
    const { time, children, child, ask } = fixture();
    const [a, b] = [ask('a'), ask('b')];
    time.advance(20_000);
    expect(child(0).killed).toBe(true);
    child(0).events.ended();
    expect([await a, await b]).toEqual([{ kind: 'failed' }, { kind: 'failed' }]);
    expect(children).toHaveLength(1);
    void ask('c');
    expect(children).toHaveLength(2);
  });

  it('is ended by a stop, with all that wait', async () => {
    const { child, ask, validator, time } = fixture();
    const [a, b] = [ask('a'), ask('b')];
    child(0).ready();
    const stopping = validator.stop();
    expect([await a, await b]).toEqual([{ kind: 'failed' }, { kind: 'failed' }]);
    expect(child(0).killed).toBe(true);
    child(0).events.ended();
    await stopping;
    expect(await ask('c')).toEqual({ kind: 'failed' });
    expect(time.waits()).toEqual([]);
    await validator.stop();
  });
});

describe('the real process', () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  function real(folders: string[]) {
    const lines: string[] = [];
    const validator = new ValidatorProcess({
      scheduler: systemScheduler,
      log: createLog('info', { write: (line) => lines.push(line) }),
      start: startValidatorChild(folders),
    });
    stops.push(() => validator.stop());
    return { validator, lines };
  }

  it('finds what is wrong, and leaves nothing behind', async () => {
    const { validator, lines } = real([]);
    const check = (resource: unknown, profiles: string[] = []) => validator.validate({ resource, profiles });
    expect(await check({ resourceType: 'Patient' })).toEqual({ kind: 'checked', issues: [] });
    expect(await check({ resourceType: 'Patient', gender: 'x' })).toMatchObject({
      issues: [{ severity: 'error', expression: ['Patient.gender'] }],
    });
    expect(await check({ resourceType: 'Patient' }, ['http://x.example/y'])).toMatchObject({
      issues: [{ code: 'not-found' }],
    });
    expect(await check(undefined)).toMatchObject({ issues: [{ code: 'structure' }] });
    await validator.stop();
    expect(lines).toEqual([]);
  });

  it('says in the log which definition it cannot load', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rother-profiles-'));
    stops.push(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'broken.json'), '{');
    const { validator, lines } = real([folder]);
    expect(await validator.validate({ resource: {}, profiles: [] })).toEqual({ kind: 'failed' });
    expect(lines.join()).toMatch(/validator\.unready.*broken\.json cannot be read/);
  });
});
