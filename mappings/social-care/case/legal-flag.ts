/** legal -> Flag: deprivation of liberty, powers of attorney, deputies, capacity, sections. Interweave-Flag 0.0.1. */
import type { CodeableConcept } from '@medplum/fhirtypes';
import type { StandingSet } from '../../source-set.ts';
import type { LegalKind } from '../case-payload.ts';
import type { Thing } from '../case-thing.ts';
import { codingOf } from './coded.ts';
import { careFlag } from './flag.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { hasEnded, textExtension } from './parts.ts';
import { LEGAL_STATUS } from './systems.ts';
import { FLAG_TYPES } from './tables.ts';

const KINDS: Readonly<Record<LegalKind, string>> = {
  dols: 'Deprivation of Liberty Safeguards',
  'lpa-welfare': 'Lasting power of attorney: health and welfare',
  'lpa-finance': 'Lasting power of attorney: property and financial affairs',
  deputy: 'Deputy appointed by the Court of Protection',
  mca: 'Mental Capacity Act assessment',
  mha: 'Mental Health Act',
};

const WORDS = { applied: 'applied for', 'in-force': 'in force', ended: 'ended', refused: 'refused' } as const;

export function legalFlag({ payload, recorded }: Thing<'legal'>, frame: CaseFrame): StandingSet {
  const { status, from, to, holder } = payload;
  const gaps = new Gaps();
  gaps.unless(payload.kind, 'which legal fact');
  const open = status === undefined || status === 'applied' || status === 'in-force';
  const raised = {
    code: legalCode(payload),
    active: open && !hasEnded(to, recorded),
    from,
    to,
    extension: textExtension('legal-holder', holder),
  };
  return { resources: [careFlag(raised, frame, gaps)], evidence: [] };
}

function legalCode({ kind, status }: Thing<'legal'>['payload']): CodeableConcept {
  if (kind === undefined) return { text: 'Legal status: the council has not said which' };
  const coding = [
    ...(kind === 'dols' ? [codingOf(FLAG_TYPES, 'DOLS')] : []),
    { system: LEGAL_STATUS, code: kind, display: KINDS[kind] },
  ];
  return { coding, text: status === undefined ? KINDS[kind] : `${KINDS[kind]}: ${WORDS[status]}` };
}
