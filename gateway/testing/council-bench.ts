/** For tests: returns of a council put through the real upload, into the record of a bench. */
import { uploadReturn, type UploadDependencies } from '../intake/council-upload.ts';
import type { UploadSummary, UploadEvent } from '../intake/council-upload-summary.ts';
import { receiveDocument } from '../intake/receive-document.ts';
import { councilReader } from '../intake/read-council.ts';
import type { ReturningCouncil } from '../intake/read-return-part.ts';
import { cldPeople } from '../../test-data/social-care/cld-people.ts';
import type { CldCellsByName } from '../../test-data/social-care/cld-person.ts';
import { CLD_HEADER, cldLine, cldReturnText } from '../../test-data/social-care/cld-return.ts';
import { recordBench, type RecordBench } from './record-bench.ts';

export const ROTHERHAM: ReturningCouncil = {
  id: 'rmbc-asc',
  name: 'Rotherham Council',
  code: '206',
  organisation: { code: '206', name: 'Rotherham Council' },
  personSystem: 'https://rother.example/fhir/Id/rmbc-person',
};

export const SHEFFIELD: ReturningCouncil = {
  id: 'scc-asc',
  name: 'Sheffield Council',
  code: '213',
  organisation: { code: '213', name: 'Sheffield Council' },
  personSystem: 'https://rother.example/fhir/Id/scc-person',
};

/** A bench that knows both councils. */
export async function councilBench(): Promise<RecordBench> {
  const bench = await recordBench();
  return { ...bench, deps: { ...bench.deps, documents: [ROTHERHAM, SHEFFIELD].map(councilReader) } };
}

export interface UploadOptions {
  readonly council?: ReturningCouncil;
  readonly releaseShort?: boolean;
  /** Replace what the upload works with. */
  readonly deps?: Partial<UploadDependencies>;
  /** Bytes a chunk. */
  readonly chunk?: number;
}

export function uploadEvents(
  bench: RecordBench,
  file: string | Uint8Array | AsyncIterable<Uint8Array>,
  { council = ROTHERHAM, releaseShort = false, deps, chunk = 65_536 }: UploadOptions = {},
): AsyncGenerator<UploadEvent, void> {
  const { engine, clock, newId } = bench.deps;
  const chunks =
    typeof file === 'string' || file instanceof Uint8Array ? inChunks(Buffer.from(file), chunk) : file;
  return uploadReturn(
    { council, chunks, releaseShort },
    {
      engine,
      clock,
      newId,
      receive: (raw, controlId) =>
        receiveDocument(raw, { feed: council.id, peer: 'http:127.0.0.1', controlId }, bench.deps),
      ...deps,
    },
  );
}

/** @throws Error where the upload does not end with a summary. */
export async function upload(
  bench: RecordBench,
  file: string | Uint8Array,
  options?: UploadOptions,
): Promise<UploadSummary> {
  for await (const event of uploadEvents(bench, file, options)) {
    if (event.kind === 'end') return event.summary;
    if (event.kind === 'busy') throw new Error('busy');
  }
  throw new Error('the upload did not end');
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array, void> {
  for (let i = 0; i < bytes.length; i += size) {
    await Promise.resolve();
    yield bytes.subarray(i, i + size);
  }
}

const SERVICE: CldCellsByName = {
  LA_Code: '206',
  Reporting_Period_Start_Date: '2025-10-01',
  Reporting_Period_End_Date: '2026-09-30',
  Gender: 'Female',
  Ethnicity: 'White: Irish',
  Date_of_Birth: '1941-02-03',
  Client_Type: 'Service user',
  Primary_Support_Reason: 'Physical support: Personal care support',
  Postcode: 'S65 1AB',
  Accommodation_Status: 'Tenant: Private landlord',
  Has_Unpaid_Carer: 'No',
  Event_Type: 'Service',
  Event_Start_Date: '2026-01-05',
  Event_Outcome: 'Continuation of support or services',
  Service_Type: 'Long term support: Community',
  Service_Component: 'Home support or domiciliary care',
};

/** A line with an open service of a person, but for `cells`. */
export function serviceLine(person: string, cells: CldCellsByName = {}): string {
  return cldLine({ ...SERVICE, LA_Person_Unique_Identifier: person, ...cells });
}

/** A whole file. */
export function returnFile(...lines: readonly string[]): string {
  return `${CLD_HEADER.join(',')}\r\n${lines.join('')}`;
}

/** A file of seventy people. */
export const SAMPLE = cldReturnText(cldPeople(70, 3), {
  seed: 5,
  council: '206',
  period: { start: '2025-10-01', end: '2026-09-30' },
});

export async function journalSize({ engine }: RecordBench): Promise<number> {
  return (await engine.reader.selectFrom('source_message').select('id').execute()).length;
}

/** What an upload that has ended must not leave behind. */
export async function leftOvers({ engine }: RecordBench): Promise<unknown[]> {
  const rows = await engine.reader.selectFrom('staged_row').select('line').execute();
  const held = await engine.reader.selectFrom('council_upload').selectAll().execute();
  return [...rows, ...held];
}

/** The record without the ids of messages, which name the time at which a file was sent first. */
export async function contentOf(bench: RecordBench): Promise<string[]> {
  const record = await bench.record();
  return [...record].map(([name, text]) => `${name} ${text.replaceAll(/"urn:uuid:[^"]+"/g, '""')}`);
}
