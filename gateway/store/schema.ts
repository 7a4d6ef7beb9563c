/** The tables, as Kysely sees them. Names are the code's words; times are ISO 8601 UTC text with milliseconds. */
import type { Generated } from 'kysely';

export interface Schema {
  source_message: SourceMessageTable;
  fact: FactTable;
  checkpoint: CheckpointTable;
  visit: VisitTable;
  patient_alias: PatientAliasTable;
  directory_entry: DirectoryEntryTable;
  source_set: SourceSetTable;
  set_resource: SetResourceTable;
  person_evidence: PersonEvidenceTable;
  person_number: PersonNumberTable;
  person_link: PersonLinkTable;
  match_candidate: MatchCandidateTable;
  council_upload: CouncilUploadTable;
  staged_row: StagedRowTable;
  resource: ResourceTable;
  resource_history: ResourceHistoryTable;
  search_token: SearchTokenTable;
  search_reference: SearchReferenceTable;
  search_date: SearchDateTable;
  search_string: SearchStringTable;
  step: StepTable;
  subscription_state: SubscriptionStateTable;
  delivery: DeliveryTable;
  delivery_attempt: DeliveryAttemptTable;
  setting: SettingTable;
  schema_migration: SchemaMigrationTable;
}

/** The journal: every framed message, accepted or refused, with its bytes. Never updated but for `receipts`. */
export interface SourceMessageTable {
  /** UUIDv5 of feed, control id and content hash. */
  id: string;
  feed: string;
  control_id: string;
  /** SHA-256 of the raw bytes, hex. */
  hash: string;
  raw: Uint8Array;
  charset: string | null;
  trigger: string | null;
  received_at: string;
  last_received_at: string;
  /** How often the same bytes came. */
  receipts: number;
  correlation_id: string;
  peer: string;
  outcome: 'committed' | 'rejected' | 'quarantined';
  /** JSON {code, condition, segment, sequence, field, text}; null when committed. */
  rejection: string | null;
  /** JSON array of data-quality flags and mapping issues; '[]' when none. */
  issues: string;
  /** JSON {reason, text}; null unless quarantined. */
  quarantine: string | null;
  /** Milliseconds by which MSH-7 lay after receipt (behind it: negative); null where it could not be read. */
  skew_ms: number | null;
  /** JSON MessageEffects: what the message stated and changed; null where it changed nothing, or for one of an older release. */
  effects: string | null;
}

/** Forward trace of a message, JSON in `source_message.effects`. */
export interface MessageEffects {
  /** [subject, stamp] of each fact. */
  readonly facts: readonly (readonly [string, string])[];
  /** [type, id, version] of each version written. */
  readonly resources: readonly (readonly [string, string, number])[];
  /** `step.seq` of each step told. */
  readonly steps: readonly number[];
}

/** The fold of a subject's older facts, so that a long-lived person or visit costs no more than a new one. Derived. */
export interface CheckpointTable {
  subject: string;
  /** All facts of the subject up to and including this stamp are folded in. */
  stamp: string;
  /** JSON of the fold's state. */
  state: string;
}

/** What the record needs to find visits by person and time without folding them. Derived. */
export interface VisitTable {
  /** VisitKey of the visit that stands. */
  visit: string;
  /** PersonKey as the visit's facts name it, before merges. */
  person: string;
  /** First instant of the visit, ISO UTC; '' where none is known. */
  starts: string;
  /** 1 while any of its care settings is planned or goes on. */
  open: number;
  /** JSON: ids of its Encounters that stand. */
  encounters: string;
  /** JSON: its care settings as linking reads them. */
  settings: string;
  /** VisitKey under whose grouping its Encounters stand with another visit's; null where they stand alone. */
  journey: string | null;
  /** By which death of the person, or its taking back, it was folded; '' for none. */
  death: string;
  /** JSON PlaceEvidence: what it says of a care home; '' for nothing. */
  residence: string;
}

/** Ids of Patients that were merged into another. Derived. */
export interface PatientAliasTable {
  id: string;
  survivor: string;
}

/** The fold of a set that a source states about a person: mappings/source-set.ts. Derived. */
export interface SourceSetTable {
  set_key: string;
  /** PersonKey as the set's facts name it, before merges and matches. */
  person: string;
  /** SetForm. */
  form: string;
  /** Of the last fact folded in. */
  stamp: string;
  /** JSON of the fold's state. */
  state: string;
  /** JSON array of PlaceEvidence. */
  evidence: string;
}

/** Which resources stand of a set. Derived. */
export interface SetResourceTable {
  type: string;
  id: string;
  set_key: string;
}

/** What matching compares, one row a person after merges and before matches. Derived. */
export interface PersonEvidenceTable {
  /** PersonKey that stands for all numbers merged into it. */
  person: string;
  /** FHIR date; '' where none is known. */
  birth_date: string;
  /** Normalised for comparison; '' where none is known. */
  family: string;
  /** JSON of the whole evidence. */
  detail: string;
}

/** Under which NHS numbers a person is or was known. Derived. */
export interface PersonNumberTable {
  nhs_number: string;
  person: string;
}

/** Who was found to be the same as whom: a person after merges, and the one who stands for both. Derived. */
export interface PersonLinkTable {
  person: string;
  anchor: string;
  /** `M1`, `M4`, `decided` and so on. */
  rule: string;
  /** JSON: reasons, differences, and the statement that decided. */
  detail: string;
}

/** A pair that may be one person and is left to people. Derived. */
export interface MatchCandidateTable {
  /** UUIDv5 of the pair. */
  id: string;
  /** The lesser key of the two. */
  person: string;
  other: string;
  rule: string;
  /** 0 to 100, for the order of the list. */
  score: number;
  /** JSON: reasons and differences. */
  detail: string;
}

/** Which upload of a return has a council's feed at present. */
export interface CouncilUploadTable {
  feed: string;
  upload: string;
  /** When the upload last did something: one that stands still has lost the feed. */
  touched_at: string;
}

/** A row of a return that is being taken in. Gone when its upload ends. */
export interface StagedRowTable {
  upload: string;
  /** In the file, from 1. */
  line: number;
  /** The council's person id; '' for a row that is refused. */
  person: string;
  /** As it stood in the file. */
  record: string;
}

/** One statement of one message about one subject. */
export interface FactTable {
  /** `person:<system>|<value>` or `visit:<system>|<value>`; of a fact about numbers `person-link:` or `visit-link:`, once for each number. */
  subject: string;
  /** The total order, as sortable text: see mappings/fact.ts. */
  stamp: string;
  kind: string;
  source_message_id: string;
  /** JSON of the fact's data. */
  data: string;
}

/** What messages state of practitioners and organisations: one row a distinct statement (record/directory.ts). */
export interface DirectoryEntryTable {
  /** `Practitioner/<id>` or `Organization/<id>`. */
  subject: string;
  content_hash: string;
  content: string;
  first_stamp: string;
  first_source_message_id: string;
  last_stamp: string;
}

/** The current version of every resource. */
export interface ResourceTable {
  key: Generated<number>;
  type: string;
  id: string;
  version: number;
  last_updated: string;
  deleted: number;
  /** Full FHIR JSON including meta, served as it is; '' when deleted. */
  content: string;
  source_message_id: string | null;
}

/** Superseded versions only; the current one stands in `resource`. */
export interface ResourceHistoryTable {
  type: string;
  id: string;
  version: number;
  last_updated: string;
  deleted: number;
  content: string;
  source_message_id: string | null;
}

/** Search rows. `param` is `<Type>.<code>`, e.g. `Encounter.status`. */
export interface SearchTokenTable {
  param: string;
  value: string;
  /** '' where the token has no system. */
  system: string;
  resource_key: number;
}

export interface SearchReferenceTable {
  param: string;
  /** `Patient/<id>`. */
  target: string;
  resource_key: number;
}

export interface SearchDateTable {
  param: string;
  /** First instant covered, ISO UTC ms; '0000' when open. */
  low: string;
  /** Last instant covered, ISO UTC ms; '9999' when open. */
  high: string;
  resource_key: number;
}

export interface SearchStringTable {
  param: string;
  /** NFKD, no marks, lower case, single spaces. */
  norm: string;
  value: string;
  resource_key: number;
}

/** A step of a visit in the words that people use; the cause of alerts. */
export interface StepTable {
  seq: Generated<number>;
  kind: string;
  /** What a `cancelled` step takes back; null otherwise. */
  retracts: string | null;
  encounter_id: string;
  encounter_version: number;
  patient_id: string;
  effective: string;
  recorded_at: string;
  late: number;
  /** 1 where discretion was asked for the person: told to nobody, and shown in no list of events. */
  withheld: number;
  source_message_id: string;
  /** JSON: ward, fromWard and the like; codes and names of places, no person. */
  detail: string;
}

/** What delivery needs of a Subscription, beside its resource. */
export interface SubscriptionStateTable {
  subscription_id: string;
  status: 'requested' | 'active' | 'error' | 'off';
  topic: string;
  /** JSON array (AND) of {param, values[]} (OR), canonical form. */
  filters: string;
  endpoint: string;
  /** JSON array of the request headers as given by the client: secret, served to nobody. */
  headers: string;
  payload: 'empty' | 'id-only' | 'full-resource';
  mime_type: string;
  timeout_s: number | null;
  heartbeat_s: number | null;
  max_count: number | null;
  /** ISO instant after which it is switched off; null when none. */
  ends_at: string | null;
  /** Signing secret, `whsec_...`. */
  secret: string;
  /** Events numbered so far; the next has this plus one. */
  last_event_number: number;
  consecutive_failures: number;
  last_error: string | null;
  last_error_at: string | null;
  created_at: string;
}

export interface DeliveryTable {
  subscription_id: string;
  event_number: number;
  step_seq: number;
  /** The same on every retry: id of the notification Bundle and webhook-id. */
  bundle_id: string;
  status: 'pending' | 'sent' | 'expired' | 'cancelled';
  created_at: string;
  due_at: string;
  expires_at: string;
  attempts: number;
  sent_at: string | null;
  last_error: string | null;
  /** The subscription's topic and content level when the event was numbered. */
  topic: string;
  payload: 'empty' | 'id-only' | 'full-resource';
}

export interface DeliveryAttemptTable {
  subscription_id: string;
  event_number: number;
  attempt: number;
  started_at: string;
  duration_ms: number;
  /** HTTP status; null when there was none. */
  http_status: number | null;
  /** A code of ours: `ok`, `http-status`, `timeout`, `refused`, `blocked-address` and the like. */
  outcome: string;
}

/** Small durable values of the gateway itself, such as the fingerprint of the place's configuration. */
export interface SettingTable {
  name: string;
  value: string;
}

export interface SchemaMigrationTable {
  name: string;
  applied_at: string;
}
