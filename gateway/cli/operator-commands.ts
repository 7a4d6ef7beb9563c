/** The options and help of `rother replay` and `rother unmerge`: what an operator puts right. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CliIo } from './io.ts';
import { replay, type ReplayFlags } from './replay.ts';
import { unmerge, type UnmergeFlags } from './unmerge.ts';

const REASONS = ['circular-merge', 'conflicting-visit', 'too-many-numbers', 'internal-error'];

export function addReplay(program: Command, io: CliIo, exit: (code: number) => void): void {
  program
    .command('replay')
    .summary('read messages of the journal again')
    .description(
      'Reads messages of the journal again, by the mapping and the configuration of today, and applies what they ' +
        'state: those in quarantine for the first time, any other again. The record is a function of all messages, so ' +
        'replaying one that is read as before changes nothing. Works beside a running gateway. Nobody is told of steps ' +
        'but of messages that were in quarantine, unless --tell says otherwise. With --journal-of the journal of ' +
        'another database is copied and the whole record built from it. Exit code 0 only if every message is committed.',
    )
    .option('--id <id...>', 'these messages')
    .option('--feed <id>', 'messages of this feed')
    .option('--from <time>', 'received at or after, e.g. 2026-11-21T08:00:00Z', instant)
    .option('--to <time>', 'received before', instant)
    .addOption(new Option('--reason <reason>', 'in quarantine for this reason').choices(REASONS))
    .addOption(
      new Option('--outcome <outcome>', 'with this outcome').choices([
        'committed',
        'rejected',
        'quarantined',
      ]),
    )
    .option('--all', 'the whole journal', false)
    .option('--dry-run', 'show what each message would change, one by one, and change nothing', false)
    .addOption(
      new Option('--tell <who>', 'of which messages steps are told')
        .choices(['quarantined', 'all', 'none'])
        .default('quarantined'),
    )
    .option('--json', 'one JSON object a message', false)
    .option('--database <url>', 'the database', process.env['DATABASE_URL'] ?? 'sqlite:data/rother.db')
    .option('--journal-of <url>', 'another database, whose journal is copied and applied')
    .option('--config <file>', "the place's configuration", process.env['CONFIG'] ?? 'place.json')
    .addHelpText(
      'after',
      '\nExamples:\n  rother replay --outcome quarantined --dry-run\n  rother replay --reason internal-error\n' +
        '  rother replay --all --journal-of sqlite:data/rother.db --database sqlite:data/rebuilt.db\n',
    )
    .action(async (flags: ReplayFlags) => {
      exit(await replay(flags, io));
    });
}

function instant(text: string): string {
  const time = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(time)) {
    throw new InvalidArgumentError('It must be a time, such as 2026-11-21T08:00:00Z.');
  }
  return new Date(time).toISOString();
}

export function addUnmerge(program: Command, io: CliIo, exit: (code: number) => void): void {
  program
    .command('unmerge')
    .summary('take back a merge of two numbers')
    .description(
      'Sends an A37 (unlink) over MLLP in the name of a configured sender: the retired number is a person of its own ' +
        'again, with its visits, alerts and history. It is a message of the journal like any other, with who sent it.',
    )
    .argument('<retired>', 'the local number that was merged away')
    .argument('<survivor>', 'the local number that it was merged into')
    .requiredOption('--operator <name>', 'who does it: kept in EVN-5')
    .option('--application <name>', 'MSH-3, where the feed lists its applications', 'ROTHER')
    .option('--facility <code>', 'MSH-4 of the feed whose numbers these are', 'RFR')
    .option('--authority <code>', 'assigning authority of the numbers', 'RFR')
    .option('--host <host>', 'address of the gateway', '127.0.0.1')
    .option('--port <port>', 'its MLLP port', port, 2575)
    .option('--timeout <seconds>', 'for connecting and for the answer', seconds, 30)
    .option('--tls', 'over TLS')
    .option('--ca <file>', "who signed the gateway's certificate (PEM); default: the public authorities")
    .option('--cert <file>', 'a client certificate (PEM), where the gateway asks for one')
    .option('--key <file>', 'its private key (PEM)')
    .addHelpText('after', '\nExamples:\n  rother unmerge 1000123 1000456 --operator "j.smith"\n')
    .action(async (retired: string, survivor: string, flags: UnmergeFlags) => {
      exit(await unmerge(retired, survivor, flags, io));
    });
}

function port(text: string): number {
  return whole(text, 65_535);
}

function seconds(text: string): number {
  return whole(text, 3600);
}

function whole(text: string, high: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > high) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${high}.`);
  }
  return value;
}
