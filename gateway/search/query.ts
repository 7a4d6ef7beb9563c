/** A search as it was understood: typed, bounded, and free of URL syntax. */
import type { SearchKind, ServedType } from '../../conformance/search-parameters/definition.ts';
import type { Subset } from './subset.ts';

/** Alternatives (OR) for a token. Without `system`: any system; without `value`: any value. */
export interface TokenMatch {
  readonly system?: string;
  readonly value?: string;
  /** uri `:below`: the value itself or anything under it. */
  readonly below?: true;
}

/** Comparison of an indexed range with that of the query. FHIR R4 search.html 3.1.1.4.6. */
export interface DateMatch {
  readonly prefix: 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';
  readonly low: string;
  readonly high: string;
}

export interface StringMatch {
  readonly mode: 'starts' | 'contains' | 'exact' | 'sound';
  readonly norm: string;
  /** As given, for `exact`. */
  readonly value: string;
}

export type RowTable = 'search_token' | 'search_reference' | 'search_date' | 'search_string';

export interface StringClause {
  readonly kind: 'string';
  readonly param: string;
  readonly any: readonly StringMatch[];
}

/** One condition; the conditions of a query all hold (AND). `param` is `<Type>.<code>`. */
export type Clause =
  | { readonly kind: 'token'; readonly param: string; readonly any: readonly TokenMatch[] }
  | { readonly kind: 'reference'; readonly param: string; readonly any: readonly string[] }
  | { readonly kind: 'date'; readonly param: string; readonly any: readonly DateMatch[] }
  | StringClause
  | { readonly kind: 'id'; readonly any: readonly string[] }
  | { readonly kind: 'last-updated'; readonly any: readonly DateMatch[] }
  /** Alternatives, each of which is words that all begin a part of the value: names. */
  | { readonly kind: 'words'; readonly any: readonly (readonly StringClause[])[] }
  | { readonly kind: 'present'; readonly table: RowTable; readonly param: string }
  /** What the resource refers to by `param`, of type `type`, meets `clause`. */
  | { readonly kind: 'chain'; readonly param: string; readonly type: ServedType; readonly clause: Clause }
  /** Something of type `type` that refers to the resource by `param` meets `clause`. */
  | { readonly kind: 'has'; readonly param: string; readonly type: ServedType; readonly clause: Clause }
  | { readonly kind: 'not'; readonly clause: Clause };

export interface SortKey {
  readonly by: 'id' | 'last-updated' | { readonly table: RowTable; readonly param: string };
  readonly descending: boolean;
}

/** `_include`: what the matches point to. `_revinclude`: what points to the matches; then `type` is that type. */
export interface IncludeKey {
  readonly type: ServedType;
  readonly code: string;
  /** Only targets of these types. */
  readonly targets: readonly ServedType[];
}

export interface SearchQuery {
  readonly type: ServedType;
  readonly clauses: readonly Clause[];
  /** Page size; 0 asks for the total only. */
  readonly count: number;
  readonly withTotal: boolean;
  readonly sort: readonly SortKey[];
  readonly includes: readonly IncludeKey[];
  readonly revincludes: readonly IncludeKey[];
  /** Matches are cut down to it. */
  readonly subset?: Subset;
  /** As given; read by the planner. */
  readonly cursor?: string;
  /** Names and values that were honoured, in the order given, without the cursor: the self link. */
  readonly processed: readonly (readonly [string, string])[];
  /** Names that were ignored at the client's wish (Prefer: handling=lenient). */
  readonly ignored: readonly string[];
}

/** The table that holds the rows of a kind of parameter. A uri is kept as a token without a system. */
export function rowTable(kind: SearchKind): RowTable {
  return kind === 'uri' ? 'search_token' : `search_${kind}`;
}
