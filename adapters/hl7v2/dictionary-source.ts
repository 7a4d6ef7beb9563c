/**
 * What a version of the standard calls the parts of a message, read when it is first asked for and then kept: 11 versions,
 * about a megabyte each. A process of its own reads it (dictionary-child.ts), so that the gateway's memory stays as it is.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Dictionary } from './dictionary.ts';

export interface DictionarySource {
  /**
   * @param version MSH-12.1; the nearest older version that is known is used, 2.4 where it is blank.
   * Rejects where it cannot be read; the next call tries again.
   */
  of(version: string): Promise<Dictionary>;
}

/** The versions that hl7v2-dictionary knows, oldest first. */
export const VERSIONS = [
  '2.1',
  '2.2',
  '2.3',
  '2.3.1',
  '2.4',
  '2.5',
  '2.5.1',
  '2.6',
  '2.7',
  '2.7.1',
  '2.8',
] as const;

/** Where a message names no version: that of the English specifications. */
const USUAL_VERSION = '2.4';
const CHILD = fileURLToPath(new URL('./dictionary-child.ts', import.meta.url));
/** Half of what it would take by itself, at no cost in time. */
const MEMORY = ['--max-old-space-size=128', '--max-semi-space-size=2'];
const LIMITS = { timeout: 30_000, killSignal: 'SIGKILL', maxBuffer: 4 * 1024 * 1024 } as const;

/** @param read how one version is read; tests pass their own. */
export function createDictionarySource(
  read: (version: string) => Promise<Dictionary> = readInChild,
): DictionarySource {
  const known = new Map<string, Promise<Dictionary>>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    of: (asked) => {
      const version = nearest(asked === '' ? USUAL_VERSION : asked);
      const already = known.get(version);
      if (already !== undefined) return already;
      // One process at a time, however many ask.
      const reading = last.then(() => read(version));
      last = reading.catch(() => {
        known.delete(version);
      });
      known.set(version, reading);
      return reading;
    },
  };
}

function nearest(version: string): string {
  const wanted = ordinal(version);
  return VERSIONS.findLast((known) => ordinal(known) <= wanted) ?? VERSIONS[0];
}

/** 2.5.1 -> 20501, so that versions compare as numbers. */
function ordinal(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return major * 10_000 + minor * 100 + patch;
}

function readInChild(version: string): Promise<Dictionary> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...MEMORY, CHILD, version], { ...LIMITS, env: {} }, (error, stdout) => {
      if (error !== null) reject(new Error('the dictionary of HL7 cannot be read', { cause: error }));
      // The program that wrote it is dictionary-child.ts, and writes nothing else.
      else resolve(JSON.parse(stdout) as Dictionary);
    });
  });
}
