import { describe, expect, it } from 'vitest';
import {
  LISTS,
  NOT_RECORDED,
  PROBLEM,
  WEIGHT,
  area,
  bundle,
  list,
  map,
  warning,
} from './testing/stu3-bundle.ts';

const TRANSIT =
  'Patient record transfer from previous GP practice not yet complete; information recorded before 01-Mar-2024 may be missing.';
const CONFIDENTIAL = 'Items excluded due to confidentiality and/or patient preferences.';

describe('the warnings of an area', () => {
  it('keep each its own sentence of one note, also of an empty List', () => {
    const mapped = map(
      bundle(
        list(LISTS.problems, [], {
          ...NOT_RECORDED,
          ...warning('confidential-items', 'data-in-transit'),
          note: [{ text: `Information not available. ${CONFIDENTIAL}\n${TRANSIT} Moved by the practice.` }],
        }),
      ),
    );
    expect(area(mapped, 'problems')?.warnings).toEqual([
      { code: 'confidential-items', sentence: CONFIDENTIAL },
      { code: 'data-in-transit', sentence: TRANSIT },
    ]);
    expect(area(mapped, 'problems')?.note).toBe('Moved by the practice.');
  });

  it('are united of primary and secondary Lists, each once, under either host', () => {
    const old = {
      extension: [
        {
          url: 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-ListWarningCode-1',
          valueCode: 'confidential-items',
        },
      ],
      note: [{ text: CONFIDENTIAL }],
    };
    const mapped = map(
      bundle(
        WEIGHT,
        list(LISTS.uncategorised, ['Observation/w'], old),
        list('problems-uncategorised-data-related-to-problems', ['Observation/w'], old),
        list('consultations-uncategorised-data-contained-in-consultations', ['Observation/w'], {
          ...warning('data-in-transit'),
          note: [{ text: TRANSIT }],
        }),
      ),
    );
    expect(area(mapped, 'uncategorised')?.warnings).toEqual([
      { code: 'confidential-items', sentence: CONFIDENTIAL },
      { code: 'data-in-transit', sentence: TRANSIT },
    ]);
  });

  it('of an area that was not asked for stand with the consultations or problems that they came with', () => {
    const mapped = map(
      bundle(
        PROBLEM,
        list(LISTS.problems, ['Condition/c']),
        list('problems-medications-related-to-problems', [], warning('confidential-items')),
      ),
    );
    expect(area(mapped, 'medications')).toBe(undefined);
    expect(area(mapped, 'problems')?.warnings.map(({ code }) => code)).toEqual(['confidential-items']);
  });

  it('are found by their sentence where the code is missing, and told without a date where the sentence is', () => {
    const mapped = map(
      bundle(
        list(LISTS.problems, [], { ...NOT_RECORDED, note: [{ text: TRANSIT }] }),
        list(LISTS.diary, [], { ...NOT_RECORDED, ...warning('data-in-transit') }),
      ),
    );
    expect(area(mapped, 'problems')?.warnings).toEqual([{ code: 'data-in-transit', sentence: TRANSIT }]);
    expect(area(mapped, 'diary')?.warnings[0]?.sentence).toMatch(/^Patient record transfer/);
  });

  it('that GP Connect does not define are reported', () => {
    const { issues } = map(bundle(list(LISTS.problems, [], { ...NOT_RECORDED, ...warning('something') })));
    expect(issues.map(({ path }) => path)).toContain('List.extension(ListWarningCode)');
  });
});
