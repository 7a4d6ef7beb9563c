/**
 * Staged rows -> the parts that are journaled: each has all rows of some people, in the order of their ids. Somebody with
 * more rows than go into a part has parts of their own. The same rows give the same parts, whatever their order was.
 */
import type { Db } from '../store/engine.ts';
import { refusedChunk, type ReturnPart } from './read-return-part.ts';
import { nextPeople, recordsOf, someRecordsOf, type StagedPerson } from './staged-rows.ts';

/** What all parts of a file share. */
export type PartFrame = Pick<ReturnPart, 'council' | 'file' | 'submittedAt' | 'period' | 'header'>;

/** One person's share of a part. */
export interface PartPerson {
  readonly id: string;
  /** None of somebody whom the file leaves out. */
  readonly records: readonly string[];
}

export interface UploadPart {
  /** What it is called within the file. */
  readonly name: string;
  readonly chunk: number;
  /** One with the id '' has rows that were refused. */
  readonly people: readonly PartPerson[];
}

/** One part is one unit of work: it holds up the messages of other feeds for as long as it takes. */
export const PART_PEOPLE = 20;
const PART_SIZE = 262_144;
const PART_ROWS = 500;

/** The message of a part, or of some of its people. */
export function partBytes(
  { council, file, submittedAt, period, header }: PartFrame,
  chunk: number,
  people: readonly PartPerson[],
): Uint8Array {
  const part: ReturnPart = {
    councilReturnPart: 1,
    council,
    file,
    submittedAt,
    period,
    chunk,
    header,
    rows: people.flatMap(({ records }) => records),
    absent: people.flatMap(({ id, records }) => (records.length === 0 ? id : [])),
  };
  return Buffer.from(JSON.stringify(part));
}

/** Parts with the accepted rows of an upload. */
export async function* stagedParts(db: Db, upload: string): AsyncGenerator<UploadPart, void> {
  let number = 0;
  for (let after = ''; ;) {
    const people = await nextPeople(db, upload, after, PART_PEOPLE);
    if (people.length === 0) return;
    after = people.at(-1)?.person ?? after;
    for (const group of grouped(people)) {
      const [first] = group;
      if (first !== undefined && isTooLarge(first)) {
        for await (const part of ownParts(db, upload, first, number)) {
          yield part;
          number += 1;
        }
        continue;
      }
      const records = await recordsOf(
        db,
        upload,
        group.map(({ person }) => person),
      );
      yield {
        name: String(number),
        chunk: 0,
        people: group.map(({ person }) => ({ id: person, records: records.get(person) ?? [] })),
      };
      number += 1;
    }
  }
}

/** Parts with the refused rows of an upload: they are read again when they are replayed. */
export async function* refusedParts(db: Db, upload: string): AsyncGenerator<UploadPart, void> {
  for (let ordinal = 0; ; ordinal++) {
    const records = await someRecordsOf(db, upload, '', { offset: ordinal * PART_ROWS, limit: PART_ROWS });
    if (records.length === 0) return;
    yield { name: `refused-${ordinal}`, chunk: refusedChunk(ordinal), people: [{ id: '', records }] };
  }
}

async function* ownParts(
  db: Db,
  upload: string,
  { person, rows }: StagedPerson,
  number: number,
): AsyncGenerator<UploadPart, void> {
  for (let chunk = 0; chunk * PART_ROWS < rows; chunk++) {
    const records = await someRecordsOf(db, upload, person, { offset: chunk * PART_ROWS, limit: PART_ROWS });
    yield { name: String(number + chunk), chunk, people: [{ id: person, records }] };
  }
}

/** People who go into one part, in their order; somebody with too many rows alone. */
function grouped(people: readonly StagedPerson[]): StagedPerson[][] {
  const groups: StagedPerson[][] = [];
  let size = 0;
  for (const person of people) {
    const last = groups.at(-1);
    const fits = last?.[0] !== undefined && !isTooLarge(last[0]) && size + person.size <= PART_SIZE;
    if (fits && !isTooLarge(person)) {
      last.push(person);
      size += person.size;
    } else {
      groups.push([person]);
      size = person.size;
    }
  }
  return groups;
}

function isTooLarge({ size, rows }: StagedPerson): boolean {
  return size > PART_SIZE || rows > PART_ROWS;
}
