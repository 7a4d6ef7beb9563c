/** Text as the index compares it: the same functions for stored values and for queries. FHIR R4 search.html 3.1.1.4.5 and .9. */
import { FORMER_NHS_NUMBER, NHS_NUMBER } from '../../conformance/systems.ts';

const MARKS = /\p{M}+/gu;
const SPACES = /\s+/g;
const PLAIN = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/** What no decomposition turns into what people type: typographic quotes and dashes, letters with a stroke, ligatures. */
const FOLDS: ReadonlyMap<string, string> = new Map([
  ...Array.from('‘’ʼ', (quote) => [quote, "'"] as const),
  ...Array.from('‐‑‒–—−', (dash) => [dash, '-'] as const),
  ['ł', 'l'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['þ', 'th'],
  ['ı', 'i'],
]);
const FOLDED = /[‘’ʼ‐‑‒–—−łøđðßæœþı]/g;

/** Strings: compatibility forms resolved, accents dropped, lower case, plain quotes, dashes and letters, single spaces. */
export function normaliseString(text: string): string {
  // Nearly every name here is plain ASCII; Unicode normalisation is the costly part of a row.
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(FOLDED, (letter) => FOLDS.get(letter) ?? letter)
    .replace(SPACES, ' ')
    .trim();
}

/**
 * Identifiers: in doubt tokens are compared without regard to case, and nothing says otherwise of local identifiers.
 * An NHS number is written in groups (999 000 0018) and means the same without the spaces.
 */
export function normaliseIdentifier(value: string, system?: string): string {
  const grouped = system === NHS_NUMBER || system === FORMER_NHS_NUMBER;
  return grouped ? value.replace(/\s+/g, '').toLowerCase() : value.trim().toLowerCase();
}

const PUNCTUATION = /[\s().-]/g;

/** Telecoms: without case; numbers without the punctuation that people put into them. */
export function normaliseTelecom(value: string): string {
  return value.includes('@') || value.includes('/')
    ? value.trim().toLowerCase()
    : value.toLowerCase().replace(PUNCTUATION, '');
}

const SOUND: Readonly<Record<string, string>> = {
  b: '1',
  f: '1',
  p: '1',
  v: '1',
  c: '2',
  g: '2',
  j: '2',
  k: '2',
  q: '2',
  s: '2',
  x: '2',
  z: '2',
  d: '3',
  t: '3',
  l: '4',
  m: '5',
  n: '5',
  r: '6',
};

/** American Soundex of each word, for the `phonetic` parameters: FHIR leaves the algorithm to the server. */
export function soundsOf(text: string): string[] {
  return normaliseString(text)
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
    .map(soundex);
}

function soundex(word: string): string {
  let code = word.charAt(0);
  let last = SOUND[code];
  for (const letter of word.slice(1)) {
    const sound = SOUND[letter];
    if (sound !== undefined && sound !== last) code += sound;
    // Between two letters of one sound, h and w do not part them; a vowel does.
    if (letter !== 'h' && letter !== 'w') last = sound;
    if (code.length === 4) break;
  }
  return code.padEnd(4, '0');
}
