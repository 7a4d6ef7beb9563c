/**
 * Which XHTML a narrative may hold: words with their form, and nothing that acts, or is fetched when it is shown. FHIR R4
 * narrative.html, txt-1 and txt-2. A list of what is allowed: what a list of what is forbidden misses is shown to a nurse.
 */

const ELEMENTS = new Set(
  (
    'div span p br hr h1 h2 h3 h4 h5 h6 address em strong dfn code samp kbd var cite abbr acronym blockquote q sub sup ' +
    'pre ins del ul ol li dl dt dd table caption thead tfoot tbody colgroup col tr th td tt i b u s big small strike ' +
    'center font a img'
  ).split(' '),
);
const ATTRIBUTES = new Set(
  (
    'xmlns class id title lang xml:lang dir style name href src alt align valign width height border cellpadding ' +
    'cellspacing colspan rowspan span scope headers abbr axis summary start type value cite datetime color size face ' +
    'rel char charoff frame rules compact nowrap bgcolor clear noshade'
  ).split(' '),
);

const TAG =
  /<(\/?)([A-Za-z][A-Za-z0-9]{0,15})((?:\s+[A-Za-z][A-Za-z:-]{0,30}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([A-Za-z][A-Za-z:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
/** As XML has it; `<!-->` ends at once where HTML is read, and is none. */
const COMMENT = /<!--(?!-?>)(?:(?!--)[^])*-->/y;
/** A scheme that opens a page, a letter or a call; or a relative address, in which no colon and no entity stands for another. */
const LINK = /^\s*(?:https?:|mailto:|tel:|#)|^[\w./-]*(?:[?#].*)?$/i;
/** An image that is in the text, or in the resource. */
const IMAGE = /^(?:#[\w.-]+|data:image\/(?:png|gif|jpeg);base64,[A-Za-z0-9+/=\s]*)$/i;
const ACTING_STYLE = /url|expression|import|behaviou?r|binding|position|[\\&@]/i;

/** Whether the text is one well-formed `div` in which all elements and attributes are allowed ones. */
export function isSafeDiv(text: string): boolean {
  const div = text.trim();
  const open: string[] = [];
  let at = 0;
  while (at < div.length) {
    const end = pieceEnd(div, at, open);
    if (end === undefined) return false;
    at = end;
    // All that there is stands inside of the one div.
    if (open.length === 0) return at === div.length;
  }
  return false;
}

/** Where the tag, comment or text that begins here ends; undefined where it is none that is allowed. Keeps count of what is open. */
function pieceEnd(div: string, at: number, open: string[]): number | undefined {
  if (div[at] !== '<') {
    if (open.length === 0) return undefined;
    const next = div.indexOf('<', at);
    return next < 0 ? undefined : next;
  }
  if (div.startsWith('<!--', at)) {
    COMMENT.lastIndex = at;
    return COMMENT.test(div) ? COMMENT.lastIndex : undefined;
  }
  TAG.lastIndex = at;
  const [tag = '', slash, written = '', attributes = '', empty] = TAG.exec(div) ?? [];
  const name = written.toLowerCase();
  if (!ELEMENTS.has(name) || (open.length === 0 && name !== 'div')) return undefined;
  if (slash === '/') {
    if (open.pop() !== name || attributes !== '' || empty === '/') return undefined;
  } else {
    if (![...attributes.matchAll(ATTRIBUTE)].every(isAllowed)) return undefined;
    if (empty !== '/') open.push(name);
  }
  return at + tag.length;
}

function isAllowed([, written = '', double, single]: RegExpMatchArray): boolean {
  const value = double ?? single ?? '';
  const name = written.toLowerCase();
  switch (name) {
    case 'href':
    case 'cite':
      return LINK.test(value);
    case 'src':
      return IMAGE.test(value);
    case 'style':
      return !ACTING_STYLE.test(value);
    default:
      return ATTRIBUTES.has(name);
  }
}
