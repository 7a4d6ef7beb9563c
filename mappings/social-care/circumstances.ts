/** Which of several rows' statements about a person's circumstances stands. */
import type { Circumstances } from './return.ts';

/** Of each circumstance the text of the row that speaks of the latest date; equal dates by the text. */
export function latestOf(a: Circumstances, b: Circumstances): Circumstances {
  const entries = [...Object.entries(a), ...Object.entries(b)].toSorted(([, x], [, y]) =>
    rankOf(x) < rankOf(y) ? -1 : 1,
  );
  // In the order of names, so that the same content is the same text.
  return Object.fromEntries([...new Map(entries)].toSorted(([x], [y]) => (x < y ? -1 : 1)));
}

function rankOf({ asOf, text }: { readonly asOf: string; readonly text: string }): string {
  return `${asOf}|${text}`;
}
