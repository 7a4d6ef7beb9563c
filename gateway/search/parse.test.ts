import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NHS_NUMBER } from '../../conformance/systems.ts';
import type { ServedType } from '../../conformance/search-parameters/definition.ts';
import { parseSearch } from './parse.ts';
import type { SearchQuery } from './query.ts';
import { splitEscaped, unescapeValue } from './split-values.ts';

const CONTEXT = { baseUrl: 'http://gateway.test/fhir', now: new Date('2026-11-20T00:00:00.000Z') };

function parse(type: ServedType, text: string, prefer?: string): SearchQuery {
  return parseSearch(type, new URLSearchParams(text), {
    ...CONTEXT,
    ...(prefer === undefined ? {} : { prefer }),
  });
}

function clauses(type: ServedType, text: string): SearchQuery['clauses'] {
  return parse(type, text).clauses;
}

describe('parseSearch: values', () => {
  it('tells the four forms of a token apart', () => {
    const any = (text: string): unknown => clauses('Patient', `identifier=${text}`)[0];
    expect(any('http://s|V1')).toMatchObject({ any: [{ system: 'http://s', value: 'v1' }] });
    expect(any('V1')).toMatchObject({ any: [{ value: 'v1' }] });
    expect(any('|V1')).toMatchObject({ any: [{ system: '', value: 'v1' }] });
    expect(any('http://s|')).toEqual({
      kind: 'token',
      param: 'Patient.identifier',
      any: [{ system: 'http://s' }],
    });
  });

  it('takes the implied system of a code, and lets another one match nothing', () => {
    const any = (text: string): unknown => clauses('Patient', `gender=${encodeURIComponent(text)}`)[0];
    const plain = { any: [{ system: '', value: 'male' }] };
    expect(any('male')).toMatchObject(plain);
    expect(any('http://hl7.org/fhir/administrative-gender|male')).toMatchObject(plain);
    expect(any('http://other|male')).toMatchObject({ any: [{ system: 'http://other', value: 'male' }] });
  });

  it('reads commas as alternatives, and escaped separators as text', () => {
    expect(clauses('Patient', String.raw`identifier=a\,b,c\|d,x|e\$f`)[0]).toMatchObject({
      any: [{ value: 'a,b' }, { value: 'c|d' }, { system: 'x', value: 'e$f' }],
    });
  });

  it('gives back what was escaped, whatever it was', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (texts) => {
        const joined = texts.map((text) => text.replace(/[\\,|$]/g, '\\$&')).join(',');
        expect(splitEscaped(joined, ',').map(unescapeValue)).toEqual(texts);
      }),
    );
  });

  it('reads repeated parameters as conditions that all hold', () => {
    expect(clauses('Encounter', 'date=ge2026-11-01&date=lt2026-11-02')).toMatchObject([
      { kind: 'date', any: [{ prefix: 'ge', low: '2026-11-01T00:00:00.000Z' }] },
      { kind: 'date', any: [{ prefix: 'lt', low: '2026-11-02T00:00:00.000Z' }] },
    ]);
  });

  it('takes a plus sign in an offset that nobody encoded', () => {
    expect(clauses('Encounter', 'date=2026-07-01T10:00:00+01:00')).toMatchObject([
      { any: [{ prefix: 'eq', low: '2026-07-01T09:00:00.000Z' }] },
    ]);
  });

  it('widens an approximate date by a tenth of its distance from now', () => {
    expect(clauses('Encounter', 'date=ap2026-11-10')).toMatchObject([
      { any: [{ prefix: 'ap', low: '2026-11-09T00:00:00.000Z', high: '2026-11-11T23:59:59.999Z' }] },
    ]);
  });

  it('reads dates without an offset as London days, but for elements of type date', () => {
    expect(clauses('Encounter', 'date=2026-07-02')[0]).toMatchObject({
      any: [{ low: '2026-07-01T23:00:00.000Z', high: '2026-07-02T22:59:59.999Z' }],
    });
    expect(clauses('Patient', 'death-date=2026-07-02')[0]).toMatchObject({
      any: [{ low: '2026-07-01T23:00:00.000Z' }],
    });
    expect(clauses('Patient', '_lastUpdated=2026-07-02')[0]).toMatchObject({
      any: [{ low: '2026-07-01T23:00:00.000Z' }],
    });
    expect(clauses('Patient', 'birthdate=2026-07-02')[0]).toMatchObject({
      any: [{ low: '2026-07-02T00:00:00.000Z', high: '2026-07-02T23:59:59.999Z' }],
    });
  });

  it('takes a plus sign before a telephone number that nobody encoded, and spaces in an NHS number', () => {
    expect(clauses('Patient', 'phone=+44 1709 555010')[0]).toMatchObject({
      any: [{ value: '+441709555010' }],
    });
    expect(clauses('Patient', 'telecom=phone|+441709555010')[0]).toMatchObject({
      any: [{ system: 'phone', value: '+441709555010' }],
    });
    expect(clauses('Patient', 'phone= 01709555010')[0]).toMatchObject({ any: [{ value: '01709555010' }] });
    expect(clauses('Patient', `identifier=${NHS_NUMBER}|999 000 0018`)[0]).toMatchObject({
      any: [{ system: NHS_NUMBER, value: '9990000018' }],
    });
  });

  it('gives a bare id every type that the reference may point to, and a type modifier one', () => {
    const targets = (text: string): unknown => clauses('Encounter', text)[0];
    expect(targets('subject=1')).toMatchObject({ any: ['Group/1', 'Patient/1'] });
    expect(targets('subject:Patient=1')).toMatchObject({ any: ['Patient/1'] });
    expect(targets('patient=1')).toMatchObject({ any: ['Patient/1'] });
    expect(targets('subject=http://gateway.test/fhir/Patient/1')).toMatchObject({ any: ['Patient/1'] });
    expect(targets('subject=http://elsewhere/Patient/1')).toMatchObject({
      any: ['http://elsewhere/Patient/1'],
    });
  });
});

describe('parseSearch: what shapes the result', () => {
  it('has a page of 50, without a total, in the order of keys', () => {
    expect(parse('Patient', '')).toMatchObject({ count: 50, withTotal: false, sort: [], clauses: [] });
  });

  it('reads _summary=count and _count=0 as a wish for the total alone', () => {
    expect(parse('Patient', '_count=0')).toMatchObject({ count: 0, withTotal: true });
    expect(parse('Patient', '_summary=count&_count=20')).toMatchObject({ count: 0, withTotal: true });
    expect(parse('Patient', '_count=20&_summary=count')).toMatchObject({ count: 0, withTotal: true });
  });

  it('reads which part of the resources is wanted', () => {
    expect(parse('Patient', '_summary=true').subset).toEqual({ kind: 'summary' });
    expect(parse('Patient', '_summary=data').subset).toEqual({ kind: 'data' });
    expect(parse('Patient', '_summary=text').subset).toEqual({ kind: 'text' });
    expect(parse('Patient', '_summary=false')).not.toHaveProperty('subset');
    expect(parse('Patient', '_summary=count')).not.toHaveProperty('subset');
    const names = ['name', 'deceased', 'extension'];
    for (const text of ['name,deceased,extension', 'name,deceased[x],extension']) {
      expect(parse('Patient', `_elements=${text}`).subset).toEqual({ kind: 'elements', names });
    }
  });

  it('sorts by several keys', () => {
    expect(parse('Encounter', '_sort=-date,_id').sort).toEqual([
      { by: { table: 'search_date', param: 'Encounter.date' }, descending: true },
      { by: 'id', descending: false },
    ]);
  });

  it('knows the served targets of an include', () => {
    expect(parse('Encounter', '_include=Encounter:subject').includes).toEqual([
      { type: 'Encounter', code: 'subject', targets: ['Patient', 'Group'] },
    ]);
    expect(parse('Patient', '_revinclude=Encounter:patient').revincludes).toEqual([
      { type: 'Encounter', code: 'patient', targets: ['Patient'] },
    ]);
  });

  it('reports what it ignored at the wish of the client, and leaves it out of what was processed', () => {
    const query = parse('Patient', 'colour=red&active=true', 'return=minimal; handling=lenient');
    expect(query.ignored).toEqual(['colour']);
    expect(query.processed).toEqual([['active', 'true']]);
  });
});
