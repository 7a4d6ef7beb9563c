/** Adding and removing the search rows of resources: one statement a table. */
import { deleteRows, insertRows, type Values } from '../store/bulk.ts';
import type { Tx } from '../store/engine.ts';
import type { SearchRows } from './search-rows.ts';

export interface KeyedRows {
  /** resource.key */
  readonly key: number;
  readonly rows: SearchRows;
}

const TOKEN = ['param', 'value', 'system', 'resource_key'] as const;
const REFERENCE = ['param', 'target', 'resource_key'] as const;
const DATE = ['param', 'low', 'high', 'resource_key'] as const;
const STRING = ['param', 'norm', 'value', 'resource_key'] as const;

export async function insertSearchRows(tx: Tx, all: readonly KeyedRows[]): Promise<void> {
  await insertRows(tx, 'search_token', TOKEN, tokens(all));
  await insertRows(tx, 'search_reference', REFERENCE, references(all));
  await insertRows(tx, 'search_date', DATE, dates(all));
  await insertRows(tx, 'search_string', STRING, strings(all));
}

export async function deleteSearchRows(tx: Tx, all: readonly KeyedRows[]): Promise<void> {
  await deleteRows(tx, 'search_token', TOKEN, tokens(all));
  await deleteRows(tx, 'search_reference', REFERENCE, references(all));
  await deleteRows(tx, 'search_date', DATE, dates(all));
  await deleteRows(tx, 'search_string', STRING, strings(all));
}

function tokens(all: readonly KeyedRows[]): Values[] {
  return all.flatMap(({ key, rows }) => rows.tokens.map((r) => [r.param, r.value, r.system, key]));
}

function references(all: readonly KeyedRows[]): Values[] {
  return all.flatMap(({ key, rows }) => rows.references.map((r) => [r.param, r.target, key]));
}

function dates(all: readonly KeyedRows[]): Values[] {
  return all.flatMap(({ key, rows }) => rows.dates.map((r) => [r.param, r.low, r.high, key]));
}

function strings(all: readonly KeyedRows[]): Values[] {
  return all.flatMap(({ key, rows }) => rows.strings.map((r) => [r.param, r.norm, r.value, key]));
}
