/** What a profile asks for and the council has not said: collected while a resource is drawn, and shown on it. */
import type { Extension } from '@medplum/fhirtypes';
import { own } from './systems.ts';

export class Gaps {
  readonly #gaps: string[] = [];

  /** @param gap in words, noted where there is no value. @returns the value as it is. */
  unless<T>(value: T | undefined, gap: string): T | undefined {
    if (value === undefined) this.#gaps.push(gap);
    return value;
  }

  /** @returns the profile if nothing is missing: a resource never claims what it does not meet. */
  profile(name: string): string | undefined {
    return this.#gaps.length === 0 ? name : undefined;
  }

  extensions(): Extension[] {
    return this.#gaps.map((gap) => ({ url: own('not-stated'), valueString: gap }));
  }
}
