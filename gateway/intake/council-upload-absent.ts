/**
 * People of a council's earlier returns whom a file leaves out: what was open of them ended when it was last seen. Those
 * of whom the last that is known is that a file left them out are not told of again.
 */
import { hash } from 'node:crypto';
import type { ReturnState } from '../../mappings/social-care/return-state.ts';
import type { FileRows } from '../../mappings/social-care/return-settle.ts';
import { returnSetKey } from '../../mappings/social-care/return-facts.ts';
import type { Db } from '../store/engine.ts';
import { PART_PEOPLE, type UploadPart } from './council-upload-parts.ts';

/** Sets looked at in one statement. */
const PAGE = 500;

/**
 * To be asked once all of the file's own parts are taken.
 * @param council code of the organisation whose returns these are.
 */
export async function* absentParts(
  db: Db,
  upload: string,
  council: string,
): AsyncGenerator<UploadPart, void> {
  let waiting: string[] = [];
  const part = (ids: readonly string[]): UploadPart => ({
    // Not by number: a resumed upload has others to tell of.
    name: `absent-${hash('sha256', ids.join('\n'), 'hex').slice(0, 16)}`,
    chunk: 0,
    people: ids.map((id) => ({ id, records: [] })),
  });
  for await (const page of missingPeople(db, upload, council)) {
    waiting.push(...page);
    for (; waiting.length >= PART_PEOPLE; waiting = waiting.slice(PART_PEOPLE))
      yield part(waiting.slice(0, PART_PEOPLE));
  }
  if (waiting.length > 0) yield part(waiting);
}

async function* missingPeople(db: Db, upload: string, council: string): AsyncGenerator<string[], void> {
  const prefix = returnSetKey(council, '');
  for (let after = prefix; ;) {
    const rows = await db
      .selectFrom('source_set')
      .select(['set_key', 'state'])
      .where('form', '=', 'council-return')
      .where('set_key', '>', after)
      // A code has no character that stands behind the bar.
      .where('set_key', '<', `${prefix.slice(0, -1)}}`)
      .orderBy('set_key')
      .limit(PAGE)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.set_key;
    const open = rows
      .filter(({ state }) => !isAbsent(state))
      .map(({ set_key }) => set_key.slice(prefix.length));
    const stated = await statedOf(db, upload, open);
    yield open.filter((id) => !stated.has(id));
  }
}

async function statedOf(db: Db, upload: string, people: readonly string[]): Promise<ReadonlySet<string>> {
  if (people.length === 0) return new Set();
  const rows = await db
    .selectFrom('staged_row')
    .select('person')
    .distinct()
    .where('upload', '=', upload)
    .where('person', 'in', people)
    .execute();
  return new Set(rows.map(({ person }) => person));
}

/** Whether the last file that is known of says nothing of the person. */
function isAbsent(state: string): boolean {
  // Only the fold of returns writes the state of this form.
  const { events, caresFor, circumstances }: FileRows = (JSON.parse(state) as ReturnState).latest;
  return events.length === 0 && caresFor.length === 0 && Object.keys(circumstances).length === 0;
}
