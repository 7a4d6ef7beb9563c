import { describe, expect, it } from 'vitest';
import { inheritedNameIssues } from './inherited-names.ts';

const issues = (json: string) =>
  inheritedNameIssues(JSON.parse(json), 'Patient').map(
    ({ diagnostics = '', expression = [] }) => `${String(expression[0])}: ${diagnostics}`,
  );

describe('names that every object has', () => {
  it.each([
    ['{"__proto__":{"x":1}}', 'Patient: has a property that is no element'],
    ['{"constructor":{"a":1}}', 'Patient: has a property that is no element'],
    ['{"name":[{},{"toString":"x"}]}', 'Patient.name[1]: has a property that is no element'],
    ['{"contact":{"_valueOf":{}}}', 'Patient.contact: has a property that is no element'],
    [
      '{"contained":[{"resourceType":"hasOwnProperty"}]}',
      'Patient.contained[0]: has a resourceType that R4 does not know',
    ],
  ])('are no elements: %s', (json, issue) => {
    expect(issues(json)).toEqual([issue]);
  });

  it('may be values', () => {
    expect(issues('{"name":[{"family":"constructor"}],"identifier":[{"system":"__proto__"}]}')).toEqual([]);
  });

  it('are told of at most twenty', () => {
    expect(issues(`{"name":[${Array.from({ length: 50 }, () => '{"toString":1}').join(',')}]}`)).toHaveLength(
      20,
    );
  });
});
