/** Narratives that are made of data: XHTML with every text escaped, of bounded length. FHIR R4 narrative.html, txt-1 and txt-2. */
import type { Narrative } from '@medplum/fhirtypes';

export type Block =
  | { readonly kind: 'paragraph' | 'warning'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] };

/** A person whose section is longer is better served by the entries. */
const MOST_ITEMS = 300;
const MOST_LETTERS = 2_000;
/** What XML 1.0 does not allow, tab and line ends excepted. */
const FORBIDDEN = /[^\P{Cc}\t\n\r]|\p{Cs}|[\ufffe\uffff]/gu;

/** @param blocks at least one with a text, as an empty narrative is none. */
export function narrative(blocks: readonly Block[]): Narrative {
  const inner = blocks.map(blockText).join('');
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>` };
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${escaped(block.text)}</p>`;
    case 'warning':
      return `<p><strong>${escaped(block.text)}</strong></p>`;
    case 'list': {
      if (block.items.length === 0) return '';
      const shown = block.items.slice(0, MOST_ITEMS).map((item) => `<li>${escaped(item)}</li>`);
      const rest = block.items.length - MOST_ITEMS;
      return `<ul>${shown.join('')}</ul>${rest > 0 ? `<p>${rest} more are not told here in words.</p>` : ''}`;
    }
  }
}

function escaped(text: string): string {
  const cut = text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)} (cut)` : text;
  return cut
    .replace(FORBIDDEN, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br/>');
}
