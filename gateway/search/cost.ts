/**
 * What one search may cost. Queries run in the thread that also takes messages: values and scans are bounded for the whole
 * query, not for each parameter, as many small parameters cost what one large one does.
 */
import type { Clause } from './query.ts';
import { invalidParameter } from './refuse.ts';
import { splitEscaped } from './split-values.ts';

/** Values of all parameters together, the words of a name each for itself. */
export const VALUE_LIMIT = 100;
/** Values of `:contains` in all parameters together: each one reads every row of its parameter. */
export const CONTAINS_LIMIT = 5;
/** What `:contains` asks for at least: shorter text is in nearly every row. */
export const CONTAINS_LENGTH = 3;

/** What the parameters so far have used of the limits. */
export interface Cost {
  readonly values: number;
  readonly contains: number;
}

export const NO_COST: Cost = { values: 0, contains: 0 };

/**
 * Adds a parameter to the cost.
 * @param text its value as written.
 * @throws OperationOutcomeError 400 naming the parameter with which the query became too much.
 */
export function addCost(cost: Cost, name: string, text: string, clause: Clause): Cost {
  const leaves = leavesOf(clause);
  const values = cost.values + Math.max(splitEscaped(text, ',').length, leaves.words);
  const contains = cost.contains + leaves.contains;
  if (values > VALUE_LIMIT) {
    throw invalidParameter(name, `with it the query has more than ${VALUE_LIMIT} values`);
  }
  if (contains > CONTAINS_LIMIT) {
    throw invalidParameter(name, `with it the query has more than ${CONTAINS_LIMIT} values for :contains`);
  }
  return { values, contains };
}

function leavesOf(clause: Clause): { contains: number; words: number } {
  switch (clause.kind) {
    case 'chain':
    case 'not':
      return leavesOf(clause.clause);
    case 'words':
      return { contains: 0, words: clause.any.flat().length };
    case 'string':
      return { contains: clause.any.filter(({ mode }) => mode === 'contains').length, words: 0 };
    default:
      return { contains: 0, words: 0 };
  }
}
