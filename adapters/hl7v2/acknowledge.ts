/**
 * The acknowledgements of a message, original and enhanced mode. HL7 v2.4 2.9.2, 2.9.3, 2.16.8 MSA, 2.16.5 ERR; v2.5
 * 2.15.5 ERR; tables 0008, 0155 and 0357. It is written with the message's own delimiters, so that what is echoed needs no new escapes.
 */
import type { Receipt, Rejection } from '../feed.ts';
import type { AcknowledgementCode } from './acknowledgement.ts';
import { delimitersOf, type Delimiters } from './delimiters.ts';
import { escapeText } from './escapes.ts';
import type { Header } from './header.ts';
import { londonTime } from './london-time.ts';

/** MSA-3 in v2.4 is 80 characters long, ERR-8 in v2.5 is 250. */
const MAX_SHORT_TEXT = 80;
const MAX_ERROR_TEXT = 250;
/** MSH to MSH-17, where the name of the segment takes the place of MSH-1. */
const BEFORE_CHARSET = 17;

/**
 * `original`: one AA, AE or AR whatever is asked for. `enhanced`: what MSH-15 and MSH-16 ask for, where either does.
 */
export type AcknowledgementMode = 'original' | 'enhanced';

/**
 * Builds the acknowledgements of a message in the order in which they are to be sent, each as bytes without envelope,
 * ending with CR. None, in enhanced mode, where the sender asks for none. `undefined` where none may be sent and the
 * sender must be left to resend: the message could not be stored, or no header says to whom.
 *
 * Original mode: committed and duplicate give AA, rejected gives its own code with an ERR segment, quarantined what its
 * feed is configured to be told. Enhanced mode: CA for all that is kept for good, CE or CR for AE or AR; then, as a
 * message of its own, the application acknowledgement. What is refused has one answer only: the application
 * acknowledgement follows no CE or CR, and comes where MSH-15 did not ask for those.
 * @param now becomes MSH-7, in Europe/London with offset.
 * @param newControlId gives the MSH-10 of each acknowledgement, unique, at most 20 characters without delimiters.
 */
export function acknowledge(
  header: Header | undefined,
  receipt: Receipt,
  now: Date,
  newControlId: () => string,
  mode: AcknowledgementMode,
): readonly Uint8Array[] | undefined {
  if (header === undefined) return undefined;
  const verdict = verdictOf(receipt);
  if (verdict === undefined) return undefined;
  const application = verdict.code;
  if (mode === 'original' || (isBlank(header.acceptAck) && isBlank(header.applicationAck))) {
    return [build(header, now, newControlId(), { ...verdict, code: application })];
  }
  const { kept, text } = verdict;
  const answers: Uint8Array[] = [];
  if (asksFor(header.acceptAck, kept)) {
    const accept: Answer = kept
      ? { code: 'CA', text }
      : { ...verdict, code: application === 'AE' ? 'CE' : 'CR' };
    answers.push(build(header, now, newControlId(), accept));
    if (!kept) return answers;
  }
  if (asksFor(header.applicationAck, application === 'AA')) {
    answers.push(build(header, now, newControlId(), { ...verdict, code: application, deferred: true }));
  }
  return answers;
}

interface Answer {
  readonly code: AcknowledgementCode;
  readonly text: string;
  readonly rejection?: Rejection;
  /** A message of its own, to which no answer is asked for. */
  readonly deferred?: boolean;
}

interface Verdict {
  readonly code: 'AA' | 'AE' | 'AR';
  readonly text: string;
  readonly rejection?: Rejection;
  /** The sender need not keep it any more. */
  readonly kept: boolean;
}

function verdictOf(receipt: Receipt): Verdict | undefined {
  switch (receipt.kind) {
    case 'committed':
      return { code: 'AA', text: 'Stored', kept: true };
    case 'duplicate':
      return { code: 'AA', text: 'Stored before', kept: true };
    case 'rejected': {
      const { rejection } = receipt;
      return { code: rejection.code, text: rejection.text, rejection, kept: false };
    }
    case 'quarantined': {
      if (receipt.answer === 'AA') return { code: 'AA', text: 'Stored, to be looked at', kept: true };
      const { text } = receipt.quarantine;
      return { code: 'AE', text, rejection: { code: 'AE', condition: 207, text }, kept: true };
    }
    case 'unavailable':
      return undefined;
  }
}

/** Absent or the HL7 null. Both fields blank is original mode, one of them blank is NE: HL7 v2.4 2.9.2. */
function isBlank(field: string): boolean {
  return field === '' || field === '""';
}

/** HL7 table 0155. A value that it lacks is taken for AL: nobody is left waiting over a slip of the pen. */
function asksFor(field: string, success: boolean): boolean {
  switch (field) {
    case '':
    case '""':
    case 'NE':
      return false;
    case 'SU':
      return success;
    case 'ER':
      return !success;
    default:
      return true;
  }
}

function build(
  header: Header,
  now: Date,
  controlId: string,
  { code, text, rejection, deferred }: Answer,
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
  if (deferred === true) msh.push('', '', 'NE', 'NE');
  // The echoed bytes are in the sender's own character set, and the rest is ASCII: so the sender's MSH-18 is true.
  if (header.charset !== '') {
    while (msh.length < BEFORE_CHARSET) msh.push('');
    msh.push(header.charset);
  }
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
