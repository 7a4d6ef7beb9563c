/** What a mapping could not do: both ends named, nothing guessed. Kept in the journal, never in a log. */

export interface MappingIssue {
  /** HL7 end, e.g. `PID-7` or `PID-3[2].4`. */
  readonly from: string;
  /** FHIR end, e.g. `Patient.birthDate`. */
  readonly to: string;
  /** Why, without quoting the value. */
  readonly reason: string;
}

/** Collects the issues of one message. */
export class IssueList {
  readonly #issues: MappingIssue[] = [];

  add(from: string, to: string, reason: string): void {
    this.#issues.push({ from, to, reason });
  }

  all(): readonly MappingIssue[] {
    return this.#issues;
  }
}
