import type { CompositionSection } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { allergy, medicine, problem, snomed, type Stated } from '../gp-summary/testing/area-facts.ts';
import { ipsSections } from './ips-sections.ts';
import { nameOf } from './person-record.ts';
import { contextOf, FEEDS, gpResources } from './testing/view-records.ts';
import { compositionSection, SECTION_SOURCE, SECTION_WARNING } from './view-section.ts';

const TODAY = '2026-11-22T09:00:00Z';
const NONE_KNOWN = allergy('none', { code: snomed('716186003'), recordedDate: '2020-06-01' });

/** The sections of a summary of these areas, by their code. */
function sections(
  stated: readonly (Stated | readonly Stated[])[],
  feeds = FEEDS,
): Readonly<Record<string, CompositionSection>> {
  const made = ipsSections(contextOf(gpResources(...stated), feeds)).map((section) =>
    compositionSection(section, nameOf),
  );
  return Object.fromEntries(made.map((one) => [one.code?.coding?.[0]?.code ?? '', one]));
}

const ALLERGIES = '48765-2';
const MEDICINES = '10160-0';

describe('an area of the GP summary as a section', () => {
  it.each<[string, Stated | undefined, string, RegExp]>([
    [
      'nothing recorded',
      { asOf: TODAY, area: 'allergies', state: 'nothing-recorded' },
      'unavailable',
      /^No information recorded at the practice$/,
    ],
    [
      'withheld',
      { asOf: TODAY, area: 'allergies', state: 'withheld' },
      'withheld',
      /^Withheld by the practice or the patient$/,
    ],
    [
      'not available',
      { asOf: TODAY, area: 'allergies', state: 'not-available' },
      'unavailable',
      /^The practice system does not provide this/,
    ],
    [
      'refused',
      { asOf: TODAY, area: 'allergies', state: 'refused', reason: 'PATIENT_NOT_FOUND' },
      'unavailable',
      /^GP record not available/,
    ],
    ['not asked', undefined, 'unavailable', /^Not part of this summary$/],
  ])('%s: says so as data and in words, and never that none are known', (_, stated, code, words) => {
    const other: Stated = { asOf: TODAY, area: 'problems', items: [problem('P')] };
    const section = sections(stated === undefined ? [other] : [other, stated])[ALLERGIES];
    expect(section?.entry).toBeUndefined();
    expect(section?.emptyReason?.coding?.map((one) => one.code)).toEqual([code]);
    expect(section?.emptyReason?.text).toMatch(words);
    expect(section?.text?.div).toContain(section?.emptyReason?.text ?? 'nothing');
    expect(JSON.stringify(section)).not.toMatch(/nilknown|PATIENT_NOT_FOUND/);
  });

  it('has "no known allergies" as an entry', () => {
    const stated: Stated = { asOf: TODAY, area: 'allergies', state: 'explicitly-none', items: [NONE_KNOWN] };
    const section = sections([stated])[ALLERGIES];
    expect(section?.entry).toEqual([{ reference: 'AllergyIntolerance/none' }]);
    expect(section?.emptyReason).toBeUndefined();
  });

  it('warns where none known and an allergy stand beside each other', () => {
    const items = [NONE_KNOWN, allergy('A', { code: { text: 'Penicillin' } })];
    const section = sections([{ asOf: TODAY, area: 'allergies', items }])[ALLERGIES];
    expect(section?.entry).toHaveLength(2);
    expect(section?.text?.div).toContain('take the entries as real and ask the practice');
  });

  it('never lists a resolved allergy', () => {
    const items = [allergy('A', { clinicalStatus: { coding: [{ code: 'resolved' }] } })];
    const section = sections([{ asOf: TODAY, area: 'allergies', items }])[ALLERGIES];
    expect(section?.entry).toBeUndefined();
    expect(section?.emptyReason?.coding?.[0]?.code).toBe('unavailable');
  });

  it('carries a warning in the narrative and as data, though the section is empty', () => {
    const warnings = [{ code: 'data-in-transit', sentence: 'Transfer not yet complete.' }] as const;
    const section = sections([{ asOf: TODAY, area: 'medications', state: 'incomplete', warnings }])[
      MEDICINES
    ];
    const told = section?.extension?.filter(({ url }) => url === SECTION_WARNING);
    expect(told?.map(({ valueString }) => valueString)).toContain(
      'Example Surgery: Transfer not yet complete.',
    );
    expect(section?.text?.div).toContain('Transfer not yet complete.');
    expect(section?.emptyReason).toBeDefined();
  });

  it.each([
    ['2026-11-15T12:00:00Z', false],
    ['2026-11-15T11:59:59Z', true],
  ])('marks medicines as of %s as old: %s', (asOf, old) => {
    const section = sections([{ asOf, area: 'medications', items: [medicine('M')] }])[MEDICINES];
    const source = section?.extension?.find(({ url }) => url === SECTION_SOURCE);
    expect(source?.extension?.some(({ url }) => url === 'old')).toBe(old);
    expect(section?.text?.div.includes('older than 7 days')).toBe(old);
    expect(section?.text?.div).toContain('(Example Surgery, as of 15 November 2026)');
  });

  it('keeps the items of a practice that refuses by now, and says since when', () => {
    const stated: readonly Stated[] = [
      { asOf: '2026-11-20T09:00:00Z', area: 'medications', items: [medicine('M')] },
      { asOf: '2026-11-21T09:00:00Z', area: 'medications', state: 'refused', reason: 'NO_RELATIONSHIP' },
    ];
    const section = sections([stated])[MEDICINES];
    expect(section?.entry).toHaveLength(1);
    expect(section?.text?.div).toContain('could not be refreshed since 21 November 2026');
  });

  it('marks what is not in the latest summary', () => {
    const stated: readonly Stated[] = [
      { asOf: '2026-11-20T09:00:00Z', area: 'medications', items: [medicine('M'), medicine('N')] },
      {
        asOf: '2026-11-21T09:00:00Z',
        area: 'medications',
        scope: { kind: 'unknown' },
        items: [medicine('M')],
      },
    ];
    expect(sections([stated])[MEDICINES]?.text?.div).toContain(
      'Medicine N [not in the latest summary] (Example Surgery',
    );
  });
});

describe("a former practice's summary", () => {
  const former: Stated = {
    asOf: '2025-05-01T09:00:00Z',
    area: 'problems',
    practice: { ods: 'C87001', name: 'Old Surgery' },
    items: [problem('OLD', { code: { text: 'Old problem' } })],
  };
  const present: Stated = { asOf: TODAY, area: 'problems', items: [problem('NEW')] };

  it('stands marked, without its items, once the present practice has given its own', () => {
    const section = sections([former, present])['11450-4'];
    expect(section?.entry).toEqual([{ reference: 'Condition/NEW' }]);
    expect(section?.text?.div).toContain('From Old Surgery, a former practice');
    expect(JSON.stringify(section?.extension)).toContain('"superseded","valueBoolean":true');
  });

  it('stands beside the present one before', () => {
    expect(sections([former])['11450-4']?.entry).toEqual([{ reference: 'Condition/OLD' }]);
  });
});

describe('without any GP summary', () => {
  it.each([
    ['no feed', [], 'no feed is configured'],
    ['a feed', FEEDS, 'GP summaries last heard on 21 November 2026'],
    [
      'a silent feed',
      [{ kind: 'gp', name: 'GP summaries', silent: true, lastHeard: '2026-11-01T09:00:00Z' }] as const,
      'Feed silent: nothing has come from GP summaries since 1 November 2026',
    ],
  ])('the required sections say why there is nothing, with %s', (_, feeds, words) => {
    const made = sections([], feeds);
    expect(Object.keys(made)).toEqual(['11450-4', '48765-2', '10160-0']);
    for (const section of Object.values(made)) {
      expect(section.emptyReason?.text).toContain('No GP summary of this person has been received');
      expect(section.emptyReason?.text).toContain(words);
    }
  });
});

describe('problems', () => {
  it('are told the major ones first, inactive ones in a section of their own', () => {
    const significance = (valueCode: string) => ({
      code: { text: `${valueCode} one` },
      extension: [{ url: 'https://rother.example/fhir/StructureDefinition/problem-significance', valueCode }],
    });
    const inactive = { clinicalStatus: { coding: [{ code: 'inactive' }] } };
    const items = [
      problem('A', significance('minor')),
      problem('B', inactive),
      problem('C', significance('major')),
    ];
    const made = sections([{ asOf: TODAY, area: 'problems', items }]);
    expect(made['11450-4']?.entry?.map(({ reference }) => reference)).toEqual(['Condition/C', 'Condition/A']);
    expect(made['11348-0']?.entry).toEqual([{ reference: 'Condition/B' }]);
  });

  it('are those of a Summary Care Record where the practice has none', () => {
    const scr: Stated = { asOf: TODAY, area: 'scr', format: 'scr', items: [problem('S')] };
    expect(sections([scr])['11450-4']?.entry).toEqual([{ reference: 'Condition/S' }]);
    const gp: Stated = { asOf: TODAY, area: 'problems', items: [problem('G')] };
    expect(sections([scr, gp])['11450-4']?.entry).toEqual([{ reference: 'Condition/G' }]);
  });
});
