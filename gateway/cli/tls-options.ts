/** The TLS options of commands that connect to the MLLP listener: file names to PEM texts. RFC 7468. */
import { readFile } from 'node:fs/promises';
import type { MllpClientTls } from '../../adapters/mllp/client.ts';
import { CliError } from './io.ts';

/** As given on the command line. */
export interface TlsFlags {
  readonly tls?: boolean;
  /** Files. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** What to connect with; undefined for plain text. @throws CliError for options that do not go together, or a file that cannot be read. */
export async function readTlsOptions({ tls, ca, cert, key }: TlsFlags): Promise<MllpClientTls | undefined> {
  const files = Object.entries({ ca, cert, key }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  if (tls !== true) {
    const [first] = files;
    if (first !== undefined)
      throw new CliError(`--${first[0]} needs --tls: without it, the connection is plain text`);
    return undefined;
  }
  if ((cert === undefined) !== (key === undefined)) throw new CliError('--cert and --key belong together');
  const pems = files.map(async ([name, path]) => [name, await readPem(name, path)] as const);
  return Object.fromEntries(await Promise.all(pems));
}

async function readPem(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new CliError(`cannot read ${path} (--${name})`);
  }
}
