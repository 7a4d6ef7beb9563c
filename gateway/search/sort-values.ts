/** Sort values as the pages of a search hold them. */

/** Characters by which entries are sorted: the next page's link holds the sort values and must stay short enough to be followed. */
export const SORT_LENGTH = 100;

/** Stands for a missing sort value: after every text, and before it for descending order, so that it comes last. */
export function missingValue(descending: boolean): string {
  return descending ? '' : '\u{10FFFF}';
}
