/**
 * For tests: a hospital's engine that gives nothing up. Several connections, each in order and one message at a time;
 * whatever has no acknowledgement is sent again, the same bytes. HL7 v2.4 2.9.2.2.
 */
import { parseAcknowledgement } from '../../../adapters/hl7v2/acknowledgement.ts';
import { MllpClient } from '../../../adapters/mllp/client.ts';

export interface OutgoingMessage {
  readonly text: string;
  /** Messages of one key go by one connection, in order. */
  readonly key: number;
}

export interface SenderOptions {
  readonly connections: number;
  /** The port of a gateway that is up; waits while there is none. */
  readonly port: () => Promise<number>;
  readonly onSent: () => void;
}

export interface SenderResult {
  /** How often a message had to be sent again. */
  readonly resent: number;
}

const ATTEMPTS = 100;
/** A listener that is just going down can still accept: do not spin on it. */
const PAUSE_MS = 20;

/** Resolves when every message is acknowledged with AA. @throws Error on another answer, or when one never gets any. */
export async function sendUntilAcknowledged(
  messages: readonly OutgoingMessage[],
  options: SenderOptions,
): Promise<SenderResult> {
  const lanes = Array.from({ length: options.connections }, (_, lane) =>
    messages.filter(({ key }) => key % options.connections === lane),
  );
  const resent = await Promise.all(lanes.map((lane) => sendLane(lane, options)));
  return { resent: resent.reduce((sum, count) => sum + count, 0) };
}

async function sendLane(messages: readonly OutgoingMessage[], options: SenderOptions): Promise<number> {
  const client = new MllpClient({ timeoutMs: 10_000 });
  let resent = 0;
  let connected = false;
  try {
    for (const { text } of messages) {
      const bytes = Buffer.from(text);
      for (let attempt = 1; ; attempt++) {
        try {
          if (!connected) await client.connect('127.0.0.1', await options.port());
          connected = true;
          const answer = client.send(bytes);
          options.onSent();
          const code = parseAcknowledgement(await answer)?.code;
          if (code === 'AA') break;
          throw new UnexpectedAnswer(`a good message was answered with ${code ?? 'bytes that are no ACK'}`);
        } catch (error) {
          if (error instanceof UnexpectedAnswer || attempt === ATTEMPTS) throw error;
          if (connected) resent += 1;
          connected = false;
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        }
      }
    }
  } finally {
    await client.close();
  }
  return resent;
}

class UnexpectedAnswer extends Error {}
