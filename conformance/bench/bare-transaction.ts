/**
 * The machine's own limit for what the gateway has just done: the very same rows, put into a copy of the database as it
 * was before, by bare prepared statements in transactions of so many messages. Rows that were deleted and counters that
 * were raised are left out, which is to the bare side's advantage.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

type Values = readonly SQLInputValue[];

/** The rows of one message, table by table in the order of writing. */
export interface MessageRows {
  readonly rows: readonly { readonly table: TableName; readonly values: Values }[];
}

/** For each table, its rows of this round: `round.seq` of the message that wrote each, then the row. */
const ROWS = {
  source_message: `select r.seq, t.* from round r join live.source_message t on t.id = r.id`,
  fact: `select r.seq, t.* from live.fact t join round r on r.id = t.source_message_id`,
  directory_entry: `select r.seq, t.* from live.directory_entry t join round r on r.id = t.first_source_message_id
    where not exists (select 1 from main.directory_entry b where b.subject = t.subject and b.content_hash = t.content_hash)`,
  // A superseded version is written by the message that made the next one.
  resource_history: `
    select r.seq, t.* from live.resource_history t
      join live.resource n on n.type = t.type and n.id = t.id and n.version = t.version + 1
      join round r on r.id = n.source_message_id
    union all
    select r.seq, t.* from live.resource_history t
      join live.resource_history n on n.type = t.type and n.id = t.id and n.version = t.version + 1
      join round r on r.id = n.source_message_id`,
  resource: `select r.seq, t.* from live.resource t join round r on r.id = t.source_message_id`,
  search_token: searchRows('search_token'),
  search_reference: searchRows('search_reference'),
  search_date: searchRows('search_date'),
  search_string: searchRows('search_string'),
  step: `select r.seq, t.* from live.step t join round r on r.id = t.source_message_id`,
  delivery: `select r.seq, t.* from live.delivery t join live.step s on s.seq = t.step_seq
    join round r on r.id = s.source_message_id`,
} as const;

type TableName = keyof typeof ROWS;

/** Rows of resources that the round wrote and that the copy does not have yet. */
function searchRows(table: string): string {
  return `select r.seq, t.* from (select * from live.${table} except select * from main.${table}) t
    join live.resource w on w.key = t.resource_key join round r on r.id = w.source_message_id`;
}

const UPSERT: Partial<Record<TableName, string>> = {
  resource: `on conflict (type, id) do update set version = excluded.version, last_updated = excluded.last_updated,
    deleted = excluded.deleted, content = excluded.content, source_message_id = excluded.source_message_id`,
};

export class BareDatabase {
  readonly #db: DatabaseSync;
  readonly #inserts = new Map<TableName, StatementSync>();
  #lastMessage = 0;

  /** @param live the gateway's database, as it is now. @param path where the copy is made. */
  constructor(live: string, path: string) {
    const source = new DatabaseSync(live, { readOnly: true });
    source.prepare('vacuum into ?').run(path);
    source.close();
    this.#db = new DatabaseSync(path);
    // As gateway/store/sqlite.ts opens its own.
    this.#db.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory;
      pragma cache_size = -32768; pragma wal_autocheckpoint = 2000;`);
    this.#db.prepare('attach ? as live').run(live);
    this.skip();
  }

  /** What the gateway has written until now is of no round. */
  skip(): void {
    const last = this.#db.prepare('select max(rowid) as last from live.source_message').get()?.['last'];
    this.#lastMessage = Number(last ?? 0);
  }

  /** The rows of all messages since the last round, one entry a message, in the order of their commits. */
  readRound(): readonly MessageRows[] {
    this.#db.exec('create temp table round (seq integer primary key, id text not null unique)');
    this.#db
      .prepare('insert into round select rowid, id from live.source_message where rowid > ?')
      .run(this.#lastMessage);
    const messages = new Map<number, { table: TableName; values: Values }[]>();
    for (const table of Object.keys(ROWS) as TableName[]) {
      const statement = this.#db.prepare(ROWS[table]);
      statement.setReturnArrays(true);
      // With setReturnArrays each row is an array; the types of the driver do not follow.
      for (const [seq, ...values] of statement.all() as unknown as SQLInputValue[][]) {
        const rows = messages.get(Number(seq)) ?? [];
        rows.push({ table, values });
        messages.set(Number(seq), rows);
      }
    }
    this.#db.exec('drop table round');
    this.skip();
    return [...messages].sort(([a], [b]) => a - b).map(([, rows]) => ({ rows }));
  }

  /** Inserts them, so many messages a transaction. @returns messages a second. */
  insert(messages: readonly MessageRows[], batch: number): number {
    for (const { rows } of messages) for (const { table, values } of rows) this.#insertInto(table, values);
    const started = performance.now();
    for (let at = 0; at < messages.length; at += batch) {
      this.#db.exec('begin immediate');
      for (const { rows } of messages.slice(at, at + batch)) {
        for (const { table, values } of rows) this.#insertInto(table, values).run(...values);
      }
      this.#db.exec('commit');
    }
    return messages.length / ((performance.now() - started) / 1000);
  }

  close(): void {
    this.#db.close();
  }

  #insertInto(table: TableName, values: Values): StatementSync {
    const known = this.#inserts.get(table);
    if (known !== undefined) return known;
    const places = values.map(() => '?').join(', ');
    const statement = this.#db.prepare(`insert into main.${table} values (${places}) ${UPSERT[table] ?? ''}`);
    this.#inserts.set(table, statement);
    return statement;
  }
}
