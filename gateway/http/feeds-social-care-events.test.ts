/** Case events by POST /feeds/social-care through the production assembly, over sockets. */
import { afterEach, describe, expect, it } from 'vitest';
import { startGateway, type RunningGateway } from '../testing/running-gateway.ts';

let gateway: RunningGateway | undefined;
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
});

async function start(): Promise<string> {
  gateway = await startGateway();
  return gateway.baseUrl.replace(/\/fhir$/, '');
}

function post(origin: string, body: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${origin}/feeds/social-care`, { method: 'POST', headers, body });
}

const linesOf = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

const event = (sequence: number, more: object = {}): object => ({
  schemaVersion: 1,
  eventId: `e${sequence}`,
  source: 'rmbc-asc',
  sequence,
  occurredAt: '2025-03-01T09:00:00+00:00',
  recordedAt: '2025-03-01T09:05:00+00:00',
  type: 'service',
  key: `S${sequence}`,
  version: 1,
  person: { councilPersonId: 'P1', birthDate: '1941-02-03' },
  payload: { component: 'HS', status: 'active', start: '2025-03-01' },
  ...more,
});
const EVENTS = { 'Content-Type': 'application/json' };

describe('case events by HTTP', () => {
  it('have each their own fate, and what is missing by their numbers is told', async () => {
    const origin = await start();
    const bad = event(2, { payload: { status: 'SECRET' } });
    const body = JSON.stringify([event(1), bad, event(5)]);
    const answer = await post(origin, body, EVENTS);
    expect(answer.status).toBe(200);
    const told = (await answer.json()) as { events: unknown[] };
    expect(told).toMatchObject({
      events: [
        { position: 1, eventId: 'e1', outcome: 'committed' },
        { position: 2, eventId: 'e2', outcome: 'refused', path: 'payload.status' },
        { position: 3, eventId: 'e5', outcome: 'committed' },
      ],
      counts: { committed: 2, refused: 1 },
      sequence: { lowest: 1, highest: 5, missing: 3, gaps: [{ from: 2, to: 4 }] },
    });
    expect(JSON.stringify(told)).not.toContain('SECRET');
    const again = await post(origin, body, EVENTS);
    expect(await again.json()).toMatchObject({ counts: { duplicate: 2, refused: 1 } });
    // Each is journaled with its own bytes.
    const list = (await (await fetch(`${origin}/messages?feed=rmbc-asc`)).json()) as {
      messages: { id: string; trigger: string | null }[];
    };
    const [message] = list.messages.filter(({ trigger }) => trigger === 'case-event:service');
    const raw = await (await fetch(`${origin}/messages/${message?.id ?? ''}/raw`)).text();
    expect([JSON.stringify(event(1)), JSON.stringify(event(5))]).toContain(raw);
    // A late one closes its gap.
    const late = await post(origin, JSON.stringify(event(3)), EVENTS);
    expect(await late.json()).toMatchObject({ sequence: { missing: 2 } });
    const health: unknown = await (await fetch(`${origin}/feeds/rmbc-asc`)).json();
    expect(health).toMatchObject({ sequence: { highest: 5, missing: 2 } });
    expect(await (await fetch(`${origin}/metrics`)).text()).toContain(
      'rother_feed_missing_events{feed="rmbc-asc"} 2',
    );
  });

  it('are answered line by line where they come so', async () => {
    const origin = await start();
    const body = [event(1), event(2)].map((one) => `${JSON.stringify(one)}\n`).join('');
    const answer = await post(origin, body, { 'Content-Type': 'application/x-ndjson' });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(linesOf(await answer.text())).toMatchObject([
      { position: 1, outcome: 'committed' },
      { position: 2, outcome: 'committed' },
      { counts: { committed: 2 }, sequence: { missing: 0 } },
    ]);
  });

  it('alone have the status of their fate', async () => {
    const origin = await start();
    const statusOf = async (body: string): Promise<number> => (await post(origin, body, EVENTS)).status;
    expect(await statusOf(JSON.stringify(event(1)))).toBe(200);
    expect(await statusOf(JSON.stringify(event(2, { source: 'another' })))).toBe(422);
    expect(await statusOf('{"half": ')).toBe(422);
    expect(await statusOf(JSON.stringify(event(3, { note: 'x'.repeat(70_000) })))).toBe(422);
    expect(await statusOf('x'.repeat(9 * 1024 * 1024))).toBe(413);
  });

  it('cannot pretend to be a part of a return', async () => {
    const origin = await start();
    const part = { councilReturnPart: 1, eventId: 'return', rows: [] };
    const answer = await post(origin, JSON.stringify(part), EVENTS);
    expect(await answer.json()).toMatchObject({ events: [{ outcome: 'refused', path: 'schemaVersion' }] });
  });
});
