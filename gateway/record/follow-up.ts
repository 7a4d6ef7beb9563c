/** What facts say of a care setting that neither open nor end one: what happens within it, and what a lone reversal implies. */
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import type { SettingDraft } from './setting-draft.ts';

export function followUp(draft: SettingDraft, fact: VisitFact): void {
  switch (fact.kind) {
    case 'relocate':
      draft.describe(fact);
      if (isWhereItSays(draft, fact)) draft.move(fact);
      break;
    case 'pending-transfer':
      draft.expectMove(fact);
      break;
    case 'leave':
      draft.leave(fact);
      break;
    case 'return':
      draft.comeBack(fact);
      break;
    case 'change-attending':
      draft.handOver('attending', fact);
      break;
    case 'change-consulting':
      draft.handOver('consulting', fact);
      break;
    default:
      draft.describe(fact);
      break;
  }
}

/** An update moves only somebody who is here, and only within the care setting that it speaks of. */
function isWhereItSays(draft: SettingDraft, { data }: VisitFact): boolean {
  return draft.goesOn && (data.setting === undefined || data.setting === draft.key);
}

/** What a reversal alone says of a visit: what it takes back had been said before. Plans and doctors tell of no presence. */
export function impliedStatus({ kind }: VisitFact): 'cancelled' | 'in-progress' | undefined {
  switch (kind) {
    case 'cancel-admit':
    case 'cancel-pre-admit':
    case 'cancel-pending-admit':
      return 'cancelled';
    case 'cancel-transfer':
    case 'cancel-discharge':
    case 'cancel-leave':
      return 'in-progress';
    default:
      return undefined;
  }
}
