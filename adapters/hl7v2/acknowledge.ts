/**
 * The acknowledgement of a message, original mode. HL7 v2.4 2.9.2.2, 2.16.8 MSA, 2.16.5 ERR; v2.5 2.15.5 ERR;
 * tables 0008 and 0357. It is written with the message's own delimiters, so that what is echoed needs no new escapes.
 */
import type { Receipt, Rejection } from '../feed.ts';
import { delimitersOf, type Delimiters } from './delimiters.ts';
import { escapeText } from './escapes.ts';
import type { Header } from './header.ts';
import { londonTime } from './london-time.ts';

/** MSA-3 in v2.4 is 80 characters long, ERR-8 in v2.5 is 250. */
const MAX_SHORT_TEXT = 80;
const MAX_ERROR_TEXT = 250;

/**
 * Builds the bytes of the acknowledgement, without envelope, ending with CR.
 *
 * Committed and duplicate give AA, rejected gives its own code with an ERR segment. `undefined` where none may be
 * sent: the message could not be stored, or no header says to whom.
 * @param now becomes MSH-7, in Europe/London with offset.
 * @param controlId MSH-10 of the acknowledgement itself, unique for each, at most 20 characters without delimiters.
 */
export function acknowledge(
  header: Header | undefined,
  receipt: Receipt,
  now: Date,
  controlId: string,
): Uint8Array | undefined {
  if (header === undefined) return undefined;
  switch (receipt.kind) {
    case 'committed':
      return build(header, now, controlId, 'AA', 'Stored');
    case 'duplicate':
      return build(header, now, controlId, 'AA', 'Stored before');
    case 'rejected':
      return build(header, now, controlId, receipt.rejection.code, receipt.rejection.text, receipt.rejection);
    case 'quarantined':
      return receipt.answer === 'AA'
        ? build(header, now, controlId, 'AA', 'Stored, to be looked at')
        : build(header, now, controlId, 'AE', receipt.quarantine.text, {
            code: 'AE',
            condition: 207,
            text: receipt.quarantine.text,
          });
    case 'unavailable':
      return undefined;
  }
}

function build(
  header: Header,
  now: Date,
  controlId: string,
  code: string,
  text: string,
  rejection?: Rejection,
): Uint8Array {
  const delimiters = delimitersOf(header.fieldSeparator, header.encodingCharacters);
  const { field, component } = delimiters;
  const messageType = header.trigger === '' ? 'ACK' : ['ACK', header.trigger, 'ACK'].join(component);
  const msh = [
    'MSH',
    header.encodingCharacters,
    header.receivingApplication,
    header.receivingFacility,
    header.sendingApplication,
    header.sendingFacility,
    londonTime(now),
    '',
    messageType,
    controlId,
    header.processingIdField,
    header.versionField,
  ];
  // The echoed bytes are in the sender's own character set, and the rest is ASCII: so the sender's MSH-18 is true.
  if (header.charset !== '') msh.push('', '', '', '', '', header.charset);
  const msa = ['MSA', code, header.controlId, plain(text, MAX_SHORT_TEXT, delimiters)];
  const segments = [msh, msa];
  if (rejection !== undefined) segments.push(errorSegment(rejection, header.version, delimiters));
  // Header text is one character a byte, so latin1 gives the sender's bytes back.
  return Buffer.from(segments.map((segment) => segment.join(field) + '\r').join(''), 'latin1');
}

/** ERR-1 (ELD) up to v2.4; from v2.5 ERR-2 (ERL), ERR-3 (CWE), ERR-4 and ERR-8. */
function errorSegment(rejection: Rejection, version: string, delimiters: Delimiters): string[] {
  const { component } = delimiters;
  const text = plain(rejection.text, MAX_ERROR_TEXT, delimiters);
  const segment = rejection.segment ?? '';
  const field = String(rejection.field ?? '');
  // ELD and ERL need the sequence wherever they name a segment; a single one is the first.
  const sequence = segment === '' ? '' : String(rejection.sequence ?? 1);
  if (!isFromVersion25(version)) {
    const sub = delimiters.subcomponent === '' ? ' ' : delimiters.subcomponent;
    const condition = [rejection.condition, text, 'HL70357'].join(sub);
    return ['ERR', [segment, sequence, field, condition].join(component)];
  }
  const location = [segment, sequence, field];
  if (rejection.component !== undefined) location.push('', String(rejection.component));
  const condition = [rejection.condition, CONDITIONS.get(rejection.condition) ?? '', 'HL70357'].join(
    component,
  );
  return ['ERR', '', trimmed(location).join(component), condition, 'E', '', '', '', text];
}

/** HL7 table 0357. */
const CONDITIONS: ReadonlyMap<number, string> = new Map([
  [100, 'Segment sequence error'],
  [101, 'Required field missing'],
  [102, 'Data type error'],
  [103, 'Table value not found'],
  [200, 'Unsupported message type'],
  [201, 'Unsupported event code'],
  [202, 'Unsupported processing id'],
  [203, 'Unsupported version id'],
  [204, 'Unknown key identifier'],
  [205, 'Duplicate key identifier'],
  [206, 'Application record locked'],
  [207, 'Application internal error'],
]);

function isFromVersion25(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 5);
}

/** Printable ASCII on one line, no longer than `limit`, its delimiters escaped. */
function plain(text: string, limit: number, delimiters: Delimiters): string {
  const ascii = text.replace(/\s+/g, ' ').replace(/[^ -~]/g, '?');
  return escapeText(ascii.length > limit ? `${ascii.slice(0, limit - 3)}...` : ascii, delimiters);
}

function trimmed(parts: readonly string[]): readonly string[] {
  const last = parts.findLastIndex((part) => part !== '');
  return parts.slice(0, last + 1);
}
