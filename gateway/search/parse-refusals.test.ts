import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServedType } from '../../conformance/search-parameters/definition.ts';
import { OperationOutcomeError } from '../outcomes.ts';
import { parseSearch } from './parse.ts';
import type { SearchQuery } from './query.ts';

const CONTEXT = { baseUrl: 'http://gateway.test/fhir', now: new Date('2026-11-20T00:00:00.000Z') };

function parse(type: ServedType, text: string, prefer?: string): SearchQuery {
  return parseSearch(type, new URLSearchParams(text), {
    ...CONTEXT,
    ...(prefer === undefined ? {} : { prefer }),
  });
}

function refused(type: ServedType, text: string, prefer?: string): OperationOutcomeError {
  try {
    parse(type, text, prefer);
  } catch (error) {
    if (error instanceof OperationOutcomeError) return error;
    throw error;
  }
  throw new Error(`${text} was not refused`);
}

describe('parseSearch: refusals', () => {
  it.each<[ServedType, string, string]>([
    ['Patient', 'colour=red', 'colour'],
    ['Location', 'near=1|2', 'near'],
    ['Encounter', 'length=gt3', 'length'],
    ['Observation', 'code-value-quantity=x$5', 'code-value-quantity'],
    ['Observation', 'value-quantity=gt5', 'value-quantity'],
    ['DocumentReference', 'relationship=x', 'relationship'],
    ['Provenance', 'when=2026', 'when'],
    ['Patient', '_text=x', '_text'],
    ['Patient', '_content=x', '_content'],
    ['Patient', '_filter=name eq x', '_filter'],
    ['Patient', '_query=x', '_query'],
    ['Patient', '_list=x', '_list'],
    ['Patient', '_elements=name.family', '_elements'],
    ['Patient', '_elements=', '_elements'],
    ['Patient', '_elements=status', '_elements'],
    ['Patient', '_elements=name&_elements=active', '_elements'],
    ['Patient', '_elements=name&_summary=true', '_summary'],
    ['Patient', '_summary=all', '_summary'],
    ['Encounter', '_summary=text&_include=Encounter:subject', '_summary'],
    ['Patient', '_has=x', '_has'],
    ['Patient', '_has:Encounter:patient=x', '_has:Encounter:patient'],
    ['Patient', '_has:Encounter:status:date=x', '_has:Encounter:status:date'],
    ['Patient', '_has:Encounter:location:status=x', '_has:Encounter:location:status'],
    ['Patient', '_has:Device:patient:status=x', '_has:Device:patient:status'],
    ['Patient', '_has:Provenance:target:recorded=2026', '_has:Provenance:target:recorded'],
    ['Patient', '_has:Encounter:patient:colour=x', 'colour'],
    ['Patient', '_has:Encounter:patient:status:in=x', 'status:in'],
    [
      'Location',
      '_has:Encounter:location:_has:Encounter:part-of:_has:Task:encounter:status=x',
      '_has:Task:encounter:status',
    ],
    ['Encounter', 'patient._has:Encounter:location:status=x', 'patient._has:Encounter:location:status'],
    ['Task', 'focus:Provenance.recorded=2026', 'focus:Provenance.recorded'],
    ['Encounter', 'class:in=http://hl7.org/fhir/ValueSet/encounter-class', 'class:in'],
    ['Encounter', 'class:not-in=https://rother.example/fhir/ValueSet/other', 'class:not-in'],
    ['Encounter', 'class:in=in-hospital', 'class:in'],
    ['Patient', 'identifier:in=https://rother.example/fhir/ValueSet/in-hospital', 'identifier:in'],
    ['Condition', 'code:above=x', 'code:above'],
    ['Condition', 'code:below=x', 'code:below'],
    ['Patient', '_total=estimate', '_total'],
    ['Patient', '_count=1001', '_count'],
    ['Patient', '_count=-1', '_count'],
    ['Patient', '_count=1&_count=2', '_count'],
    ['Patient', '_sort=general-practitioner', '_sort'],
    ['Patient', '_sort=colour', '_sort'],
    ['Encounter', '_sort=locality', '_sort'],
    ['Encounter', '_include=*', '_include'],
    ['Encounter', '_include=Encounter:*', '_include'],
    ['Encounter', '_include:iterate=Encounter:subject', '_include:iterate'],
    ['Encounter', '_include=Encounter:status', '_include'],
    ['Encounter', '_include=Encounter:account', '_include'],
    ['Encounter', '_include=Encounter:subject:Location', '_include'],
    ['Encounter', '_include=Patient:organization', '_include'],
    ['Patient', '_revinclude=Location:partof', '_revinclude'],
    ['Patient', '_revinclude=Device:patient', '_revinclude'],
    ['Patient', '_revinclude=Provenance:agent', '_revinclude'],
    ['Patient', '_revinclude:iterate=Encounter:patient', '_revinclude:iterate'],
    ['Patient', 'family:sounds=x', 'family:sounds'],
    ['Patient', 'gender:text=x', 'gender:text'],
    ['Patient', 'identifier:of-type=a|b|c', 'identifier:of-type'],
    ['Patient', 'family:not=x', 'family:not'],
    ['Patient', 'birthdate:exact=1950', 'birthdate:exact'],
    ['Patient', 'active:missing=yes', 'active:missing'],
    ['Encounter', 'subject:identifier=x|y', 'subject:identifier'],
    ['Encounter', 'subject:Location=1', 'subject:Location'],
    ['Encounter', 'patient=Group/1', 'patient'],
    ['Encounter', 'subject=Patient/1/2/3', 'subject'],
    ['Encounter', 'status.code=x', 'status.code'],
    ['Encounter', 'subject:Group.name=x', 'subject:Group.name'],
    ['Encounter', 'subject:Patient.colour=x', 'subject:Patient.colour'],
    ['Encounter', 'part-of.part-of.subject.birthdate=1950', 'subject.birthdate'],
    ['Patient', 'birthdate=19500101', 'birthdate'],
    ['Patient', 'birthdate=ge', 'birthdate'],
    ['Patient', 'family=', 'family'],
    ['Patient', 'family=a,,b', 'family'],
    ['Patient', 'identifier=a|b|c', 'identifier'],
    ['Patient', 'identifier=|', 'identifier'],
    ['Patient', 'phonetic=anne marie', 'phonetic'],
    ['Patient', '_id=a/b', '_id'],
    ['Patient', '_lastUpdated=soon', '_lastUpdated'],
    ['Patient', `_id=${Array.from({ length: 101 }, () => 'a').join(',')}`, '_id'],
  ])('refuses %s?%s by name', (type, text, name) => {
    const error = refused(type, text);
    expect(error.status).toBe(400);
    expect(error.message).toContain(`Search parameter ${name}:`);
  });

  const many = (n: number): string => Array.from({ length: n }, (_, i) => `abc${i}`).join(',');

  it.each<[ServedType, string, string]>([
    ['Patient', `family=${many(60)}&given=${many(41)}`, 'given'],
    ['Patient', `family=${many(100)}&birthdate=1950`, 'birthdate'],
    ['Encounter', `patient.family=${many(60)}&status:not=${many(41)}`, 'status:not'],
    ['Patient', `name=${Array.from({ length: 101 }, () => 'a').join('+')}`, 'name'],
    ['Patient', `family:contains=${many(6)}`, 'family:contains'],
    ['Patient', `family:contains=${many(3)}&address:contains=${many(3)}`, 'address:contains'],
    ['Encounter', `patient.family:contains=${many(6)}`, 'patient.family:contains'],
    ['Encounter', `patient.name:contains=${many(5)}&location.name:contains=abc`, 'location.name:contains'],
    ['Patient', 'family:contains=ab', 'family:contains'],
    ['Encounter', 'subject:Patient.family:contains=ab', 'family:contains'],
  ])('refuses what would hold up everyone: %s?%s', (type, text, name) => {
    const error = refused(type, text);
    expect(error.status).toBe(400);
    expect(error.message).toContain(`Search parameter ${name}:`);
  });

  const chained = (n: number): string => Array.from({ length: n }, () => 'patient.gender=male').join('&');
  const reversed = (n: number): string =>
    Array.from({ length: n }, () => '_has:Encounter:patient:status=planned').join('&');

  it.each<[ServedType, string, string]>([
    ['Encounter', chained(21), 'patient.gender'],
    ['Encounter', `${chained(19)}&part-of.patient.gender=male`, 'part-of.patient.gender'],
    ['Encounter', `${chained(20)}&locality=central`, 'locality'],
    ['Patient', reversed(5), '_has:Encounter:patient:status'],
    [
      'Location',
      Array.from({ length: 3 }, () => '_has:Encounter:location:_has:Task:encounter:status=draft').join('&'),
      '_has:Encounter:location:_has:Task:encounter:status',
    ],
  ])('refuses more steps than a query may take: %s?%s', (type, text, name) => {
    const error = refused(type, text);
    expect(error.status).toBe(400);
    expect(error.message).toContain(`Search parameter ${name}: with it the query has more than`);
  });

  it('says why it does not serve what the specification has', () => {
    expect(refused('Observation', 'code-value-quantity=x').message).toContain('composite');
    expect(refused('Observation', 'value-quantity=5').message).toContain('units');
    expect(refused('Encounter', 'patient._text=x').message).toContain('nothing that patient refers to');
    expect(refused('Patient', '_filter=x').message).toContain('filter expressions');
    expect(refused('Encounter', 'class:in=x').message).toContain(
      'https://rother.example/fhir/ValueSet/in-hospital',
    );
  });

  it('takes as much as it says', () => {
    expect(parse('Encounter', chained(20)).clauses).toHaveLength(20);
    expect(parse('Patient', reversed(4)).clauses).toHaveLength(4);
    expect(parse('Patient', `family=${many(60)}&given=${many(40)}`).clauses).toHaveLength(2);
    expect(parse('Encounter', `patient.family:contains=${many(5)}`).clauses).toHaveLength(1);
  });

  it('does not count the cursor: what was taken can go on to its next page', () => {
    const full = `${'active=true&'.repeat(29)}family=${'x'.repeat(7800)}`;
    expect(parse('Patient', `${full}&_cursor=${'c'.repeat(4000)}`).clauses).toHaveLength(30);
  });

  it('refuses a modifier even under leniency: ignoring it would widen the result', () => {
    expect(refused('Patient', 'gender:in=x', 'handling=lenient').status).toBe(400);
    expect(refused('Patient', '_has:Encounter:patient:colour=x', 'handling=lenient').status).toBe(400);
  });

  it('refuses what is too much', () => {
    expect(refused('Patient', 'active=true&'.repeat(31)).message).toContain('30');
    expect(refused('Patient', `family=${'x'.repeat(8192)}`).message).toContain('8192');
    expect(refused('Encounter', '_include=Encounter:subject&'.repeat(11)).message).toContain('10');
  });

  it('refuses other formats with 406', () => {
    expect(refused('Patient', '_format=xml').status).toBe(406);
    expect(refused('Patient', '_format=application/fhir%2Bjson;fhirVersion=5.0').status).toBe(406);
    expect(parse('Patient', '_format=application/fhir+json; fhirVersion=4.0').clauses).toEqual([]);
  });

  it('never repeats a value, nor a name that is no name', () => {
    const secret = '9990000018';
    for (const text of [
      `birthdate=${secret}`,
      `_id=${secret}/x`,
      `${secret}=1`,
      `subject=${secret}!!`,
      `_sort=${secret}`,
      `_elements=${secret}`,
      `gender:in=${secret}`,
      `_summary=${secret}`,
    ]) {
      expect(
        JSON.stringify(refused(text.startsWith('subject') ? 'Encounter' : 'Patient', text).outcome),
      ).not.toContain(secret);
    }
  });

  it('answers any query with a search or a refusal', () => {
    const names = fc.constantFrom(
      'family',
      'birthdate',
      'identifier:not',
      'general-practitioner.name',
      '_sort',
      '_include',
      '_count',
      '_id',
      'link:Patient',
      '_has:Encounter:patient:status',
      '_elements',
      '_summary',
      'gender:in',
      'link._has:Encounter:subject:date',
      'x',
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(names, fc.string()), fc.string()), { maxLength: 4 }),
        (pairs) => {
          try {
            parseSearch('Patient', new URLSearchParams(pairs), CONTEXT);
          } catch (error) {
            expect(error).toBeInstanceOf(OperationOutcomeError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
