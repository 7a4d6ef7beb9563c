/**
 * For tests: makes system calls of a running process fail or take long, as a bad disk does. By strace, where it is
 * installed and may trace; Linux only.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface SystemCallFault {
  /** The calls go through again. Resolves when the process is traced no more. */
  end(): Promise<void>;
}

const ATTACH_MS = 5000;

/**
 * @param call names, comma separated, as strace knows them.
 * @param inject strace's words, such as `error=EIO:when=1` or `delay_exit=2s`.
 * @returns the reason where this machine cannot do it.
 */
export async function injectFault(
  pid: number,
  call: string,
  inject: string,
): Promise<SystemCallFault | { readonly refused: string }> {
  if (spawnSync('strace', ['-V']).status !== 0) return { refused: 'strace is not installed' };
  // The main thread alone: it is the one that writes the database.
  const strace = spawn(
    'strace',
    ['-p', String(pid), '-e', `trace=${call}`, '-e', `inject=${call}:${inject}`],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const gone = once(strace, 'close');
  const attached = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => {
    attached.resolve(false);
  }, ATTACH_MS);
  createInterface({ input: strace.stderr }).on('line', (line) => {
    if (line.includes('attached')) attached.resolve(true);
  });
  void gone.then(() => {
    attached.resolve(false);
  });
  const end = async (): Promise<void> => {
    strace.kill('SIGINT');
    await gone;
  };
  const traced = await attached.promise;
  clearTimeout(timer);
  if (traced) return { end };
  await end();
  return { refused: 'strace may not trace a process here' };
}
