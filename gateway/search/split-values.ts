/** Commas and bars of search values, with `\,` `\|` `\$` `\\` as literals. FHIR R4 search.html 3.1.1.4.4. */

/** Splits at separators that are not escaped; the pieces keep their escapes. */
export function splitEscaped(text: string, separator: ',' | '|'): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    if (letter === '\\') {
      piece += letter + text.charAt(++i);
      continue;
    }
    if (letter === separator) {
      pieces.push(piece);
      piece = '';
      continue;
    }
    piece += letter;
  }
  pieces.push(piece);
  return pieces;
}

/** Removes the escapes; any other backslash is kept as it is. */
export function unescapeValue(piece: string): string {
  return piece.replace(/\\([,|$\\])/g, '$1');
}
