/** Adding and removing the search rows of resources: one statement a table. */
import { bulkDelete, bulkInsert, type Values } from '../store/bulk.ts';
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

const insert = {
  tokens: bulkInsert('search_token', TOKEN),
  references: bulkInsert('search_reference', REFERENCE),
  dates: bulkInsert('search_date', DATE),
  strings: bulkInsert('search_string', STRING),
};
const remove = {
  tokens: bulkDelete('search_token', TOKEN),
  references: bulkDelete('search_reference', REFERENCE),
  dates: bulkDelete('search_date', DATE),
  strings: bulkDelete('search_string', STRING),
};

export async function insertSearchRows(tx: Tx, all: readonly KeyedRows[]): Promise<void> {
  await insert.tokens(tx, tokens(all));
  await insert.references(tx, references(all));
  await insert.dates(tx, dates(all));
  await insert.strings(tx, strings(all));
}

export async function deleteSearchRows(tx: Tx, all: readonly KeyedRows[]): Promise<void> {
  await remove.tokens(tx, tokens(all));
  await remove.references(tx, references(all));
  await remove.dates(tx, dates(all));
  await remove.strings(tx, strings(all));
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
