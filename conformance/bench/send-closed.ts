/** A closed loop: each connection sends its next message when the one before is acknowledged. */
import { parseAcknowledgement } from '../../adapters/hl7v2/acknowledgement.ts';
import { MllpClient } from '../../adapters/mllp/client.ts';
import type { BenchMessage } from './workload.ts';

/** Sends all over so many connections. @returns messages acknowledged a second. @throws Error where one is not AA. */
export async function sendClosed(
  messages: readonly BenchMessage[],
  port: number,
  connections: number,
): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new MllpClient();
      await client.connect('127.0.0.1', port);
      return client;
    }),
  );
  let next = 0;
  const started = performance.now();
  try {
    await Promise.all(
      clients.map(async (client) => {
        for (let message = messages[next++]; message !== undefined; message = messages[next++]) {
          expectAccepted(await client.send(message.bytes));
        }
      }),
    );
    return messages.length / ((performance.now() - started) / 1000);
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

/** @throws Error for any answer but AA: a rate of refusals is no rate. */
export function expectAccepted(acknowledgement: Uint8Array): void {
  const { code, text } = parseAcknowledgement(acknowledgement) ?? { code: 'no ACK', text: '' };
  if (code !== 'AA') throw new Error(`a message of the workload was answered with ${code}: ${text}`);
}
