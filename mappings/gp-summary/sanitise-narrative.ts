/**
 * HTML of a source -> XHTML that is safe to show: an allow-list of elements, no attribute but colspan and rowspan, no
 * script, style, link, image or comment, always well formed. FHIR R4 narrative.html, "Narrative" (limited XHTML). What
 * is not on the list loses its tags and keeps its text; active content is left out whole. One pass, linear.
 */

const KEPT = new Set([
  ...['div', 'p', 'span', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre', 'blockquote', 'code'],
  ...['b', 'strong', 'i', 'em', 'u', 'sub', 'sup', 'small'],
  ...['ul', 'ol', 'li', 'dl', 'dt', 'dd'],
  ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
]);
const VOID = new Set(['br', 'hr']);
/** Left out with all that is within. */
const ACTIVE = new Set([
  ...['script', 'style', 'iframe', 'object', 'embed', 'applet', 'svg', 'math', 'template', 'noscript'],
  ...['textarea', 'title', 'head', 'select', 'xmp', 'noembed', 'noframes', 'form', 'audio', 'video'],
]);
const XHTML = 'http://www.w3.org/1999/xhtml';
/** Deeper tags lose their tags; a summary's tables need six. */
const MOST_DEPTH = 40;

/** @returns one `div` of XHTML, `<div xmlns="http://www.w3.org/1999/xhtml">...</div>`; also for text without any tag. */
export function sanitiseNarrative(html: string): string {
  // Letters of ASCII only: others can change the length, and with it every position.
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const open: string[] = [];
  let out = '';
  let i = 0;
  while (i < html.length) {
    const next = html.indexOf('<', i);
    if (next === -1) {
      out += escaped(html.slice(i));
      break;
    }
    out += escaped(html.slice(i, next));
    const tag = readTag(html, lower, next);
    if (tag === undefined) {
      out += escaped(html.slice(next));
      break;
    }
    i = tag.end;
    if (tag.kind === 'text') {
      out += '&lt;';
      continue;
    }
    if (tag.kind === 'other' || !KEPT.has(tag.name)) continue;
    if (tag.kind === 'close') out += close(open, tag.name);
    else if (VOID.has(tag.name)) out += `<${tag.name}/>`;
    else if (tag.selfClosed) out += `<${tag.name}${tag.spans}></${tag.name}>`;
    else if (open.length < MOST_DEPTH) {
      open.push(tag.name);
      out += `<${tag.name}${tag.spans}>`;
    }
  }
  while (open.length > 0) out += `</${open.pop() ?? ''}>`;
  return wrapped(out);
}

/** The text alone of HTML: for notes. One line, single spaces. */
export function narrativeText(html: string): string {
  return sanitiseNarrative(html)
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}

type Tag =
  | { readonly kind: 'text'; readonly end: number }
  | { readonly kind: 'other'; readonly end: number }
  | { readonly kind: 'close'; readonly name: string; readonly end: number }
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly spans: string;
      readonly selfClosed: boolean;
      readonly end: number;
    };

/** What starts at a `<`; undefined where it has no end: the rest is text. */
function readTag(html: string, lower: string, at: number): Tag | undefined {
  if (html.startsWith('<!--', at)) return until(lower, '-->', at + 4);
  const match = NAME.exec(lower.slice(at, at + 40));
  if (match === null) {
    return html[at + 1] === '!' || html[at + 1] === '?'
      ? until(lower, '>', at + 1)
      : { kind: 'text', end: at + 1 };
  }
  const [all, slash, name = ''] = match;
  const end = tagEnd(html, at + all.length);
  if (end === undefined) return undefined;
  if (slash === '/') return { kind: 'close', name, end };
  const selfClosed = html[end - 2] === '/';
  // In HTML such an element is not closed by its slash; taking it for open leaves out more, which is safe.
  if (ACTIVE.has(name)) return until(lower, `</${name}`, end, true);
  return { kind: 'open', name, spans: spans(html.slice(at + all.length, end - 1)), selfClosed, end };
}

const NAME = /^<(\/?)([a-z][a-z0-9:-]*)/;

/** @param wholeTag go on to the end of the tag that was found. */
function until(lower: string, mark: string, from: number, wholeTag = false): Tag | undefined {
  const found = lower.indexOf(mark, from);
  if (found === -1) return undefined;
  const end = wholeTag ? tagEnd(lower, found + mark.length) : found + mark.length;
  return end === undefined ? undefined : { kind: 'other', end };
}

/** Behind the `>` that is not within a quoted value; a quote that no `=` stands before is a letter. */
function tagEnd(html: string, from: number): number | undefined {
  let quote = '';
  let before = '';
  for (let i = from; i < html.length; i++) {
    const char = html.charAt(i);
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '>') return i + 1;
    else if ((char === '"' || char === "'") && before === '=') quote = char;
    if (!/\s/.test(char)) before = char;
  }
  return undefined;
}

const SPANS = /(?:^|\s)(colspan|rowspan)\s*=\s*(?:"(\d{1,3})"|'(\d{1,3})'|(\d{1,3})(?=[\s/]|$))/gi;

function spans(attributes: string): string {
  const found = new Map<string, string>();
  for (const [, name = '', ...values] of attributes.matchAll(SPANS)) {
    found.set(name.toLowerCase(), values.join(''));
  }
  return [...found].map(([name, value]) => ` ${name}="${value}"`).join('');
}

/** Closes what is open within it; a closing tag of nothing open is left out. */
function close(open: string[], name: string): string {
  const at = open.lastIndexOf(name);
  if (at === -1) return '';
  return open
    .splice(at)
    .reverse()
    .map((one) => `</${one}>`)
    .join('');
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** Entities are read and written anew, so that none can hide anything. */
function escaped(text: string): string {
  const plain = text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (all, entity: string) => {
    if (!entity.startsWith('#')) return NAMED[entity.toLowerCase()] ?? all;
    const code = /^#x/i.test(entity) ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
  });
  return plain
    .replace(CONTROLS, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** What XML 1.0 does not allow, tab and line ends excepted. */
const CONTROLS = /[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu;

/** A single div that encloses everything takes the name space; anything else is put into one. */
function wrapped(out: string): string {
  const inner = out.trim();
  const only = inner.startsWith('<div>') && closesAtEnd(inner);
  return only ? `<div xmlns="${XHTML}">${inner.slice(5)}` : `<div xmlns="${XHTML}">${inner}</div>`;
}

function closesAtEnd(inner: string): boolean {
  let depth = 0;
  for (const match of inner.matchAll(/<(\/?)div(?: [^>]*)?>/g)) {
    depth += match[1] === '/' ? -1 : 1;
    if (depth === 0) return match.index + match[0].length === inner.length;
  }
  return false;
}
