/** Counts of one upload, for its summary. */
import type { PartTaken } from './council-upload-apply.ts';
import type { UploadPart } from './council-upload-parts.ts';
import type { Stage } from './council-upload-stage.ts';
import type { UploadEvent, UploadSummary } from './council-upload-summary.ts';
import type { ReturningCouncil } from './read-return-part.ts';

/** What a part is made of. */
export type Told = 'stated' | 'absent' | 'refused';

type Known = Pick<UploadSummary, 'content' | 'events' | 'formerEvents' | 'period'>;

export class UploadTally {
  readonly #council: ReturningCouncil;
  readonly #stage: Stage;
  #known: Partial<Known> = {};
  #applied = 0;
  #changedRows = 0;
  #endedServices = 0;
  /** People of the part before. */
  #counted = { changed: new Set<string>(), quarantined: new Set<string>() };
  readonly #people = { stated: 0, changed: 0, absent: 0, quarantined: 0 };

  constructor(council: ReturningCouncil, stage: Stage) {
    this.#council = council;
    this.#stage = stage;
  }

  /** Accepted rows that are done with. */
  get applied(): number {
    return this.#applied;
  }

  know(known: Partial<Known>): void {
    this.#known = { ...this.#known, ...known };
  }

  add({ chunk, people }: UploadPart, told: Told, taken: PartTaken): void {
    if (told === 'refused') return;
    this.#endedServices += taken.endedServices;
    // Somebody with parts of their own is counted once; those parts follow each other.
    if (chunk === 0) this.#counted = { changed: new Set(), quarantined: new Set() };
    for (const what of ['changed', 'quarantined'] as const) {
      for (const id of taken[what]) {
        if (this.#counted[what].has(id)) continue;
        this.#counted[what].add(id);
        this.#people[what] += 1;
      }
    }
    if (told === 'absent') {
      this.#people.absent += people.length;
      return;
    }
    if (chunk === 0) this.#people.stated += people.length;
    for (const { id, records } of people) {
      this.#applied += records.length;
      if (taken.changed.has(id)) this.#changedRows += records.length;
    }
  }

  end(outcome: UploadSummary['outcome'], reason?: string): UploadEvent {
    const { so, faults, columns } = this.#stage;
    return {
      kind: 'end',
      summary: {
        outcome,
        ...(reason === undefined ? {} : { reason }),
        feed: this.#council.id,
        council: this.#council.code,
        rows: { ...so, changed: this.#changedRows, unchanged: this.#applied - this.#changedRows },
        people: { ...this.#people },
        events: { request: 0, assessment: 0, service: 0, review: 0 },
        endedServices: this.#endedServices,
        refusals: faults.refusals,
        notes: faults.notes,
        columns,
        ...this.#known,
      },
    };
  }
}
