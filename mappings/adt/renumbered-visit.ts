/**
 * MRG-5 and PV1-19 (or MRG-3 and PID-18, as the feed numbers its visits) -> which number of a visit is retired for
 * which. HL7 v2.4 3.3.35, 3.3.36, 3.3.41, 3.3.42, 3.3.49, 3.3.50.
 */
import type { MessageContext } from './fact-base.ts';
import type { IdentityFactKind } from '../fact.ts';
import type { Numbers } from './identity-facts.ts';
import { refuse, type Refused } from './refusal.ts';
import type { SourceMessage } from './source-message.ts';
import { isUnnamed, priorNumberField, priorVisitNumber, visitKey, visitNumber } from './visit-number.ts';

/**
 * @param ofAccounts the event is about account numbers, which are not held unless they number the visits: without a
 * visit number before and after it changes nothing here, and is no fault.
 */
export function renumberedVisit(
  kind: IdentityFactKind,
  ofAccounts: boolean,
  group: SourceMessage,
  { feed, issues }: MessageContext,
): readonly Numbers[] | Refused {
  const field = priorNumberField(feed);
  const number = visitNumber({ pid: group.first('PID'), pv1: group.first('PV1') }, feed);
  if ('refused' in number && !(ofAccounts && isUnnamed(number))) return number;
  const numbers: Numbers[] = [];
  for (const mrg of group.all('MRG')) {
    const from = priorVisitNumber(mrg, feed);
    if (typeof from === 'object') return from;
    if ('refused' in number) continue;
    const into = visitKey(number);
    if (from !== undefined && from !== into) {
      numbers.push({ kind, of: 'visit', from, into });
      continue;
    }
    if (ofAccounts) continue;
    return from === undefined
      ? refuse(101, field, 'the number that the visit had before is missing')
      : refuse(204, field, 'the number to be retired is the number that survives');
  }
  if (numbers.length === 0) {
    issues.add(
      field,
      'Encounter.identifier',
      'account numbers are not held, and no visit changes its number',
    );
  }
  return numbers;
}
