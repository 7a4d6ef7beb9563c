/** The demo's command line. */
import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly people: number;
  /** Simulated seconds a second. */
  readonly speed: number;
  readonly seed: number;
  /** Folder of the database; a temporary one, removed at the end, where absent. */
  readonly data?: string;
  readonly stay: boolean;
  /** 0: any free port. */
  readonly port: number;
  readonly mllpPort: number;
}

export const HELP = `Usage: npm run demo -- [options]

Starts a gateway on an embedded database, loads a synthetic borough with its GP summaries and social care, plays a
day of hospital messages over MLLP,
and prints every alert as it reaches the webhook of one of two locality teams. Ends by itself.

  --people N      people in the borough, 300 to 200000          (default 5000)
  --speed X       simulated seconds a second                    (default 1080: the day takes 80 s)
  --seed S        another borough and another day               (default 1)
  --data DIR      keep the database in this empty folder        (default: temporary, removed at the end)
  --stay          keep serving after the summary, until Ctrl-C
  --port P        HTTP port of the gateway                      (default: any free)
  --mllp-port P   MLLP port of the gateway                      (default: any free)
  --help          this text

Examples:
  npm run demo
  npm run demo -- --stay --port 8080 --data ./data/demo
  npm run demo -- --people 20000 --speed 4000
`;

export type DemoArguments =
  | { readonly kind: 'run'; readonly options: DemoOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

/** @param argv without the program's own two. Says which option is wrong, and what would be right. */
export function readArguments(argv: readonly string[]): DemoArguments {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        people: { type: 'string', default: '5000' },
        speed: { type: 'string', default: '1080' },
        seed: { type: 'string', default: '1' },
        data: { type: 'string' },
        stay: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        'mllp-port': { type: 'string', default: '0' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    return {
      kind: 'run',
      options: {
        people: wholeNumber('--people', values.people, 300, 200_000),
        speed: wholeNumber('--speed', values.speed, 1, 86_400),
        seed: wholeNumber('--seed', values.seed, 0, 2 ** 31),
        ...(values.data === undefined ? {} : { data: values.data }),
        stay: values.stay,
        port: wholeNumber('--port', values.port, 0, 65_535),
        mllpPort: wholeNumber('--mllp-port', values['mllp-port'], 0, 65_535),
      },
    };
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) };
  }
}

function wholeNumber(option: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high) {
    throw new RangeError(`${option} must be a whole number from ${low} to ${high}`);
  }
  return value;
}
