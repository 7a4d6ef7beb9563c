import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { narrativeText, sanitiseNarrative } from './sanitise-narrative.ts';

const within = (html: string): string =>
  sanitiseNarrative(html).replace(/^<div xmlns="http:\/\/www\.w3\.org\/1999\/xhtml">(.*)<\/div>$/s, '$1');

describe('narrative of a source', () => {
  it('keeps tables, headings and lists, and of attributes the spans alone', () => {
    const table =
      '<div xmlns="http://www.w3.org/1999/xhtml"><h3 id="a">T</h3><table class="x" summary="s"><tr><td colspan="5" onclick="x()">None</td><td/></tr></table></div>';
    expect(within(table)).toBe('<h3>T</h3><table><tr><td colspan="5">None</td><td></td></tr></table>');
  });
  it.each([
    ['<script>alert(1)</script>after', 'after'],
    ['<SCRIPT src="http://x.example/">alert(1)</sCrIpT >after', 'after'],
    ['<style>p{}</style><p style="position:fixed">a</p>', '<p>a</p>'],
    ['<img src=x onerror=alert(1)>a', 'a'],
    ['<a href="javascript:alert(1)">link</a>', 'link'],
    ['<iframe src="//x"></iframe><svg><script>1</script></svg>a', 'a'],
    ['<p>a<!-- <b>hidden</b> --></p>', '<p>a</p>'],
    ['<td colspan="5 onmouseover=1">a</td>', '<td>a</td>'],
    ['<p title="a>b">c</p>', '<p>c</p>'],
    ['&lt;script&gt;', '&lt;script&gt;'],
    ['&#60;script&#x3e;', '&lt;script&gt;'],
    ['a < b && c > d', 'a &lt; b &amp;&amp; c &gt; d'],
    ['<p>not closed <b>at all', '<p>not closed <b>at all</b></p>'],
    ['</p></div>closed twice', 'closed twice'],
    ["<p it's>kept</p> text", '<p>kept</p> text'],
    ['5 <script', '5 &lt;script'],
    ['a\u0000\u0007b', 'ab'],
  ])('leaves what is safe of what is not: %#', (html, safe) => {
    expect(within(html)).toBe(safe);
  });
  it('is well formed, holds nothing but what is allowed, and is itself again when cleaned again', () => {
    const pieces = [
      '<div>',
      '</div>',
      '<p',
      '>',
      '<b>',
      '</b>',
      '"',
      "='",
      '<script>',
      '</script>',
      '&lt;',
      '<',
      '/>',
      'x',
      '<!--',
      '-->',
      '<td colspan="2">',
      '<br>',
      '&#60;',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
        const safe = sanitiseNarrative(parts.join(''));
        const rest = safe.replace(
          /<\/?(?:div|p|b|td)(?: xmlns="http:\/\/www\.w3\.org\/1999\/xhtml"| colspan="2")?>|<br\/>/g,
          '',
        );
        expect(rest).not.toMatch(/[<>]/);
        expect(isWellFormed(safe)).toBe(true);
        expect(sanitiseNarrative(safe)).toBe(safe);
      }),
    );
  });
  it('is read in one pass: unclosed tags by the thousand', () => {
    const html = '<p a="'.repeat(100_000);
    expect(sanitiseNarrative(html)).toContain('&lt;p a=&quot;');
  });
  it('has its text for notes', () => {
    expect(narrativeText('<p>Fish &amp; chips</p><p>a &lt; b</p>')).toBe('Fish & chips a < b');
  });
});

function isWellFormed(xhtml: string): boolean {
  const open: string[] = [];
  for (const [, slash, name = '', self] of xhtml.matchAll(/<(\/?)([a-z0-9]+)[^>]*?(\/?)>/g)) {
    if (self === '/') continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}
