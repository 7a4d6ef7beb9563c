/** Gives the gateway what practices and council say, before the day begins. Repeats do no harm; the order does not matter. */
import { practiceAnswer } from '../gp-summary/practice-answer.ts';
import type { FeedsClient, Taken } from './feeds-client.ts';
import type { SharedRecord } from './shared-record.ts';

export interface SharedLoad {
  readonly summaries: Taken;
  readonly returnRows: Taken;
  readonly events: Taken;
  /** NHS numbers of those whose practice refused: the record knows that it is not available, and nothing else. */
  readonly unavailable: ReadonlySet<string>;
}

export interface SharedLoadOptions {
  readonly seed: number;
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly onProgress: (what: string, done: number, all: number) => void;
}

const AT_A_TIME = 4;
const EVENTS_A_BODY = 200;

export async function loadSharedRecord(
  shared: SharedRecord,
  feeds: FeedsClient,
  { seed, day, onProgress }: SharedLoadOptions,
): Promise<SharedLoad> {
  const summaries: Taken[] = [];
  const unavailable = new Set<string>();
  const people = shared.asked.values();
  const work = async (): Promise<void> => {
    for (const person of people) {
      const { submission, history } = practiceAnswer(person, { seed, day });
      if (history === undefined) unavailable.add(person.nhsNumber);
      summaries.push(await feeds.summary(submission));
      onProgress('GP summaries', summaries.length, shared.asked.length);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  onProgress("the council's return", 0, 1);
  const returned =
    shared.councilReturn === undefined
      ? { taken: 0, refused: [] }
      : await feeds.councilReturn(shared.councilReturn);
  const events: Taken[] = [];
  for (let from = 0; from < shared.events.length; from += EVENTS_A_BODY) {
    onProgress('case events', from, shared.events.length);
    events.push(await feeds.caseEvents(shared.events.slice(from, from + EVENTS_A_BODY)));
  }
  return { summaries: total(summaries), returnRows: returned, events: total(events), unavailable };
}

function total(all: readonly Taken[]): Taken {
  return {
    taken: all.reduce((sum, { taken }) => sum + taken, 0),
    refused: all.flatMap(({ refused }) => refused),
  };
}
