/** alert -> Flag: not to be visited alone, communication, manual handling and the like. Interweave-Flag 0.0.1. */
import type { CodeableConcept } from '@medplum/fhirtypes';
import type { StandingSet } from '../../source-set.ts';
import type { Thing } from '../case-thing.ts';
import { coded } from './coded.ts';
import { careFlag } from './flag.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { hasEnded, textExtension } from './parts.ts';
import { FLAG_CATEGORIES, FLAG_TYPES } from './tables.ts';

export function alertFlag({ payload, recorded }: Thing<'alert'>, frame: CaseFrame): StandingSet {
  const gaps = new Gaps();
  const category = gaps.unless(payload.category, 'the category of the alert');
  gaps.unless(payload.kind ?? payload.text, 'what the alert is');
  const raised = {
    ...(category === undefined ? {} : { category: coded(FLAG_CATEGORIES, category) }),
    code: alertCode(payload),
    // An alert of which nobody says that it ended is one.
    active: payload.status === undefined ? !hasEnded(payload.to, recorded) : payload.status === 'active',
    from: payload.from,
    to: payload.to,
    extension: textExtension('alert-audience', payload.audience),
  };
  return { resources: [careFlag(raised, frame, gaps)], evidence: [] };
}

/** The alert's own words are what is to be read; the kind is its code. */
function alertCode({ kind, text }: Thing<'alert'>['payload']): CodeableConcept {
  const concept = kind === undefined ? {} : coded(FLAG_TYPES, kind);
  return { ...concept, text: text ?? concept.text ?? 'Alert: the council has not said what it is' };
}
