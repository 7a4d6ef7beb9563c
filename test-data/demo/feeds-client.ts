/** What the demo gives to the feeds other than ADT, over HTTP like any connector. README, "GP summaries", "Social care". */
import { z } from 'zod';

const TIMEOUT_MS = 120_000;

const receipt = z.looseObject({ outcome: z.string(), reason: z.string().optional() });

const upload = z.looseObject({
  outcome: z.string(),
  reason: z.string().optional(),
  rows: z.looseObject({ accepted: z.number(), refused: z.number() }),
  people: z.looseObject({ quarantined: z.number() }),
});

const fates = z.looseObject({
  events: z.array(z.looseObject({ outcome: z.string(), reason: z.string().optional() })),
});

/** What became of what was sent: how many were taken, and of each other one the reason. */
export interface Taken {
  readonly taken: number;
  readonly refused: readonly string[];
}

export interface FeedsClient {
  summary(submission: unknown): Promise<Taken>;
  councilReturn(csv: string): Promise<Taken>;
  caseEvents(events: readonly unknown[]): Promise<Taken>;
}

/** @param base `http://host:port`. @throws where a feed answers with anything but a receipt. */
export function createFeedsClient(base: string): FeedsClient {
  const post = async (path: string, type: string, body: string): Promise<unknown> => {
    const answer = await fetch(`${base}/feeds/${path}`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': type },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    if (!answer.ok && answer.status !== 422) {
      throw new Error(`POST /feeds/${path} gave ${answer.status}: ${text.slice(0, 500)}`);
    }
    return JSON.parse(text);
  };
  return {
    async summary(submission) {
      const body = JSON.stringify(submission);
      return fateOf([receipt.parse(await post('gp-summary', 'application/fhir+json', body))]);
    },
    async councilReturn(csv) {
      const { outcome, reason, rows, people } = upload.parse(await post('social-care', 'text/csv', csv));
      const whole = outcome === 'taken' ? [] : [`the return is ${outcome}: ${reason ?? 'no reason given'}`];
      const some = [
        ...(rows.refused === 0 ? [] : [`${rows.refused} rows of the return were refused`]),
        ...(people.quarantined === 0
          ? []
          : [`${people.quarantined} people of the return wait in quarantine`]),
      ];
      return { taken: outcome === 'taken' ? rows.accepted : 0, refused: [...whole, ...some] };
    },
    async caseEvents(events) {
      return fateOf(
        fates.parse(await post('social-care', 'application/json', JSON.stringify(events))).events,
      );
    },
  };
}

const TAKEN = ['committed', 'duplicate'];

function fateOf(all: readonly z.infer<typeof receipt>[]): Taken {
  const others = all.filter(({ outcome }) => !TAKEN.includes(outcome));
  return {
    taken: all.length - others.length,
    refused: others.map(({ outcome, reason }) => `${outcome}: ${reason ?? 'no reason given'}`),
  };
}
