/**
 * The files that `rother send` writes. They hold personal data (refused messages, names of files): for their owner alone,
 * and never through a symbolic link, which somebody else may have laid to have them write elsewhere.
 */
import { constants, open, type FileHandle } from 'node:fs/promises';
import { CliError } from './io.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_TRUNC, O_APPEND, O_NOFOLLOW } = constants;
const FLAGS = {
  read: O_RDONLY | O_NOFOLLOW,
  replace: O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW,
  append: O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW,
} as const;
const OWNER_ONLY = 0o600;

/**
 * Opens it, created with mode 0600 where it is not there and is to be written.
 * @param option that named the file, for the refusal.
 * @throws CliError where it is a symbolic link, else the error of the system.
 */
export async function openPrivate(
  path: string,
  how: keyof typeof FLAGS,
  option: string,
): Promise<FileHandle> {
  try {
    return await open(path, FLAGS[how], OWNER_ONLY);
  } catch (error) {
    if (codeOf(error) === 'ELOOP') throw symbolicLink(path, option);
    throw error;
  }
}

/** The refusal of a file that is a symbolic link. */
export function symbolicLink(path: string, option: string): CliError {
  return new CliError(`${path} is a symbolic link; name the file itself (${option})`);
}

/** @returns the code of an error of the system, such as ENOENT; undefined of any other. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
