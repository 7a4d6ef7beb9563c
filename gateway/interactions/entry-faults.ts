/** What is wrong with a client's body, in words: the FHIRPath of the element and what would be right. No value is quoted. */
import type { z } from 'zod';
import { safeName } from '../search/refuse.ts';

/** Faults told of one body. */
export const MAX_FAULTS = 50;

/** One text a fault, at most fifty. @param type the resource type, with which each path begins. */
export function faultsOf(error: z.ZodError, type: string): string[] {
  return error.issues
    .flatMap((issue) => {
      const path = pathOf(type, issue.path);
      if (issue.code !== 'unrecognized_keys') return [`${path}: ${issue.message}`];
      return issue.keys.map((key) => `${path}.${safeName(key)}: is not an element that is taken here`);
    })
    .slice(0, MAX_FAULTS);
}

/** `Group.member[3].entity`. */
export function pathOf(type: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${String(step)}`),
    type,
  );
}
