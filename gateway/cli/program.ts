/** The command line `rother`: its commands, options and help. One file a command does the work. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { generate } from './generate.ts';
import { inspect } from './inspect.ts';
import { listenForInterruption } from './interruption.ts';
import { CliError, type CliIo } from './io.ts';
import { addMatches } from './matches-commands.ts';
import { addReplay, addUnmerge } from './operator-commands.ts';
import { send } from './send.ts';
import { sendGpSummaries } from './send-gp-summary.ts';
import { sendSocialCare } from './send-social-care.ts';
import { readTlsOptions, type TlsFlags } from './tls-options.ts';

/** Runs one command line. @param argv without the program's own two. @returns the exit code. */
export async function run(argv: readonly string[], io: CliIo): Promise<number> {
  const result = { code: 0 };
  const program = createProgram(io, (code) => {
    result.code = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return result.code;
  } catch (error) {
    // Commander has told already what it has to tell.
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof CliError)) throw error;
    io.stderr.write(`rother: ${error.message}\n`);
    return 1;
  }
}

interface SendFlags extends TlsFlags {
  readonly url: string;
  readonly socialCare?: string;
  readonly gpSummary?: readonly string[];
  readonly council?: string;
  readonly releaseShort: boolean;
  readonly host: string;
  readonly port: number;
  readonly timeout: number;
  readonly json: boolean;
  readonly resume?: string;
  readonly refused?: string;
}

interface GenerateFlags {
  readonly people: number;
  readonly seed: number;
  readonly out: string;
  readonly day: string;
  readonly config: string;
  readonly force: boolean;
}

interface InspectFlags {
  readonly json: boolean;
  readonly config: string;
  readonly message?: number;
}

function createProgram(io: CliIo, exit: (code: number) => void): Command {
  const program = new Command('rother')
    .description('Work with the Rother gateway from the command line')
    .version(packageJson.version)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .exitOverride()
    .showHelpAfterError('(add --help for the options)')
    .addHelpText(
      'after',
      examples(
        'rother generate --people 500 --out data/borough',
        'rother inspect data/borough/day.hl7 --message 1',
        'rother send --port 2575 data/borough/people.hl7 data/borough/day.hl7',
      ),
    );
  program
    .command('send')
    .summary('send messages over MLLP, or other records over HTTP')
    .description(
      'Sends every message of the files over MLLP, one at a time, and prints a line for each: file and number, place ' +
        'in its batch, control id, acknowledgement code, milliseconds, and why it was refused. A file may hold several ' +
        'messages, framed or not, in batches (FHS, BHS) or not, with any line ends; - reads standard input. Ctrl-C ends ' +
        'it after the message in flight. With --social-care or --gp-summary it sends a file of a council or summaries of ' +
        'practices over HTTP instead; one that was broken off goes on where it was by the same command. Exit code 0 ' +
        'only if all were accepted and no file has a fault.',
    )
    .argument('[file...]', 'files of HL7 v2 messages, or -')
    .option('--host <host>', 'address of the gateway', '127.0.0.1')
    .option('--port <port>', 'its MLLP port', wholeNumber(1, 65_535), 2575)
    .option('--timeout <seconds>', 'for connecting and for each answer', wholeNumber(1, 3600), 30)
    .option('--tls', 'over TLS')
    .option('--ca <file>', "who signed the gateway's certificate (PEM); default: the public authorities")
    .option('--cert <file>', "this sender's certificate (PEM), where the gateway asks for one")
    .option('--key <file>', 'its private key (PEM)')
    .option('--social-care <file>', "a council's return (CSV) or its case events (JSON, NDJSON), over HTTP")
    .option('--gp-summary <file...>', 'GP summaries (FHIR JSON), over HTTP')
    .option('--url <url>', 'of the gateway, for what goes over HTTP', 'http://127.0.0.1:8080')
    .option('--council <feed>', "id of the council's feed, where several take from this address")
    .option('--release-short', 'take a return although it is much shorter than the last', false)
    .option('--json', 'one JSON object a message', false)
    .option('--resume <file>', 'keep in this file how far it has come, and go on from there the next time')
    .option('--refused <file>', 'write the messages that are refused into this file')
    .addHelpText(
      'after',
      examples(
        'rother send admit.hl7',
        'cat *.hl7 | rother send --port 2575 -',
        'rother send --resume month.state --refused refused.hl7 month.hl7',
        'rother send --url https://gateway.example --social-care return.csv',
        'rother send --gp-summary summaries/*.json',
      ),
    )
    .action(async (files: string[], flags: SendFlags) => {
      const interruption = listenForInterruption();
      try {
        exit(await sendAny(files, flags, io, interruption.signal));
      } finally {
        interruption.release();
      }
    });
  program
    .command('generate')
    .summary('write a synthetic borough and a day of its hospital')
    .description(
      'Writes people.hl7 (every person as A28), opening.hl7 (admissions from before midnight), day.hl7 (the day in ' +
        'order of arrival, with late, overtaken and repeated messages) and truth.json (who is where at the end). ' +
        'All people are synthetic, with NHS numbers from the 999 range; the same options write the same bytes.',
    )
    .requiredOption('--out <folder>', 'where to write; made if it is not there')
    .option('--people <n>', 'how many people', wholeNumber(10, 1_000_000), 5000)
    .option('--seed <n>', 'another seed, another borough', wholeNumber(0, 2 ** 31), 1)
    .option('--day <date>', 'the day that is played', dayOf, '2026-03-10')
    .option('--config <file>', "the place's configuration", 'place.json')
    .option('--force', 'replace files that are there', false)
    .addHelpText('after', examples('rother generate --people 500 --seed 7 --out data/borough'))
    .action(async (flags: GenerateFlags) => {
      const generate = await loadGenerate();
      exit(await generate(flags, io));
    });
  program
    .command('inspect')
    .summary('show a message, field by field, and what it becomes')
    .description(
      "Shows the header, the character set, each segment with the standard's names for its fields, what the " +
        'structure lacks, and the facts that the gateway would make of it. Nothing is stored. Exit code 0 only if ' +
        'the gateway would take every message.',
    )
    .argument('<file>', 'file of HL7 v2 messages, or -')
    .option('--json', 'as JSON', false)
    .option('--message <n>', 'only the n-th message', wholeNumber(1, 10_000_000))
    .option('--config <file>', "the place's configuration", 'place.json')
    .addHelpText('after', examples('rother inspect admit.hl7', 'rother inspect --json day.hl7 --message 12'))
    .action(async (file: string, flags: InspectFlags) => {
      exit(await inspect(file, flags, io));
    });
  addReplay(program, io, exit);
  addUnmerge(program, io, exit);
  addMatches(program, io, exit);
  return program;
}

/** One kind of record a run. */
async function sendAny(
  files: readonly string[],
  flags: SendFlags,
  io: CliIo,
  signal: AbortSignal,
): Promise<number> {
  const { socialCare, gpSummary, ca } = flags;
  if ([files.length > 0, socialCare !== undefined, gpSummary !== undefined].filter(Boolean).length !== 1)
    throw new CliError('name files of messages, or one file with --social-care, or files with --gp-summary');
  if (socialCare === undefined && gpSummary === undefined) return send(files, flags, io, signal);
  const pem = ca === undefined ? undefined : (await readTlsOptions({ tls: true, ca }))?.ca;
  const options = { ...flags, ...(typeof pem === 'string' ? { ca: pem } : {}) };
  return socialCare === undefined
    ? sendGpSummaries(gpSummary ?? [], options, io, signal)
    : sendSocialCare(socialCare, options, io, signal);
}

/** Only when it is asked for: the container has no synthetic people. */
async function loadGenerate(): Promise<typeof generate> {
  try {
    return (await import('./generate.ts')).generate;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new CliError('generate needs the folder test-data, which is not here; run it in a checkout');
  }
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high) {
      throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
    }
    return value;
  };
}

function dayOf(text: string): string {
  const day = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text)) {
    throw new InvalidArgumentError('It must be a day of the form YYYY-MM-DD.');
  }
  return text;
}
