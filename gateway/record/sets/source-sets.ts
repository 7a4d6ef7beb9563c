/** Which fold reads which form of set: a new form is a line here and a name in mappings/fact.ts. */
import { caseEventFold } from '../../../mappings/social-care/case-fold.ts';
import { returnFold } from '../../../mappings/social-care/return-fold.ts';
import { gpAreaFold } from '../../../mappings/gp-summary/fold-area.ts';
import type { SetFold } from '../../../mappings/source-set.ts';
import type { SetFolds } from './fold-sets.ts';

export const SET_FOLDS: SetFolds = {
  'gp-area': erased(gpAreaFold),
  'council-return': erased(returnFold),
  'case-event': erased(caseEventFold),
};

/** Its own states are all that a fold is ever given: they are kept as JSON under its form. */
function erased<State>(fold: SetFold<State>): SetFold<unknown> {
  return {
    step: (state, fact) => fold.step(state as State | undefined, fact),
    standing: (state, context) => fold.standing(state as State, context),
  };
}
