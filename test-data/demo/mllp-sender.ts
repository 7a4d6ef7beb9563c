/**
 * Sends messages over several MLLP connections, in order within each, and keeps account of the answers. A message
 * without an answer is resent unchanged, as a hospital's engine would.
 */
import { parseAcknowledgement } from '../../adapters/hl7v2/acknowledgement.ts';
import { MllpClient } from '../../adapters/mllp/client.ts';
import { createLatencies, type Latencies } from './latency.ts';

export interface Refused {
  readonly controlId: string;
  readonly code: string;
  readonly text: string;
}

export interface SenderAccount {
  readonly sent: number;
  /** By HL7 table 0008. */
  readonly answers: Readonly<Record<'AA' | 'AE' | 'AR', number>>;
  readonly resent: number;
  readonly refused: readonly Refused[];
  readonly latencies: Latencies;
}

export interface MllpSenderOptions {
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  /** Milliseconds on any steady clock. */
  readonly now: () => number;
}

const ATTEMPTS = 4;
const PAUSE_MS = 250;

export class MllpSender {
  readonly #options: MllpSenderOptions;
  readonly #clients: readonly MllpClient[];
  readonly #queues: Promise<void>[];
  readonly #answers = { AA: 0, AE: 0, AR: 0 };
  readonly #refused: Refused[] = [];
  readonly #latencies = createLatencies();
  #sent = 0;
  #resent = 0;

  constructor(options: MllpSenderOptions) {
    this.#options = options;
    this.#clients = Array.from({ length: options.connections }, () => new MllpClient({ timeoutMs: 20_000 }));
    this.#queues = this.#clients.map(() => Promise.resolve());
  }

  get account(): SenderAccount {
    return {
      sent: this.#sent,
      answers: this.#answers,
      resent: this.#resent,
      refused: this.#refused,
      latencies: this.#latencies,
    };
  }

  async start(): Promise<void> {
    await Promise.all(this.#clients.map((client) => this.#connect(client)));
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.#clients.map((client) => client.close()));
  }

  /**
   * Queues a message on the connection that serves `key`; messages of one key stay in order.
   * @param onSent called when the last byte is handed to the socket.
   */
  send(controlId: string, text: string, key: number, onSent?: () => void): Promise<void> {
    const lane = key % this.#clients.length;
    const client = this.#clients[lane];
    const before = this.#queues[lane];
    if (client === undefined || before === undefined) throw new RangeError('the sender has no connection');
    const done = before.then(() => this.#deliver(client, controlId, Buffer.from(text, 'utf8'), onSent));
    // One failure must not fail what queues behind it; the caller sees it through `done`.
    this.#queues[lane] = done.catch(() => undefined);
    return done;
  }

  async #deliver(
    client: MllpClient,
    controlId: string,
    bytes: Uint8Array,
    onSent: (() => void) | undefined,
  ): Promise<void> {
    this.#sent += 1;
    for (let attempt = 1; ; attempt++) {
      try {
        const started = this.#options.now();
        const answer = client.send(bytes);
        onSent?.();
        const acknowledgement = parseAcknowledgement(await answer);
        this.#latencies.add(this.#options.now() - started);
        this.#count(controlId, acknowledgement);
        return;
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        this.#resent += 1;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
        await this.#connect(client).catch(() => undefined);
      }
    }
  }

  #count(controlId: string, acknowledgement: ReturnType<typeof parseAcknowledgement>): void {
    const code = acknowledgement?.code;
    if (code === 'AA' || code === 'AE' || code === 'AR') this.#answers[code] += 1;
    if (code !== 'AA') {
      this.#refused.push({ controlId, code: code ?? 'unreadable', text: acknowledgement?.text ?? '' });
    }
  }

  #connect(client: MllpClient): Promise<void> {
    return client.connect(this.#options.host, this.#options.port);
  }
}
