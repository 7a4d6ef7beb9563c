/**
 * Whether a long life costs: the ACK of a message about a visit that has had 5,000 updates, and about a person who has had
 * 2,000 visits, beside the ACK of the same message about a fresh person and visit. One connection; the three take turns, so
 * that other load meets all.
 */
import { MllpClient } from '../../adapters/mllp/client.ts';
import { adtText } from '../../gateway/testing/adt-text.ts';
import { median, ofRounds, ofSamples, type Figure } from './figure.ts';
import { expectAccepted, sendClosed } from './send-closed.ts';
import { startGateway, type BenchContext } from './stage.ts';
import type { BenchMessage } from './workload.ts';

const UPDATES = 5000;
const VISITS = 2000;
const QUICK = 0.06;
const MEASURED = 30;
const WARM_UP = 300;
/** However slow the machine: then the lives are shorter, and the table says by how much. */
const FILL_MS = 4 * 60_000;
const CHUNK = 500;
const RATIO = { limit: 2, sense: 'at most' } as const;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Who a message is about: the same number of a person and of a visit mean the same. */
interface About {
  readonly trigger: 'A01' | 'A03' | 'A08';
  readonly person: number;
  readonly visit: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

type Kind = 'admitFresh' | 'updateFresh' | 'updateLong' | 'admitOften' | 'updateOften';

const LONG_VISIT = { person: 1, visit: 1 } as const;
const OFTEN_HERE = 2;

export async function longLived(context: BenchContext): Promise<readonly Figure[]> {
  const share = context.quick ? QUICK : 1;
  const wantedUpdates = Math.round(UPDATES * share);
  const wantedVisits = Math.round(VISITS * share);
  const { gateway } = await startGateway(context);
  const begin = context.now.getTime() - 400 * DAY;
  const letters = createLetters();
  const fill = async (what: string, messages: readonly BenchMessage[]): Promise<number> => {
    const ends = performance.now() + FILL_MS;
    let sent = 0;
    for (; sent < messages.length && performance.now() < ends; sent += CHUNK) {
      const rate = await sendClosed(messages.slice(sent, sent + CHUNK), gateway.mllpPort, 8);
      context.say(`${what}: ${Math.min(sent + CHUNK, messages.length)} messages, ${rate.toFixed(0)}/s`);
    }
    return Math.min(sent, messages.length);
  };
  await fill(
    'warming up',
    range(WARM_UP).map((i) => letters({ ...fresh(i + 1000), trigger: 'A01', at: begin })),
  );
  const updates =
    (await fill('one visit', [
      letters({ ...LONG_VISIT, trigger: 'A01', at: begin }),
      ...range(wantedUpdates).map((i) =>
        letters({ ...LONG_VISIT, trigger: 'A08', at: begin + (i + 1) * MINUTE }),
      ),
    ])) - 1;
  const visits =
    (await fill(
      'one person',
      range(wantedVisits).flatMap((i) => {
        const stay = { person: OFTEN_HERE, visit: 10_000 + i };
        const at = begin + (i * 300 * DAY) / wantedVisits;
        return [
          letters({ ...stay, trigger: 'A01', at }),
          letters({ ...stay, trigger: 'A03', at: at + 60 * MINUTE }),
        ];
      }),
    )) / 2;

  const client = new MllpClient();
  await client.connect('127.0.0.1', gateway.mllpPort);
  context.atEnd(() => client.close());
  const time = async (about: About): Promise<number> => {
    const { bytes } = letters(about);
    const started = performance.now();
    expectAccepted(await client.send(bytes));
    return performance.now() - started;
  };
  const times: Record<Kind, number[]> = {
    admitFresh: [],
    updateFresh: [],
    updateLong: [],
    admitOften: [],
    updateOften: [],
  };
  context.say(`measuring ${MEASURED} of each in turns`);
  const later = begin + 350 * DAY;
  for (const i of range(MEASURED)) {
    const at = later + i * 10 * MINUTE;
    const often = { person: OFTEN_HERE, visit: 50_000 + i };
    times.admitFresh.push(await time({ ...fresh(i), trigger: 'A01', at }));
    times.updateFresh.push(await time({ ...fresh(i), trigger: 'A08', at: at + MINUTE }));
    times.updateLong.push(await time({ ...LONG_VISIT, trigger: 'A08', at: at + MINUTE }));
    times.admitOften.push(await time({ ...often, trigger: 'A01', at }));
    times.updateOften.push(await time({ ...often, trigger: 'A08', at: at + MINUTE }));
  }
  return [
    ack('admission of a fresh person', times.admitFresh),
    ack('update of a fresh visit', times.updateFresh),
    ...beside(`update of a visit with ${updates} updates`, times.updateLong, times.updateFresh),
    ...beside(`admission of a person with ${visits} visits`, times.admitOften, times.admitFresh),
    ...beside(`update of a person with ${visits} visits`, times.updateOften, times.updateFresh),
  ];
}

function ack(name: string, times: readonly number[]): Figure {
  return ofSamples([times], 0.5, { name: `ACK, ${name}`, unit: 'ms' });
}

function beside(name: string, times: readonly number[], usual: readonly number[]): readonly Figure[] {
  const ratio = median(times) / median(usual);
  return [
    ack(name, times),
    ofRounds([ratio], {
      name: `ratio to the fresh one, ${name}`,
      unit: 'times',
      samples: times.length,
      budget: RATIO,
    }),
  ];
}

/** A person and visit of whom nobody has heard. */
function fresh(i: number): Pick<About, 'person' | 'visit'> {
  return { person: 100_000 + i, visit: 100_000 + i };
}

/** Messages whose telephone, bed, reason and clinician are others each time, so that each changes the record. */
function createLetters(): (about: About) => BenchMessage {
  let made = 0;
  return ({ trigger, person, visit, at }) => {
    made += 1;
    const controlId = `L${made}`;
    const time = `${new Date(at).toISOString().slice(0, 19).replace(/[-T:]/g, '')}+0000`;
    const text = adtText({
      trigger,
      at: time,
      controlId,
      pid: {
        3: `L${person}^^^RFR^MR`,
        5: `Longley^Ada^^^Mrs^^L`,
        13: `01709 ${String(made % 1_000_000).padStart(6, '0')}^PRN^PH`,
      },
      pv1: {
        2: 'I',
        3: `^B6^${made % 28}^RFRPA`,
        7: `C${String(made % 10_000_000).padStart(7, '0')}^Ruston^May^^^Dr`,
        19: `L${visit}^^^RFR^VN`,
        ...(trigger === 'A03' ? { 36: '1' } : {}),
      },
      pv2: { 3: `^Reason ${made}` },
    });
    return { controlId, bytes: Buffer.from(text) };
  };
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}
