/**
 * Records of a CSV file -> the texts of their cells. RFC 4180, read by csv-parse where a record has quotes. Each record
 * is UTF-8, or else Windows-1252, which has a letter for every byte: so what a row says does not depend on its neighbours.
 */
import { parse } from 'csv-parse/sync';
import { withoutLineEnd } from './cld-records.ts';

export interface RecordCells {
  /** Undefined where the record is no CSV. */
  readonly cells: readonly string[] | undefined;
  readonly encoding: 'utf-8' | 'windows-1252';
}

/** @param records bytes of whole records, with or without their line ends. @returns as many, in their order. */
export function cellTexts(records: readonly Uint8Array[]): RecordCells[] {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const windows = new TextDecoder('windows-1252');
  const texts = records.map((bytes) => {
    const line = withoutLineEnd(bytes);
    try {
      return { text: utf8.decode(line), encoding: 'utf-8' as const };
    } catch {
      return { text: windows.decode(line), encoding: 'windows-1252' as const };
    }
  });
  const quoted = parseAll(texts.map(({ text }) => text).filter((text) => text.includes('"')));
  let next = 0;
  return texts.map(({ text, encoding }) => ({
    cells: text.includes('"') ? quoted[next++] : text.split(','),
    encoding,
  }));
}

/** All at once, which is quick; one by one where that does not give one record for each. */
function parseAll(texts: readonly string[]): (readonly string[] | undefined)[] {
  if (texts.length === 0) return [];
  const together = parsed(texts.join('\n'));
  if (together?.length === texts.length) return together;
  return texts.map((text) => {
    const alone = parsed(text);
    return alone?.length === 1 ? alone[0] : undefined;
  });
}

function parsed(text: string): string[][] | undefined {
  try {
    return parse(text, {
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
    });
  } catch {
    return undefined;
  }
}
