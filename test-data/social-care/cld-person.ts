/** A synthetic person as the council has them, and the cells of a row. See cld-return.ts. */

export interface ReturnPerson {
  readonly councilId: string;
  readonly nhsNumber?: string;
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  readonly gender: 'male' | 'female' | 'other' | 'unknown';
  readonly postcode: string;
  /** ODS code. */
  readonly practice?: string;
  /** Where the person lives in a care home: its CQC location id. */
  readonly careHome?: { readonly cqc: string; readonly nursing: boolean };
}

/** Cells by column; what is left out is blank. */
export type CldCellsByName = Readonly<Record<string, string | undefined>>;
