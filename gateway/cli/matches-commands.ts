/** The options and help of `rother matches`: who looks through the work list and decides. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CliIo } from './io.ts';
import {
  listJoined,
  listMatches,
  resolveMatch,
  type JoinedFlags,
  type ListFlags,
  type ResolveFlags,
} from './matches.ts';
import { readTlsOptions } from './tls-options.ts';

export function addMatches(program: Command, io: CliIo, exit: (code: number) => void): void {
  const matches = program
    .command('matches')
    .summary('pairs that may be one person, and decisions on them')
    .description(
      'Lists the pairs of entries that may be of one person and that nobody has decided on, the likeliest first: id, ' +
        'rule, score, what agrees and what differs, and below it the two as each source knows them. What is shown is ' +
        'personal data. docs/matching.md says what each rule means and how to decide.',
    )
    .addOption(new Option('--rule <rule>', 'pairs of one rule').choices(['M2', 'M5', 'M6', 'M7']))
    .option('--min-score <n>', 'pairs of at least this score', whole(0, 100))
    .option('--limit <n>', 'at most so many', whole(1, 10_000), 50);
  common(matches)
    .addHelpText(
      'after',
      '\nExamples:\n  rother matches --rule M2\n  rother matches --min-score 80 --json\n' +
        '  rother matches resolve 5f3d… --decision same --reason "asked the practice" --by j.smith\n',
    )
    .action(async (flags: ListFlags) => {
      exit(await listMatches(await withCa(flags), io));
    });
  matches
    .command('joined')
    .summary('which entries were found to be one person')
    .description(
      'Lists the pairs that were joined in a Patient, with the rule, what agrees and what differs.',
    )
    .argument('<patient>', 'Patient/<id>')
    .addHelpText('after', '\nExamples:\n  rother matches joined Patient/0c6e…\n')
    .action(async (patient: string, _flags: unknown, command: Command) => {
      exit(await listJoined(patient, await withCa(command.optsWithGlobals<JoinedFlags>()), io));
    });
  matches
    .command('resolve')
    .summary('say whether a pair is one person')
    .description(
      'Decides on a pair. The decision is journaled with who made it and why, and the record follows it at once. The ' +
        'opposite decision on the same id undoes it, also where the pair is no longer listed. Options that list and ' +
        'resolve share may stand before or after the word. Exit code 0 only if the gateway took it.',
    )
    .argument('<id>', 'of the pair, as listed')
    .addOption(
      new Option('--decision <decision>', 'whether they are one person')
        .choices(['same', 'different'])
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'why: what was asked or looked up; no clinical detail')
    .requiredOption('--by <name>', 'who decides')
    .option('--patient <patient>', 'Patient/<id>, for a pair that was joined and is not listed')
    .addHelpText(
      'after',
      '\nExamples:\n  rother matches resolve 5f3d… --decision different --reason "twins, seen both" --by j.smith\n',
    )
    .action(async (id: string, _flags: unknown, command: Command) => {
      // What list and resolve share is read by whichever of the two comes first.
      exit(await resolveMatch(id, await withCa(command.optsWithGlobals<ResolveFlags>()), io));
    });
}

function common(command: Command): Command {
  return command
    .option('--url <url>', 'of the gateway', 'http://127.0.0.1:8080')
    .option('--ca <file>', "who signed the gateway's certificate (PEM); default: the public authorities")
    .option('--timeout <seconds>', 'for each answer', whole(1, 3600), 30)
    .option('--json', 'one JSON object a pair', false);
}

/** The file's text in the place of its name. */
async function withCa<T extends { readonly ca?: string }>(flags: T): Promise<T> {
  const { ca } = flags;
  if (ca === undefined) return flags;
  const pem = (await readTlsOptions({ tls: true, ca }))?.ca;
  return typeof pem === 'string' ? { ...flags, ca: pem } : flags;
}

function whole(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high)
      throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
    return value;
  };
}
