/** `rother replay`: reads messages of the journal again and applies them by today's mapping. Promise 5. */
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import type { QuarantineReason } from '../../adapters/feed.ts';
import { composeReplay, type ReplayRequest } from '../compose-replay.ts';
import type { JournalSelection } from '../intake/journal-selection.ts';
import type { Replayed } from '../intake/replay.ts';
import { createLog } from '../logging.ts';
import { ConfigurationError, loadPlace, type Place } from '../place.ts';
import { CliError, type CliIo } from './io.ts';
import { jsonLine } from './json-line.ts';
import { printable } from './printable.ts';

export interface ReplayFlags {
  readonly id?: readonly string[];
  readonly feed?: string;
  readonly from?: string;
  readonly to?: string;
  readonly reason?: QuarantineReason;
  readonly outcome?: JournalSelection['outcome'];
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly tell: ReplayRequest['tell'];
  readonly json: boolean;
  readonly database: string;
  readonly journalOf?: string;
  readonly config: string;
}

/** From so many messages on, a terminal is shown how far it is. */
const MANY = 100;

/** @returns 0 where every message selected is committed now, 1 where one is refused or in quarantine. */
export async function replay(flags: ReplayFlags, io: CliIo): Promise<number> {
  const selection = selectionOf(flags);
  const { dryRun, tell } = flags;
  const request: ReplayRequest = {
    dryRun,
    tell,
    selection,
    database: pathOf(flags.database),
    ...(flags.journalOf === undefined ? {} : { journalOf: pathOf(flags.journalOf) }),
  };
  requireDatabase(request.database, flags.journalOf !== undefined);
  if (request.journalOf !== undefined) {
    requireDatabase(request.journalOf, false);
    if (resolve(request.journalOf) === resolve(request.database))
      throw new CliError(
        '--journal-of and --database are the same; without --journal-of it is replayed in place',
      );
  }
  const run = await composeReplay(request, placeOf(flags.config), createLog('silent'));
  try {
    const total = await run.count();
    if (total === 0) {
      io.stderr.write('no message is selected\n');
      return 1;
    }
    let done = 0;
    let changed = 0;
    let failed = 0;
    const endings: Record<Replayed['after'], number> = { committed: 0, rejected: 0, quarantined: 0 };
    for await (const replayed of run.run()) {
      done += 1;
      endings[replayed.after] += 1;
      if (replayed.changes.length > 0) changed += 1;
      if (replayed.failed === true) failed += 1;
      const quiet = total >= MANY && replayed.changes.length === 0 && replayed.before === replayed.after;
      if (flags.json) io.stdout.write(jsonLine(replayed));
      else if (!quiet) io.stdout.write(printable(textOf(replayed, dryRun), { lines: true }));
      if (total >= MANY && io.stderr.isTTY === true) io.stderr.write(`\r${done} of ${total}`);
    }
    if (total >= MANY && io.stderr.isTTY === true) io.stderr.write('\r\u001b[2K');
    const would = dryRun ? ' would change (dry run: nothing was changed)' : ' changed the record';
    io.stderr.write(
      `${done} replayed: ${endings.committed} committed, ${endings.rejected} refused, ` +
        `${endings.quarantined} in quarantine; ${changed}${would}\n`,
    );
    if (failed > 0) io.stderr.write(`${failed} could not be read or applied; what stood, stands\n`);
    return done === endings.committed && failed === 0 ? 0 : 1;
  } finally {
    await run.close();
  }
}

function selectionOf({ id, feed, from, to, reason, outcome, all }: ReplayFlags): JournalSelection {
  const selection: JournalSelection = {
    ...(id === undefined ? {} : { ids: id }),
    ...(feed === undefined ? {} : { feed }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(reason === undefined ? {} : { reason }),
    ...(outcome === undefined ? {} : { outcome }),
  };
  if (all === Object.keys(selection).length > 0) {
    throw new CliError(
      'say which messages: --id, --feed, --from, --to, --reason or --outcome, or --all alone',
    );
  }
  return selection;
}

function textOf(replayed: Replayed, dryRun: boolean): string {
  const { id, feed, controlId, trigger, before, after, reason, changes, steps } = replayed;
  const became = before === after ? after : `${before} -> ${after}`;
  const lines = [
    [id, feed, controlId === '' ? '-' : controlId, trigger ?? '-', became].join('  '),
    ...(reason === undefined ? [] : [`  ${reason.text}`]),
    ...changes.flatMap(({ type, id: resource, version, deleted, diff }) => [
      `  ${type}/${resource} ${deleted ? 'deleted' : `version ${version}`}`,
      ...(dryRun ? diff.map((change) => `    ${JSON.stringify(change)}`) : []),
    ]),
    ...(steps === 0 ? [] : [`  ${steps} ${steps === 1 ? 'step' : 'steps'}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A mistyped path must not become a new database, nor another kind of file be taken for one. */
function requireDatabase(path: string, mayBeNew: boolean): void {
  let head: Buffer;
  try {
    head = Buffer.alloc(16);
    const file = openSync(path, 'r');
    const length = readSync(file, head, 0, 16, 0);
    closeSync(file);
    head = head.subarray(0, length);
  } catch (error) {
    if (mayBeNew && error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw new CliError(`there is no database at ${path}`);
  }
  if (head.length > 0 && head.toString('latin1') !== 'SQLite format 3\0')
    throw new CliError(`${path} is no database`);
}

function pathOf(url: string): string {
  if (!/^sqlite:.+/.test(url)) throw new CliError(`"${url}" is no database: sqlite:<path> is expected`);
  return url.slice('sqlite:'.length);
}

function placeOf(config: string): Place {
  try {
    return loadPlace(config);
  } catch (error) {
    throw error instanceof ConfigurationError ? new CliError(error.message) : error;
  }
}
