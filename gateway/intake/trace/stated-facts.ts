/** The facts that a message stated: as they are stored, or, where the journal does not name them, as its bytes state them. */
import type { Fact } from '../../../mappings/any-fact.ts';
import { subjectsOf } from '../../record/fact-rows.ts';
import type { Db } from '../../store/engine.ts';
import type { MessageEffects } from '../../store/schema.ts';

export interface StatedFact {
  /** `person:<key>`, `visit:<key>` or of a fact about numbers `person-link:` or `visit-link:` with the number. */
  readonly subject: string;
  /** Its place in the total order. */
  readonly stamp: string;
  readonly kind: string;
  /** ISO UTC. */
  readonly effective: string;
  readonly data: unknown;
}

/** Far above what one message states. */
const LIMIT = 500;

/** In the order in which the journal names them; a fact that has been taken back since is left out. */
export async function storedFacts(db: Db, named: MessageEffects['facts']): Promise<readonly StatedFact[]> {
  const wanted = named.slice(0, LIMIT);
  if (wanted.length === 0) return [];
  const rows = await db
    .selectFrom('fact')
    .select(['subject', 'stamp', 'kind', 'data'])
    .where((eb) =>
      eb.or(wanted.map(([subject, stamp]) => eb.and([eb('subject', '=', subject), eb('stamp', '=', stamp)]))),
    )
    .execute();
  const byKey = new Map(rows.map((row) => [keyOf(row.subject, row.stamp), row]));
  return wanted.flatMap(([subject, stamp]) => {
    const row = byKey.get(keyOf(subject, stamp));
    return row === undefined ? [] : [{ subject, stamp, kind: row.kind, ...contentOf(row.data, stamp) }];
  });
}

/** The facts of a message that was mapped now, under each subject that they would be stored under. */
export function mappedFacts(facts: readonly Fact[]): readonly StatedFact[] {
  return facts.slice(0, LIMIT).flatMap((fact) => {
    const { stamp, kind, effective } = fact;
    return subjectsOf(fact).map((subject) => ({ subject, stamp, kind, effective, data: dataOf(fact) }));
  });
}

function dataOf(fact: Fact): unknown {
  return 'of' in fact ? { of: fact.of, from: fact.from, into: fact.into } : fact.data;
}

/** A stored fact without what stands beside it: `data` of a person or visit, the two numbers of one about numbers. */
function contentOf(json: string, stamp: string): Pick<StatedFact, 'effective' | 'data'> {
  const parsed: unknown = JSON.parse(json);
  // The first part of a stamp is the effective time.
  const [effective = ''] = stamp.split('|');
  if (typeof parsed !== 'object' || parsed === null) return { effective, data: parsed };
  if ('data' in parsed) return { effective, data: parsed.data };
  const {
    dateTime: _dateTime,
    effective: _effective,
    laterReading: _later,
    ...data
  } = parsed as FactBaseJson;
  return { effective, data };
}

/** What every stored fact has beside its own. */
interface FactBaseJson {
  readonly dateTime?: unknown;
  readonly effective?: unknown;
  readonly laterReading?: unknown;
}

function keyOf(subject: string, stamp: string): string {
  return JSON.stringify([subject, stamp]);
}
