/** The state of the fold of a council's returns about one person. */
import type { FileRows, StandingEvent } from './return-settle.ts';
import type { Circumstances, CouncilReturnData } from './return.ts';

/** Plain JSON, kept between folds. */
export interface ReturnState {
  readonly set: string;
  readonly person: string;
  readonly council: CouncilReturnData['council'];
  readonly system: CouncilReturnData['system'];
  /** What stands after all files before `latest`. */
  readonly before: readonly StandingEvent[];
  /** Of the last file before `latest` that said anything of the person. */
  readonly told?: ToldCircumstances;
  readonly latest: FileRows;
}

export interface ToldCircumstances {
  readonly circumstances: Circumstances;
  readonly period: FileRows['period'];
  readonly source: string;
}
