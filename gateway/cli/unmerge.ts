/**
 * `rother unmerge`: an operator takes back a merge. It is sent as a message (A37, unlink) over MLLP like any other, so that
 * the journal holds who did it and a rebuilt record has it too. HL7 v2.4 3.3.37.
 */
import { randomUUID } from 'node:crypto';
import { londonTime } from '../../adapters/hl7v2/london-time.ts';
import { parseAcknowledgement } from '../../adapters/hl7v2/acknowledgement.ts';
import { MllpClient } from '../../adapters/mllp/client.ts';
import { CliError, type CliIo } from './io.ts';
import { printable } from './printable.ts';
import { readTlsOptions, type TlsFlags } from './tls-options.ts';

export interface UnmergeFlags extends TlsFlags {
  readonly application: string;
  readonly facility: string;
  readonly authority: string;
  readonly operator: string;
  readonly host: string;
  readonly port: number;
  readonly timeout: number;
}

/** Text that may stand in a field as it is. */
const PLAIN = /^[A-Za-z0-9 .,_/-]{1,64}$/;

/** @returns 0 where the gateway took it, else 1. */
export async function unmerge(
  retired: string,
  survivor: string,
  flags: UnmergeFlags,
  io: CliIo,
  now: Date = new Date(),
): Promise<number> {
  const { application, facility, authority, operator } = flags;
  for (const [what, text] of Object.entries({
    retired,
    survivor,
    application,
    facility,
    authority,
    operator,
  })) {
    if (!PLAIN.test(text))
      throw new CliError(`${what} "${printable(text)}" has characters that no number or name here has`);
  }
  if (retired === survivor) throw new CliError('the two numbers are the same');
  const time = londonTime(now);
  const controlId = `U${randomUUID().replaceAll('-', '').slice(0, 19)}`;
  const message = [
    `MSH|^~\\&|${flags.application}|${facility}|ROTHER||${time}||ADT^A37|${controlId}|P|2.4||||||UNICODE UTF-8`,
    `EVN||${time}|||${operator}|${time}`,
    `PID|1||${retired}^^^${authority}^MR`,
    `PID|2||${survivor}^^^${authority}^MR`,
    '',
  ].join('\r');
  const tls = await readTlsOptions(flags);
  const client = new MllpClient({ timeoutMs: flags.timeout * 1000 });
  try {
    await client.connect(flags.host, flags.port, tls);
    const answer = parseAcknowledgement(await client.send(Buffer.from(message)));
    // "To be looked at": kept, and in quarantine; nothing was undone.
    const taken = (answer?.code === 'AA' || answer?.code === 'CA') && !answer.text.includes('looked at');
    const text =
      answer === undefined ? 'the answer is no acknowledgement' : (answer.error?.text ?? answer.text);
    io.stdout.write(printable(`${controlId}  ${answer?.code ?? '??'}  ${text}\n`, { lines: true }));
    return taken ? 0 : 1;
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown error';
    throw new CliError(`nothing was undone: ${why} (${flags.host}:${flags.port})`);
  } finally {
    await client.close();
  }
}
