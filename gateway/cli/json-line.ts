/** JSON objects a line each, for programs and for terminals. ECMA-48: DEL and the C1 controls, which JSON leaves as they are. */

/** One line with its end; what a terminal would obey is escaped, so nothing is lost. */
export function jsonLine(value: unknown): string {
  const escaped = (char: string): string => `\\u00${char.charCodeAt(0).toString(16)}`;
  return `${JSON.stringify(value).replaceAll(/[\u007f-\u009f]/g, escaped)}\n`;
}
