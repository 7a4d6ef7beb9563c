/**
 * The token parameter whose row (value and system empty) says that a resource has the element of `param`, though nothing of
 * it can be compared: a concept of text only, a reference with a display only. Asked by `:missing` alone.
 */
export function presenceOf(param: string): string {
  return `${param}:present`;
}

/** The search rows of one resource: what the index tables hold of it. `param` is `<Type>.<code>`. */
export interface SearchRows {
  readonly tokens: readonly { readonly param: string; readonly system: string; readonly value: string }[];
  readonly references: readonly { readonly param: string; readonly target: string }[];
  readonly dates: readonly { readonly param: string; readonly low: string; readonly high: string }[];
  readonly strings: readonly { readonly param: string; readonly norm: string; readonly value: string }[];
}
