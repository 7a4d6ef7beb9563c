/**
 * How far a `rother send --resume FILE` has come: a small JSON file that is replaced whole (written beside and renamed), so
 * that a crash leaves the one before. It may lag behind by a tenth of a second: what is then sent again is a repeat, which
 * the gateway recognises.
 */
import { rename } from 'node:fs/promises';
import { z } from 'zod';
import { CliError } from './io.ts';
import type { Survey } from './message-file.ts';
import { codeOf, openPrivate } from './send-private-file.ts';

/** A file to be sent. */
export interface Input {
  readonly file: string;
  /** Undefined for what can be read only once. */
  readonly survey: Survey | undefined;
}

const count = z.int().min(0);
const tallySchema = z.object({
  accepted: count,
  refused: count,
  /** Could not be put into a frame. */
  unsendable: count,
  /** What is wrong with the files around their messages. */
  faults: count,
});
const stateSchema = z.object({
  version: z.literal(1),
  inputs: z.array(z.object({ file: z.string(), size: count, sha256: z.string() })),
  /** The last message that is done with: index of its file, offset of its first byte. */
  at: z.object({ input: count, offset: count, position: count }).nullable(),
  tally: tallySchema,
  finished: z.boolean(),
});

export type Tally = z.infer<typeof tallySchema>;
type State = z.infer<typeof stateSchema>;

export interface SendState {
  readonly tally: Tally;
  /** Everything was sent, in an earlier run. */
  readonly finished: boolean;
  /** Whether a run has been here before. */
  readonly resumed: boolean;
  /** Where a message stands to the last one that an earlier run has done with. */
  compare(input: number, offset: number): 'before' | 'at' | 'behind';
  /** The message there is done with, and what is counted so far. Written within 100 ms where another follows, else by `save`. */
  advance(
    input: number,
    place: { readonly offset: number; readonly position: number },
    tally: Tally,
  ): Promise<void>;
  save(): Promise<void>;
  /** Everything is sent. */
  finish(tally: Tally): Promise<void>;
}

const WRITE_EVERY_MS = 100;

/**
 * Takes up the state in `path`, or begins one.
 * @throws CliError where the inputs are not those of the state, cannot be read twice, or the state cannot be kept.
 */
export async function openSendState(
  path: string,
  inputs: readonly Input[],
  now: () => number,
): Promise<SendState> {
  const identities = inputs.map(({ file, survey }) => {
    if (survey === undefined) throw new CliError(`--resume needs files, and ${file} can be read only once`);
    return { file, size: survey.size, sha256: survey.sha256 };
  });
  const found = await readState(path);
  if (found !== undefined) checkInputs(path, found.inputs, identities);
  let state: State = {
    ...(found ?? {
      version: 1,
      at: null,
      tally: { accepted: 0, refused: 0, unsendable: 0, faults: 0 },
      finished: false,
    }),
    inputs: identities,
  };
  const { at, tally, finished } = state;
  let written = now();
  const write = async (): Promise<void> => {
    await replaceFile(path, `${JSON.stringify(state, null, 2)}\n`);
    written = now();
  };
  await write();
  return {
    tally,
    finished,
    resumed: at !== null,
    compare(input, offset) {
      if (at === null) return 'behind';
      const distance = input === at.input ? offset - at.offset : input - at.input;
      return distance < 0 ? 'before' : distance === 0 ? 'at' : 'behind';
    },
    async advance(input, { offset, position }, current) {
      state = { ...state, at: { input, offset, position }, tally: current };
      if (now() - written >= WRITE_EVERY_MS) await write();
    },
    save: write,
    async finish(current) {
      state = { ...state, finished: true, tally: current };
      await write();
    },
  };
}

async function readState(path: string): Promise<State | undefined> {
  let text: string;
  try {
    const file = await openPrivate(path, 'read', '--resume');
    try {
      text = await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (error instanceof CliError) throw error;
    throw new CliError(`${path}: cannot be read (--resume)`);
  }
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    throw new CliError(`${path}: is no state of rother send; name another file for --resume`);
  }
}

function checkInputs(path: string, known: State['inputs'], given: State['inputs']): void {
  const advice = `${path} belongs to other input; to begin anew, remove it or name another file for --resume`;
  if (known.length !== given.length) {
    throw new CliError(`${given.length} files are given where ${known.length} were before; ${advice}`);
  }
  for (const [i, { file, size, sha256 }] of given.entries()) {
    if (known[i]?.size === size && known[i].sha256 === sha256) continue;
    throw new CliError(`${file} has changed since sending began; ${advice}`);
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.part`;
  try {
    const file = await openPrivate(beside, 'replace', '--resume');
    try {
      // One that a crash of an older release has left may be open to others.
      await file.chmod(0o600);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    if (error instanceof CliError) throw error;
    const code = codeOf(error);
    throw new CliError(`${path}: cannot be written${code === undefined ? '' : ` (${code})`} (--resume)`);
  }
}
