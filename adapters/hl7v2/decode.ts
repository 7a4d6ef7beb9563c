/**
 * Raw bytes -> text, by MSH-18 and the feed's fallback; line ends made CR. HL7 v2.4 table 0211 and 2.4 (segment
 * terminator). The WHATWG names are used for charsets, as TextDecoder knows them.
 */
import type { Rejection } from '../feed.ts';
import { rejectionOf } from './header-fault.ts';
import { isUtf16 } from './header.ts';

export type DecodeFlag =
  /** The bytes were not in the character set that MSH-18 declares; the fallback was used. */
  | 'charset-fallback'
  /** MSH-18 is not a name of table 0211 that is known here. */
  | 'charset-unknown'
  | 'byte-order-mark'
  /** Segments did not end with CR alone. */
  | 'line-ends-normalised'
  /** A line feed stands inside a field and was kept. */
  | 'line-feed-in-field';

export type DecodeResult =
  | {
      readonly kind: 'decoded';
      /** Begins with its first printable character; segments end with CR. */
      readonly text: string;
      /** The character set that was used, e.g. `utf-8`. */
      readonly charset: string;
      readonly flags: readonly DecodeFlag[];
    }
  | { readonly kind: 'refused'; readonly reason: 'utf-16'; readonly rejection: Rejection };

/**
 * Decodes a message. UTF-16 is refused; everything else has a text.
 * @param mshCharset MSH-18 as sent. Blank, ASCII and unknown names: strict UTF-8 first, then the fallback.
 * @param feedFallback what this feed really sends when it does not say, e.g. `windows-1252`, `utf-8`, `iso-8859-15`.
 */
export function decode(raw: Uint8Array, mshCharset: string, feedFallback = 'windows-1252'): DecodeResult {
  const name = mshCharset.trim().toUpperCase();
  if (isUtf16(raw) || /^(?:UNICODE )?UTF-?(?:16|32)/.test(name)) {
    return { kind: 'refused', reason: 'utf-16', rejection: rejectionOf('utf-16') };
  }
  const flags: DecodeFlag[] = [];
  const declared = CHARSETS.get(name);
  if (declared === undefined) flags.push('charset-unknown');
  const { text, charset } = decodeStrictly(raw, declared ?? 'utf-8', feedFallback);
  // Undeclared is not misdeclared: a blank MSH-18 with the feed's own charset is what the fallback is for.
  if (charset !== (declared ?? 'utf-8') && name !== '') flags.push('charset-fallback');
  if (text.startsWith('\uFEFF')) flags.push('byte-order-mark');
  return { kind: 'decoded', text: normaliseLineEnds(text.replace(LEADING, ''), flags), charset, flags };
}

const LEADING = /^[\uFEFF\s]+/;

/** HL7 table 0211 and spellings met in feeds. ISO 8859-1 and -9 are read as their windows supersets. */
const CHARSETS: ReadonlyMap<string, string> = new Map([
  ['', 'utf-8'],
  ['ASCII', 'utf-8'],
  ['ISO IR6', 'utf-8'],
  ['UNICODE', 'utf-8'],
  ['UNICODE UTF-8', 'utf-8'],
  ['UTF-8', 'utf-8'],
  ['UTF8', 'utf-8'],
  ['8859/1', 'windows-1252'],
  ['ISO-8859-1', 'windows-1252'],
  ['WINDOWS-1252', 'windows-1252'],
  ['CP1252', 'windows-1252'],
  ['8859/9', 'windows-1254'],
  ...[2, 3, 4, 5, 6, 7, 8, 15].map((part): [string, string] => [`8859/${part}`, `iso-8859-${part}`]),
]);

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The first of declared, fallback and windows-1252 (which knows every byte) that the bytes are valid in. */
function decodeStrictly(
  raw: Uint8Array,
  declared: string,
  fallback: string,
): { text: string; charset: string } {
  for (const charset of [declared, fallback]) {
    try {
      const decoder = charset === 'utf-8' ? UTF8 : new TextDecoder(charset, { fatal: true });
      return { text: decoder.decode(raw), charset };
    } catch {
      // Not in this character set, or a fallback that no decoder knows: the next one.
      continue;
    }
  }
  return { text: new TextDecoder('windows-1252').decode(raw), charset: 'windows-1252' };
}

/**
 * CRLF and LF become CR. In a message whose header ends with CR, an LF that stands before neither a segment nor a
 * line end is content, as HL7 has it, and stays.
 */
function normaliseLineEnds(text: string, flags: DecodeFlag[]): string {
  if (!text.includes('\n')) return text;
  const endOfHeader = text[text.search(/[\r\n]/)];
  const normalised = text.replace(endOfHeader === '\n' ? ANY_LINE_FEED : STRUCTURAL_LINE_FEED, '\r');
  if (normalised !== text) flags.push('line-ends-normalised');
  if (normalised.includes('\n')) flags.push('line-feed-in-field');
  return normalised;
}

const ANY_LINE_FEED = /\r?\n/g;
const STRUCTURAL_LINE_FEED = /\r\n|\n(?=(?:[A-Z][A-Z0-9]{2}(?:[!-/:-@[-`{-~]|[\r\n]|$))|[\r\n]|$)/g;
