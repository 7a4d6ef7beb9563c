/**
 * Text of a message or an answer on its way to a terminal. Control characters (C0, DEL, C1; ECMA-48) could move the
 * cursor, rename the window or worse: each is shown as a picture of itself, or as a mark.
 */

/** Line feeds and tabs stay where `lines` says that the text has lines of its own. */
export function printable(text: string, { lines = false }: { readonly lines?: boolean } = {}): string {
  return text.replaceAll(CONTROL, (char) => {
    if (lines && (char === '\n' || char === '\t')) return char;
    const code = char.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : '\ufffd';
  });
}

/** JSON with a line end; the control characters that JSON leaves as they are (DEL and C1) are escaped, so nothing is lost. */
export function printableJson(value: unknown): string {
  const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(value, null, 2).replaceAll(/[\u007f-\u009f]/g, escaped)}\n`;
}

const CONTROL = /\p{Cc}/gu;
