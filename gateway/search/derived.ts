/**
 * The port for types whose resources are made when they are asked for, and kept nowhere: they have no search rows, so that
 * whoever makes them answers what is searched among them. Provenance is one, from the journal of source messages.
 */
import type { ServedType } from '../../conformance/search-parameters/definition.ts';
import type { FoundRow, Page } from './page.ts';
import type { SearchQuery } from './query.ts';

export interface DerivedType {
  /**
   * One page of a search, as searchPage gives it: `content` is the JSON text of a resource with its meta.
   * @throws OperationOutcomeError 400 for a condition or an order that it cannot answer.
   */
  page(query: SearchQuery): Promise<Page>;
  /** What points to the given resources by the reference parameter `code`; at most `limit`, all of them where they are fewer. */
  pointingTo(code: string, targets: readonly FoundRow[], limit: number): Promise<readonly FoundRow[]>;
}

/** By type. A type that nobody makes here has no resources. */
export type DerivedTypes = Readonly<Partial<Record<ServedType, DerivedType>>>;
