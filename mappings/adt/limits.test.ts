import { expect, it } from 'vitest';
import { IssueList } from './issue.ts';
import { bounded } from './limits.ts';

it.each([
  [0, 0, 0],
  [50, 50, 0],
  [51, 50, 1],
])('of %i repetitions %i are read, and %i issue says so', (sent, read, reported) => {
  const issues = new IssueList();
  const items = Array.from({ length: sent }, (_, i) => i);
  expect(bounded(items, 'PID-3', 'Patient.identifier', issues)).toEqual(items.slice(0, read));
  expect(issues.all()).toHaveLength(reported);
});
