/** Looking a sender's code up in a table: only what the table itself holds, never what every object inherits. */

/** @param table codes and their entries. @returns undefined for a code such as `constructor` too. */
export function lookUp<T>(table: Readonly<Record<string, T>>, code: string): T | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined;
}
