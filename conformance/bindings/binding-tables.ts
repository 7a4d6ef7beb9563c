/**
 * Which codes each element may have: our own tables, since the validator of @medplum/core does not look at bindings.
 * FHIR R4 terminologies.html 4.1.4 (required, extensible). Made from the definitions of base R4, UK Core and Interweave
 * by tables.test.ts, which holds them equal to what is published.
 */
import base from './tables/base-r4.json' with { type: 'json' };
import lists from './tables/code-systems.json' with { type: 'json' };
import national from './tables/profiles.json' with { type: 'json' };

/** System -> its codes parted by blanks; `*` any code of it, `@` all that `CODE_SYSTEMS` lists of it. */
export type Codes = Readonly<Record<string, string>>;

/**
 * Path below the type -> `=set` required, `~set` extensible, `HumanName` the data type to go on with, `#path` the element
 * whose content it has. Elements without a binding below them are left out.
 */
export type ElementTable = Readonly<Record<string, string>>;

export interface BaseTable {
  readonly types: Readonly<Record<string, ElementTable>>;
  readonly valueSets: Readonly<Record<string, Codes>>;
}

export interface NationalTable {
  /** Profile -> path -> binding: what it adds to base R4. Those of slices are left out. */
  readonly profiles: Readonly<Record<string, ElementTable>>;
  /** Extension -> binding of its value under ``, of its parts under their url. */
  readonly extensions: Readonly<Record<string, ElementTable>>;
  readonly valueSets: Readonly<Record<string, Codes>>;
}

export const BASE: BaseTable = base;
export const NATIONAL: NationalTable = national;
/** Complete code systems of UK Core and Interweave. */
export const CODE_SYSTEMS: Codes = lists;
