/**
 * Codes of key safes and doors have no place in the extract. What looks like one is taken out of an event before it is
 * read; the event's bytes keep it, and the warning names the field, never the code. Social-care reference, section 4.
 */

const FIELD_NAME = /key.?(?:safe|code|pad|box)|(?:door|entry|access|safe|gate|lock).?(?:code|pin|number)/i;
// Bounded between the words, or a run of blanks would take time by its square.
const WORDS =
  /key[\s-]{0,5}(?:safe|code|pad|box)|(?:door|entry|access|safe|gate|lock)[\s-]{0,5}(?:code|pin|number)|\bpin\b/i;

/** No event of the schema goes deeper. */
const DEEPEST = 12;

export type WithoutKeyCodes =
  | { readonly kind: 'clean'; readonly value: unknown; readonly dropped: readonly string[] }
  | { readonly kind: 'too-deep' };

/** @param value of JSON.parse. @returns a copy without what looks like a code, and the paths of what was dropped. */
export function withoutKeyCodes(value: unknown): WithoutKeyCodes {
  const dropped: string[] = [];
  const tooDeep: string[] = [];
  const copy = (one: unknown, path: string, depth: number): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    if (depth >= DEEPEST) {
      tooDeep.push(path);
      return null;
    }
    const keep = ([name, inner]: readonly [string, unknown], at: string): boolean => {
      if (!isCode(name, inner)) return true;
      dropped.push(at);
      return false;
    };
    if (Array.isArray(one)) {
      const items: readonly unknown[] = one;
      return items
        .map((item, i) => [item, `${path}[${i}]`] as const)
        .filter(([item, at]) => keep(['', item], at))
        .map(([item, at]) => copy(item, at, depth + 1));
    }
    return Object.fromEntries(
      Object.entries(one)
        .map(([name, inner]) => [name, inner, below(path, name)] as const)
        .filter(([name, inner, at]) => keep([name, inner], at))
        .map(([name, inner, at]) => [name, copy(inner, at, depth + 1)]),
    );
  };
  const clean = copy(value, '', 0);
  return tooDeep.length > 0 ? { kind: 'too-deep' } : { kind: 'clean', value: clean, dropped };
}

/** A path for people: what is no plain name is not repeated. */
export function below(path: string, name: string): string {
  const plain = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(name) ? name : '(a field)';
  return path === '' ? plain : `${path}.${plain}`;
}

function isCode(name: string, value: unknown): boolean {
  if (FIELD_NAME.test(name)) return value !== null && typeof value !== 'boolean';
  if (typeof value !== 'string' || !WORDS.test(value)) return false;
  return value.replace(/\D/g, '').length >= 3;
}
