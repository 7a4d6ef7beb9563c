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

/** References followed by one parameter, forwards (chains) and backwards (`_has`). */
export const STEP_LIMIT = 2;
/** References followed by all parameters together. */
const STEPS_LIMIT = 20;
/** `_has` in all parameters together: each one may look at all that refers to each candidate. */
const HAS_LIMIT = 4;

/** What the parameters so far have used of the limits. */
export interface Cost {
  readonly values: number;
  readonly contains: number;
  readonly steps: number;
  readonly reversed: number;
}

export const NO_COST: Cost = { values: 0, contains: 0, steps: 0, reversed: 0 };

/**
 * Adds a parameter to the cost.
 * @param text its value as written.
 * @throws OperationOutcomeError 400 naming the parameter with which the query became too much.
 */
export function addCost(cost: Cost, name: string, text: string, clause: Clause): Cost {
  const own = costOf(clause);
  const total: Cost = {
    values: cost.values + Math.max(splitEscaped(text, ',').length, own.values),
    contains: cost.contains + own.contains,
    steps: cost.steps + own.steps,
    reversed: cost.reversed + own.reversed,
  };
  const tooMuch = (what: string): Error => invalidParameter(name, `with it the query has more than ${what}`);
  if (total.values > VALUE_LIMIT) throw tooMuch(`${VALUE_LIMIT} values`);
  if (total.contains > CONTAINS_LIMIT) throw tooMuch(`${CONTAINS_LIMIT} values for :contains`);
  if (total.steps > STEPS_LIMIT) throw tooMuch(`${STEPS_LIMIT} steps of chains and _has`);
  if (total.reversed > HAS_LIMIT) throw tooMuch(`${HAS_LIMIT} steps of _has`);
  return total;
}

/** Of the clause alone; `values` counts what the text does not show: words, and the codes of a value set. */
function costOf(clause: Clause): Cost {
  switch (clause.kind) {
    case 'chain': {
      const inner = costOf(clause.clause);
      return { ...inner, steps: inner.steps + 1 };
    }
    case 'has': {
      const inner = costOf(clause.clause);
      return { ...inner, steps: inner.steps + 1, reversed: inner.reversed + 1 };
    }
    case 'not':
      return costOf(clause.clause);
    case 'words':
      return { ...NO_COST, values: clause.any.flat().length };
    case 'token':
      return { ...NO_COST, values: clause.any.length };
    case 'string':
      return { ...NO_COST, contains: clause.any.filter(({ mode }) => mode === 'contains').length };
    default:
      return NO_COST;
  }
}
