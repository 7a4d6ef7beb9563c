/** A person of the council's Client Level Data return, Release 2, as one file has them. Data of SetFacts of form `council-return`. */

export interface CouncilReturnData {
  /** ODS or CASSR code and name of the council. */
  readonly council: { readonly code: string; readonly name: string };
  /** SHA-256 of the whole file, hex. */
  readonly file: string;
  /** Reporting period as derived from the events, and as stated in the file; FHIR dates. */
  readonly period: { readonly start: string; readonly end: string; readonly stated: { readonly start: string; readonly end: string } };
  /** Rows of the person, read and checked, without duplicates, in a stable order. */
  readonly events: readonly unknown[];
}
