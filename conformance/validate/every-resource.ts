/**
 * For tests: holds resources to base R4 and the bindings, and to the profiles that they claim where the published ones lie
 * beside the checkout. Loading takes a second, once a test file: call `loadBeside` in `beforeAll`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OperationOutcomeIssue, Resource } from '@medplum/fhirtypes';
import { loadValidator, type Validator } from './validator.ts';

const BESIDE = ['uk-core', 'interweave'].map((set) =>
  join(import.meta.dirname, '..', '..', '..', 'shared', 'data', set),
);

/** Whether UK Core and Interweave lie beside the checkout; without them only base R4 and the bindings are checked. */
export const HAS_PROFILES = BESIDE.every((folder) => existsSync(join(folder, 'profiles')));

export interface EveryResource {
  readonly validator: Validator;
  /** Each fault of each resource in one line: `Patient/p1 Patient.gender: ...`. Warnings are left out. */
  faultsOf(resources: readonly Resource[]): string[];
  /** @throws with every fault, where there is one; and where there is nothing to check. */
  expectValid(resources: readonly Resource[]): void;
}

export function loadBeside(): EveryResource {
  const validator = loadValidator(BESIDE);
  const faultsOf = (resources: readonly Resource[]): string[] =>
    resources.flatMap((resource) =>
      validator
        .validateResource(resource)
        .filter(isFault)
        .map((issue) => `${resource.resourceType}/${resource.id ?? ''} ${line(issue)}`),
    );
  return {
    validator,
    faultsOf,
    expectValid: (resources) => {
      if (resources.length === 0) throw new Error('there is no resource to check');
      const faults = faultsOf(resources);
      if (faults.length > 0) throw new Error(`${faults.length} faults:\n${faults.join('\n')}`);
    },
  };
}

/** A profile that is claimed and not published is a fault, where the published ones are at hand. */
function isFault({ severity, code }: OperationOutcomeIssue): boolean {
  return severity === 'error' || (code === 'not-found' && HAS_PROFILES);
}

function line({ expression = [], diagnostics = '' }: OperationOutcomeIssue): string {
  return `${expression.join()}: ${diagnostics}`;
}
