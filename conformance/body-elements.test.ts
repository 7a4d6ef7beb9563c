import { describe, expect, it } from 'vitest';
import { extension, language, meta, narrative, text } from './body-elements.ts';

describe('a text of a client', () => {
  it('has no control characters and no half of a character', () => {
    for (const sound of ['a', 'line\r\nend\t', 'Zoë 😀'])
      expect(text(20).safeParse(sound).success).toBe(true);
    for (const bad of ['', 'a\u0000', '\u001b[2J', '\ud800', 'x'.repeat(21)])
      expect(text(20).safeParse(bad).success).toBe(false);
  });

  it('names a language as BCP 47 does', () => {
    expect([language.safeParse('en-GB').success, language.safeParse('<b>').success]).toEqual([true, false]);
  });
});

describe('an extension of a client', () => {
  it.each([
    { url: 'urn:x', valueString: 'a' },
    { url: 'urn:x', valueBoolean: false },
    { url: 'urn:x', valueInteger: 0, id: 'a' },
    { url: 'urn:x', valueReference: { reference: 'Patient/1' } },
    { url: 'urn:x', extension: [{ url: 'a', valueCode: 'b' }] },
  ])('may be %j', (value) => {
    expect(extension.safeParse(value).success).toBe(true);
  });

  it.each([
    '{"url":"urn:x"}',
    '{"url":"","valueString":"a"}',
    '{"url":"urn:x","valueString":{"a":1}}',
    '{"url":"urn:x","valueString":"a","valueCode":"b"}',
    '{"url":"urn:x","valueString":"a","extension":[{"url":"a","valueCode":"b"}]}',
    '{"url":"urn:x","extension":[]}',
    '{"url":"urn:x","extension":"x"}',
    '{"url":"urn:x","extension":[{"url":"a"}]}',
    '{"url":"urn:x","valueBoolean":"true"}',
    '{"url":"urn:x","valueInteger":"1"}',
    '{"url":"urn:x","valueNothing":"1"}',
    '{"url":"urn:x","valuePeriod":{}}',
    '{"url":"urn:x","valuePeriod":{"start":null}}',
    '{"url":"urn:x","valueString":"a","other":1}',
    '{"url":"urn:x","valueIdentifier":{"value":"a\\u0000"}}',
  ])('may not be %s', (json) => {
    expect(extension.safeParse(JSON.parse(json)).success).toBe(false);
  });
});

describe('the meta of a client', () => {
  it('has tags and labels that are codings', () => {
    expect(meta.safeParse({ tag: [{ system: 'urn:s', code: 'a' }], versionId: '3' }).success).toBe(true);
    expect(meta.safeParse({ tag: [{ system: 5, code: {} }] }).success).toBe(false);
    expect(meta.safeParse({ security: [{ other: { deep: {} } }] }).success).toBe(false);
  });

  it('does not say that the resource is a part of itself', () => {
    const read = meta.safeParse({ tag: [{ code: 'SUBSETTED' }] });
    expect(read.error?.issues[0]?.message).toContain('would be lost');
  });
});

describe('a narrative of a client', () => {
  it('has a status of the list and a div that does nothing', () => {
    const div = '<div xmlns="http://www.w3.org/1999/xhtml">x</div>';
    expect(narrative.safeParse({ status: 'generated', div }).success).toBe(true);
    expect(narrative.safeParse({ status: 'other', div }).success).toBe(false);
    expect(narrative.safeParse({ status: 'generated', div: '<div><script/></div>' }).success).toBe(false);
    expect(narrative.safeParse({ status: 'generated', div, onload: 'x' }).success).toBe(false);
  });
});
