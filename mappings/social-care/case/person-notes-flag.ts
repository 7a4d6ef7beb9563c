/**
 * What an event says of a person beside demographics: communication needs and interpreter -> Flag COMM; the types of
 * client -> that the council has a case. Interweave-Flag 0.0.1.
 */
import type { StandingSet } from '../../source-set.ts';
import type { Thing } from '../case-thing.ts';
import { codingOf } from './coded.ts';
import { councilEvidence } from './evidence.ts';
import { careFlag } from './flag.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { FLAG_TYPES } from './tables.ts';

export function personNotes(thing: Thing<'person'>, frame: CaseFrame): StandingSet {
  const { communicationNeeds, interpreter, clientTypes = [] } = thing.payload;
  const words = [
    ...(communicationNeeds === undefined ? [] : [communicationNeeds]),
    ...(interpreter === true ? ['Interpreter needed'] : []),
  ];
  const code = { coding: [codingOf(FLAG_TYPES, 'COMM')], text: words.join('. ') };
  return {
    resources: words.length === 0 ? [] : [careFlag({ code, active: true }, frame, new Gaps())],
    evidence: clientTypes.length === 0 ? [] : [councilEvidence(thing)],
  };
}
