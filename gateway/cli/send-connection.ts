/** The connection of `rother send`: made when it is needed, and made again after it was lost. HL7 MLLP release 1. */
import { MllpClient, type MllpClientTls } from '../../adapters/mllp/client.ts';
import { CliError } from './io.ts';
import { sendOne, type Outcome } from './send-one.ts';

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** Seconds, for connecting and for each acknowledgement. */
  readonly timeout: number;
}

export interface SendConnection {
  /** Sends one message and waits for its acknowledgement. @throws CliError where no connection can be had. */
  deliver(message: Uint8Array): Promise<Outcome>;
  close(): Promise<void>;
}

export function createSendConnection(
  options: ConnectionOptions,
  tls: MllpClientTls | undefined,
  now: () => number,
): SendConnection {
  const client = new MllpClient({ timeoutMs: options.timeout * 1000 });
  let connected = false;

  async function attempt(message: Uint8Array): Promise<Outcome> {
    if (!connected) await connect(client, options, tls);
    connected = true;
    const outcome = await sendOne(client, message, now);
    connected = outcome.connection === 'kept';
    return outcome;
  }

  return {
    async deliver(message) {
      const outcome = await attempt(message);
      // The receiver had closed the connection while it was idle: nothing was sent yet.
      return outcome.connection === 'absent' ? attempt(message) : outcome;
    },
    close: () => client.close(),
  };
}

async function connect(
  client: MllpClient,
  { host, port }: ConnectionOptions,
  tls: MllpClientTls | undefined,
): Promise<void> {
  try {
    await client.connect(host, port, tls);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'no answer in time';
    const hint = tls === undefined ? '' : ', speaking TLS with a certificate of a trusted signer';
    throw new CliError(`cannot connect to ${host}:${port} (${why}); is the gateway running there${hint}?`);
  }
}
