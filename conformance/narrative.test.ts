import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSafeDiv } from './narrative.ts';

const div = (inside: string): string => `<div xmlns="http://www.w3.org/1999/xhtml">${inside}</div>`;

describe('the div of a narrative', () => {
  it.each([
    '',
    'words &amp; more > less',
    '<p class="a" style="color: red">one<br/>two</p>',
    "<table border='1'><tr><td colspan='2'>x</td></tr></table>",
    '<a href="https://example.org/a?b=c&amp;d">x</a><a href="Patient/1">y</a><a name="z"/>',
    '<img src="#pic" alt="a"/><img src="data:image/png;base64,AAAA" alt="b"/>',
    '<!-- said <script> in a comment --><div>nested</div>',
  ])('may hold %s', (inside) => {
    expect(isSafeDiv(div(inside))).toBe(true);
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src="#a"onerror="alert(1)"/>',
    '<img/onerror="alert(1)" src="#a"/>',
    '<p onclick="x()">a</p>',
    '<p ONCLICK="x()">a</p>',
    '<a href="javascript:alert(1)">a</a>',
    '<a href="java\nscript:alert(1)">a</a>',
    '<a href="&#106;avascript:alert(1)">a</a>',
    '<a href="\u0001javascript:alert(1)">a</a>',
    '<a href="data:text/html,x">a</a>',
    '<img src="https://elsewhere.example/seen.png" alt="a"/>',
    '<img src="data:image/svg+xml;base64,AAAA" alt="a"/>',
    '<p style="background: u\\rl(https://elsewhere.example)">a</p>',
    '<video src="#a"></video>',
    '<svg></svg>',
    '<!--><p onclick="x()">a</p>-->',
    '<![CDATA[<script>]]>',
    '<?php ?>',
    '<p>not closed',
    '<b><i>crossed</b></i>',
    '</div><div>',
    '<p a=b>unquoted</p>',
    'a < b',
  ])('may not hold %s', (inside) => {
    expect(isSafeDiv(div(inside))).toBe(false);
  });

  it('is one div alone', () => {
    for (const text of ['', 'words', '<p>a</p>', 'a<div>b</div>', '<div>b</div>c', '<div/><div/>', '<div>']) {
      expect(isSafeDiv(text)).toBe(false);
    }
    expect(isSafeDiv('  <div>a</div>\n')).toBe(true);
  });

  it('takes any text, written as text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(isSafeDiv(div(text.replaceAll('<', '&lt;')))).toBe(true);
      }),
    );
  });
});
