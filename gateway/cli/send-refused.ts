/** The file of `rother send --refused FILE`: the messages that were not accepted, as they were, to be mended and sent again. */
import { lstat } from 'node:fs/promises';
import { CR } from '../../adapters/mllp/frame.ts';
import { CliError } from './io.ts';
import { codeOf, openPrivate, symbolicLink } from './send-private-file.ts';

const OPTION = '--refused';
const LF = 0x0a;

/** Appends a message as it was in its file. @throws CliError where it cannot be written. */
export async function appendRefused(file: string, message: Uint8Array): Promise<void> {
  const last = message.at(-1);
  try {
    const handle = await openPrivate(file, 'append', OPTION);
    try {
      await handle.appendFile(message);
      if (last !== CR && last !== LF) await handle.appendFile('\r');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    const code = codeOf(error);
    throw new CliError(`${file}: cannot be written${code === undefined ? '' : ` (${code})`} (${OPTION})`);
  }
}

/**
 * Before the first message of a run.
 * @param begun an earlier run may have written it.
 * @throws CliError where it is a symbolic link, or is there and must not be.
 */
export async function checkRefused(file: string, begun: boolean): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (found?.isSymbolicLink() === true) throw symbolicLink(file, OPTION);
  if (found !== undefined && !begun) {
    throw new CliError(`${file} is there already; name another file for ${OPTION}`);
  }
}
