/** The first half of an upload: the file as it streams in -> staged rows, and what is known of the file as a whole. */
import { cldChunks, type CldChunk, type CldRefusal } from '../../adapters/social-care/cld-chunks.ts';
import { readCldChunk } from '../../adapters/social-care/cld-read-chunk.ts';
import {
  evidenceOf,
  mergeEvidence,
  NO_EVIDENCE,
  type PeriodEvidence,
} from '../../mappings/social-care/cld-period.ts';
import { recordTexts } from './council-upload-texts.ts';
import { FaultTally, type UploadSummary } from './council-upload-summary.ts';
import type { StagedRow } from './staged-rows.ts';

/** What was read of a file so far. */
export interface ReadSoFar {
  readonly read: number;
  readonly accepted: number;
  readonly refused: number;
}

export type StageEvent =
  | { readonly kind: 'rows'; readonly rows: readonly StagedRow[]; readonly so: ReadSoFar }
  /** Nothing follows. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'whole'; readonly file: WholeFile };

export interface WholeFile {
  /** Name of its content. */
  readonly name: string;
  readonly header: string;
  readonly evidence: PeriodEvidence;
}

export interface Stage {
  readonly faults: FaultTally;
  readonly so: ReadSoFar;
  readonly columns: UploadSummary['columns'];
  /** In batches of some hundreds; what it yields is not kept here. */
  events(source: AsyncIterable<Uint8Array>): AsyncGenerator<StageEvent, void>;
}

/** @param council `LA_Code` that the feed is configured for. */
export function stageReturn(council: string): Stage {
  const faults = new FaultTally();
  let columns: UploadSummary['columns'] = { ignored: [], missing: [] };
  let so: ReadSoFar = { read: 0, accepted: 0, refused: 0 };
  let header = '';
  let evidence = NO_EVIDENCE;

  function add(read: number, accepted: number): void {
    so = {
      read: so.read + read,
      accepted: so.accepted + accepted,
      refused: so.refused + read - accepted,
    };
  }

  function rowsOf(chunk: CldChunk): StagedRow[] {
    const read = readCldChunk(chunk.raw, chunk.firstLine, council);
    for (const fault of read.faults) faults.add(fault);
    evidence = mergeEvidence(evidence, evidenceOf(read.rows));
    const people = new Map(read.rows.map((row) => [row.line, row.person.id]));
    const refused = read.faults.flatMap(({ refuses, line }) => (refuses ? line : []));
    const texts = recordTexts(chunk, [...people.keys(), ...refused]);
    header = texts.header;
    add(read.rows.length + read.refused, read.rows.length);
    return [...texts.records].map(([line, record]) => ({ line, person: people.get(line) ?? '', record }));
  }

  async function* events(source: AsyncIterable<Uint8Array>): AsyncGenerator<StageEvent, void> {
    for await (const part of cldChunks(source)) {
      switch (part.kind) {
        case 'header':
          columns = { ignored: part.header.unknown, missing: part.header.absent };
          continue;
        case 'too-long':
          faults.add({ line: part.line, rule: 'row-too-long', value: 'a line', refuses: true });
          add(1, 0);
          continue;
        case 'refused':
          yield { kind: 'refused', reason: reasonOf(part.refusal) };
          return;
        case 'chunk': {
          const rows = rowsOf(part);
          if (isAnothers(faults, so)) {
            yield { kind: 'refused', reason: anothers(council) };
            return;
          }
          yield { kind: 'rows', rows, so };
          continue;
        }
        case 'end':
          if (so.accepted === 0) yield { kind: 'refused', reason: 'no row of it can be taken' };
          else yield { kind: 'whole', file: { name: part.content, header, evidence } };
      }
    }
  }

  return {
    faults,
    events,
    get so() {
      return so;
    },
    get columns() {
      return columns;
    },
  };
}

/** One row of another council is a slip of that row; where most are, somebody has sent another council's file. */
function isAnothers(faults: FaultTally, { read }: ReadSoFar): boolean {
  return faults.count('other-council') * 2 > read;
}

function anothers(council: string): string {
  return `most of its rows are of another council than ${council} (LA_Code)`;
}

function reasonOf(refusal: CldRefusal): string {
  switch (refusal.rule) {
    case 'missing-columns':
      return `these columns are missing: ${refusal.columns.join(', ')}`;
    case 'repeated-columns':
      return `these columns stand there twice: ${refusal.columns.join(', ')}`;
    case 'no-header':
      return 'it does not begin with the header of a Client Level Data return';
    case 'utf-16':
      return 'it is UTF-16; UTF-8 or Windows-1252 is expected';
    case 'file-too-large':
      return 'it is larger than a return may be; send it in parts of a GiB';
    case 'too-many-rows':
      return 'it has more rows than a return may have';
  }
}
