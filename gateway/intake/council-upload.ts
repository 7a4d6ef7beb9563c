/**
 * One upload of a council's return (Client Level Data): staged while it streams in, weighed against the file before, then
 * taken in parts, each a message of the journal. Memory is that of a part, whatever the length of the file. An upload that
 * ends early has applied some parts and no others; the same file again goes on from there, as its parts are known by
 * their ids. docs/social-care-return.md.
 */
import { derivePeriod } from '../../mappings/social-care/cld-period.ts';
import type { Clock } from '../clock.ts';
import { absentParts } from './council-upload-absent.ts';
import { takePart, type ApplyDependencies } from './council-upload-apply.ts';
import { eventCounts, lastFile, sameFile, shortfall } from './council-upload-former.ts';
import { refusedParts, stagedParts, type PartFrame, type UploadPart } from './council-upload-parts.ts';
import { stageReturn, type WholeFile } from './council-upload-stage.ts';
import type { UploadEvent } from './council-upload-summary.ts';
import { UploadTally, type Told } from './council-upload-tally.ts';
import {
  returnControlId,
  type ReturnFile,
  type ReturningCouncil,
  type ReturnRefused,
} from './read-return-part.ts';
import { claimFeed, releaseFeed, stageRows, touchUpload } from './staged-rows.ts';

export interface UploadDependencies extends ApplyDependencies {
  readonly clock: Clock;
  readonly newId: () => string;
}

export interface UploadRequest {
  readonly council: ReturningCouncil;
  /** The file's bytes, in parts of any size. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Somebody has looked at the counts: a file much shorter than the last is right. */
  readonly releaseShort: boolean;
}

/** How often an upload says that it is at work: a fraction of the time after which it loses its feed. */
const TOUCH_EVERY_MS = 5_000;

const LOST = 'it stood still for so long that another upload has taken the feed';
const UNAVAILABLE = 'the store takes nothing at present; send it again, it goes on from there';

/**
 * Ends with `end`, or at once with `busy`. Leaving early (`return`) gives the feed back.
 * @throws what `chunks` throws, StoreUnavailableError
 */
export async function* uploadReturn(
  request: UploadRequest,
  deps: UploadDependencies,
): AsyncGenerator<UploadEvent, void> {
  const { engine, clock, newId } = deps;
  const upload = newId();
  const retryAfterSeconds = await claimFeed(engine, request.council.id, upload, clock.now());
  if (retryAfterSeconds !== undefined) {
    yield { kind: 'busy', retryAfterSeconds };
    return;
  }
  try {
    yield* work(upload, request, deps);
  } finally {
    await releaseFeed(engine, upload);
  }
}

async function* work(
  upload: string,
  { council, chunks, releaseShort }: UploadRequest,
  deps: UploadDependencies,
): AsyncGenerator<UploadEvent, void> {
  const { engine, clock } = deps;
  const stage = stageReturn(council.code);
  const tally = new UploadTally(council, stage);
  let file: WholeFile | undefined;
  for await (const event of stage.events(chunks)) {
    if (event.kind === 'refused') {
      yield await turnAway('refused', event.reason, tally, council, deps);
      return;
    }
    if (event.kind === 'whole') {
      file = event.file;
      continue;
    }
    if (!(await stageRows(engine, upload, event.rows, clock.now()))) {
      yield tally.end('stopped', LOST);
      return;
    }
    yield { kind: 'progress', staged: event.so.read, applied: 0, of: null };
  }
  if (file === undefined) return;
  const { evidence, name, header } = file;
  const events = eventCounts(evidence);
  const [last, same] = await Promise.all([
    lastFile(engine.reader, council.id),
    sameFile(engine.reader, council.id, name),
  ]);
  tally.know({ content: name, events, ...(last === undefined ? {} : { formerEvents: last.events }) });
  const short = last === undefined || releaseShort ? undefined : shortfall(events, last.events);
  if (short !== undefined) {
    yield await turnAway('held', short, tally, council, deps);
    return;
  }
  const now = clock.now().toISOString();
  const period = same?.period ?? derivePeriod(evidence, now.slice(0, 10));
  // A file without a row that can be taken was refused.
  if (period === undefined) return;
  tally.know({ period });
  const frame: PartFrame = {
    council: council.code,
    file: name,
    submittedAt: same?.submittedAt ?? now,
    period,
    header,
  };
  const of = stage.so.accepted;
  let touched = clock.now().getTime();
  for await (const { part, told } of allParts(upload, council, deps)) {
    const taken = await takePart(part, frame, council, deps);
    if (taken === undefined) {
      yield tally.end('stopped', UNAVAILABLE);
      return;
    }
    tally.add(part, told, taken);
    if (clock.now().getTime() - touched >= TOUCH_EVERY_MS) {
      touched = clock.now().getTime();
      if (!(await engine.write((tx) => touchUpload(tx, upload, clock.now())))) {
        yield tally.end('stopped', LOST);
        return;
      }
    }
    yield { kind: 'progress', staged: stage.so.read, applied: tally.applied, of };
  }
  const closing: ReturnFile = {
    councilReturnFile: 1,
    council: council.code,
    file: name,
    submittedAt: frame.submittedAt,
    period,
    rows: stage.so,
    events,
  };
  const { receipt } = await deps.receive(bytesOf(closing), returnControlId(name, 'file'));
  yield receipt.kind === 'unavailable' ? tally.end('stopped', UNAVAILABLE) : tally.end('taken');
}

async function* allParts(
  upload: string,
  { organisation }: ReturningCouncil,
  { engine: { reader } }: UploadDependencies,
): AsyncGenerator<{ readonly part: UploadPart; readonly told: Told }, void> {
  for await (const part of stagedParts(reader, upload)) yield { part, told: 'stated' };
  for await (const part of absentParts(reader, upload, organisation.code)) yield { part, told: 'absent' };
  for await (const part of refusedParts(reader, upload)) yield { part, told: 'refused' };
}

/** Nothing of the file is taken; that it came, and why not, is journaled for whoever looks after the feed. */
async function turnAway(
  outcome: 'refused' | 'held',
  reason: string,
  tally: UploadTally,
  { code }: ReturningCouncil,
  { receive }: UploadDependencies,
): Promise<UploadEvent> {
  const message: ReturnRefused = { councilReturnRefused: 1, council: code, outcome, reason };
  await receive(bytesOf(message), returnControlId('file', outcome));
  return tally.end(outcome, reason);
}

function bytesOf(message: ReturnFile | ReturnRefused): Uint8Array {
  return Buffer.from(JSON.stringify(message));
}
