/** What the reader of one R4 format makes of a bundle: its areas and what they list. How it is stated is state-summary.ts. */
import type { AreaCode, AreaState, AreaWarning, SummaryFormat } from '../summary.ts';
import type { Json } from '../stu3/mapper.ts';
import type { Entry, ResourceIndex } from './resource-index.ts';

export interface DraftArea {
  readonly area: Exclude<AreaCode, 'supporting'>;
  readonly state: AreaState;
  readonly warnings: readonly AreaWarning[];
  readonly members: readonly Entry[];
  /** FHIR dateTime of the List or document. */
  readonly asOf?: string;
  readonly note?: string;
  readonly reason?: string;
  /** The summary does not list the area, or not as a whole: what is missing from it is not gone. */
  readonly partial?: true;
}

export interface SummaryDraft {
  readonly format: Exclude<SummaryFormat, 'gp-connect-structured'>;
  readonly index: ResourceIndex;
  readonly areas: readonly DraftArea[];
  /** Composition or List that names the person, for bundles that hold no Patient. */
  readonly about: readonly Entry[];
  /** Composition.date or Bundle.timestamp: the time of the person's details. */
  readonly asOf?: string;
  /** Entries whose organisations are responsible for the summary, the strongest first. */
  readonly responsible: readonly { readonly reference: Json; readonly from: Entry }[];
  /** The format gives out nothing but whole summaries. */
  readonly whole?: true;
  /** The format files a person under a traced NHS number alone. */
  readonly numberIsTraced?: true;
  /** Resources that the format makes of the document itself, in R4, without id and meta, with entries that they refer to. */
  readonly made?: (refer: (reference: Json, from: Entry) => Json | undefined) => readonly MadeItem[];
  /** Entries that only what is made refers to. */
  readonly needed?: readonly Entry[];
}

export interface MadeItem {
  readonly area: DraftArea['area'];
  readonly key: string;
  /** R4, without id and the reference to the person. */
  readonly resource: Json & { readonly resourceType: string };
}
