/**
 * F6: the same message a thousand times over four connections. Pass: a thousand AA, one entry in the journal that counts
 * them, one step, one alert. (F7, the same control id with other content: intake/receive.test.ts.)
 */
import { afterEach, expect, it } from 'vitest';
import { parseAcknowledgement } from '../../adapters/hl7v2/acknowledgement.ts';
import { MllpClient } from '../../adapters/mllp/client.ts';
import { Receiver } from '../subscriptions/testing/receiver.ts';
import { startBesieged } from '../testing/crash/besieged-gateway.ts';
import { eventsSinceStart, subscribe } from '../testing/crash/subscribe.ts';

const CONNECTIONS = 4;
const EACH = 250;

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

it('a message that comes a thousand times is acknowledged each time and applied once', async () => {
  const gateway = await startBesieged();
  cleanups.push(() => gateway.stop());
  const receiver = new Receiver();
  await receiver.start();
  cleanups.push(() => receiver.stop());
  const id = await subscribe(gateway.child.baseUrl, { content: 'id-only', endpoint: receiver.url() });
  const message = gateway.message();
  const codes: (string | undefined)[] = [];
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const client = new MllpClient({ timeoutMs: 10_000 });
      cleanups.push(() => client.close());
      await client.connect('127.0.0.1', gateway.child.mllpPort);
      for (let i = 0; i < EACH; i++) {
        codes.push(parseAcknowledgement(await client.send(Buffer.from(message)))?.code);
      }
    }),
  );
  expect(codes).toEqual(Array.from({ length: CONNECTIONS * EACH }, () => 'AA'));
  expect(gateway.query('select outcome, receipts from source_message')).toEqual([
    { outcome: 'committed', receipts: CONNECTIONS * EACH },
  ]);
  // Known as repeats, not applied again to no effect.
  const metrics = await fetch(`http://127.0.0.1:${gateway.child.httpPort}/metrics`);
  expect(await metrics.text()).toMatch(/^rother_adt_messages_total\{.*outcome="duplicate".*\} 999$/m);
  expect(gateway.query('select kind from step')).toEqual([{ kind: 'admitted' }]);
  await expect.poll(() => receiver.eventNumbers()).toEqual(['1']);
  expect(await eventsSinceStart(gateway.child.baseUrl, id)).toBe(1);
  expect(gateway.query('select event_number from delivery')).toHaveLength(1);
});
