/** What a command may touch of the process it runs in; tests pass their own. */
import type { DictionarySource } from '../../adapters/hl7v2/dictionary-source.ts';

export interface CliOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export interface CliIo {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: CliOutput;
  readonly stderr: CliOutput;
  /** Milliseconds on any steady clock. */
  readonly now: () => number;
  /** The standard's names; read anew where absent, which takes two seconds. */
  readonly dictionaries?: DictionarySource;
}

/** A mistake of whoever typed the command: told in one line, without a stack. */
export class CliError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CliError';
  }
}
