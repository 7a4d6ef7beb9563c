/**
 * Alerts, risks, safeguarding, legal facts and individual requirements: Flags that stand, by what a reader does with them.
 * Interweave-Flag; PRSB "Alerts", "Risks", "Safeguarding", "Legal information", "Individual requirements".
 */
import type { Flag } from '@medplum/fhirtypes';
import { LEGAL_STATUS } from '../social-care/case/systems.ts';
import { ofType, type PersonRecord, type Stored } from './person-record.ts';
import { social } from './social-words.ts';
import { conceptWords, joined, periodWords } from './view-words.ts';

export type FlagKind = 'alert' | 'risk' | 'safeguarding' | 'legal' | 'requirement';

const SAFEGUARDING = ['SGC', 'MARAC', 'MAPPA', 'VARM', 'ALPERP'];
const LEGAL = ['DOLS', 'DOL'];
const REQUIREMENTS = ['COMM'];
const RISKS = ['RTO', 'RTS', 'RSO', 'RFO', 'RNENG', 'RTC', 'RTM', 'RTW', 'MIGR', 'ABUSIVE'];

/** @param now ISO UTC. */
export function flagsOf(record: PersonRecord, kind: FlagKind, now: string): readonly Stored<Flag>[] {
  return ofType(record, 'Flag').filter((flag) => stands(flag, now) && kindOf(flag) === kind);
}

function stands({ status, period }: Flag, now: string): boolean {
  const end = period?.end;
  return status === 'active' && (end === undefined || end.slice(0, 10) >= now.slice(0, 10));
}

function kindOf({ code, category = [] }: Flag): FlagKind {
  const codings = [code, ...category].flatMap(({ coding = [] }) => coding);
  const codes = codings.map((coding) => coding.code ?? '');
  const isOneOf = (list: readonly string[]): boolean => codes.some((one) => list.includes(one));
  if (isOneOf(SAFEGUARDING)) return 'safeguarding';
  if (isOneOf(LEGAL) || codings.some(({ system }) => system === LEGAL_STATUS)) return 'legal';
  if (isOneOf(REQUIREMENTS)) return 'requirement';
  return isOneOf(RISKS) ? 'risk' : 'alert';
}

export function flagWords(flag: Stored<Flag>): string {
  const holder = social(flag, 'legal-holder')?.valueString;
  return (
    joined([
      conceptWords(flag.code) ?? 'Alert without words',
      holder === undefined ? undefined : `holder: ${holder}`,
      periodWords(flag.period),
    ]) ?? ''
  );
}
