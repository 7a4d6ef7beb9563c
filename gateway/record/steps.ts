/**
 * The steps to tell of a visit, in the words that people use: what leads from what was told to what is true.
 * Interweave: alerts speak of the care setting, never of the parent; a bed move is no step.
 */
import type { CareSetting, VisitState } from '../../mappings/adt/resources/states.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import { same } from './fold-person.ts';
import type { RetractedKind, StepKind } from './step-event.ts';
import { isAnythingTold, NOTHING_TOLD, type Told } from './told.ts';

export interface Step {
  readonly setting: CareSettingKey;
  readonly kind: StepKind;
  readonly retracts?: RetractedKind;
  /** Of whom it was or is told. */
  readonly patientId: string;
  /** When it happened, ISO UTC; undefined where only the message's own time can say. */
  readonly at?: string;
  /** Codes of places and dates, for the ledger: no person. */
  readonly detail: Readonly<Record<string, string>>;
}

export interface StepInput {
  /** By care setting. */
  readonly told: ReadonlyMap<CareSettingKey, Told>;
  /** The state before the message, for corrections. */
  readonly before: VisitState | undefined;
  readonly after: VisitState;
  /** Whose visit it is now. */
  readonly patientId: string;
}

/** Emergency and inpatient care are told, and a stay of unknown class; outpatient attendances are no journey. */
const OPENING: Partial<Record<CareSettingKey, 'arrived' | 'admitted'>> = {
  emergency: 'arrived',
  inpatient: 'admitted',
  unknown: 'admitted',
};

/** In the order of the visit's settings, retractions of what is no longer there first. */
export function stepsToTell({ told, before, after, patientId }: StepInput): readonly Step[] {
  const was = new Map(before?.settings.map((s) => [s.key, s]));
  const is = new Map(after.settings.map((s) => [s.key, s]));
  const keys = new Set([...[...told.keys()].filter((key) => !is.has(key)), ...is.keys()]);
  return [...keys].flatMap((key) => {
    const opening = OPENING[key];
    if (opening === undefined) return [];
    const setting = is.get(key);
    const teller = new Teller(key, opening, told.get(key) ?? NOTHING_TOLD, patientId);
    return teller.tell(toTell(setting) ? setting : undefined, was.get(key), after);
  });
}

/** The steps of one care setting. */
class Teller {
  readonly #key: CareSettingKey;
  readonly #opening: 'arrived' | 'admitted';
  readonly #patientId: string;
  #told: Told;
  readonly #steps: Step[] = [];

  constructor(key: CareSettingKey, opening: 'arrived' | 'admitted', told: Told, patientId: string) {
    this.#key = key;
    this.#opening = opening;
    this.#told = told;
    this.#patientId = patientId;
  }

  /** @param now the setting, if the patient is or was there. */
  tell(now: CareSetting | undefined, before: CareSetting | undefined, visit: VisitState): readonly Step[] {
    const { opening } = this.#told;
    const anotherPerson = opening !== undefined && opening.patientId !== this.#patientId;
    if (isAnythingTold(this.#told) && (now === undefined || anotherPerson)) this.#takeAllBack();
    if (now === undefined) return this.#steps;
    this.#open(now);
    this.#leave(hasLeft(now, visit), now);
    if (now.status !== 'finished') {
      this.#move(now);
      this.#expect(now.data.expectedDischarge ?? undefined);
    }
    if (this.#steps.length === 0 && happened(before) && corrected(before, now))
      this.#add('corrected', undefined, place(now));
    return this.#steps;
  }

  /** One retraction for everything: whoever was told anything of this Encounter gets it. */
  #takeAllBack(): void {
    const { opening } = this.#told;
    this.#steps.push({
      setting: this.#key,
      kind: 'cancelled',
      retracts: opening === undefined ? 'discharged' : this.#opening,
      patientId: opening?.patientId ?? this.#patientId,
      detail: {},
    });
    this.#told = NOTHING_TOLD;
  }

  /** A lone discharge tells that somebody left; that they came is told when it is known. */
  #open(now: CareSetting): void {
    if (this.#told.opening !== undefined || (now.implied && now.status === 'finished')) return;
    const detail = place(now);
    this.#add(this.#opening, now.start?.instant, detail);
    this.#told = { ...this.#told, wards: [detail['ward']] };
  }

  #leave(left: boolean, now: CareSetting): void {
    if (left && !this.#told.left) this.#add('discharged', now.end?.instant, place(now));
    if (!left && this.#told.left) this.#add('cancelled', undefined, place(now), 'discharged');
  }

  #move(now: CareSetting): void {
    const to = wardOf(now);
    const { wards } = this.#told;
    const from = wards.at(-1);
    if (to === undefined || to === from || wards.length === 0) return;
    const detail = { ...(from === undefined ? {} : { fromWard: from }), ward: to };
    // Back where they were told to be before, and the move is no part of the history: it never took place.
    const neverWas = from !== undefined && !now.stays.some((stay) => wardCode(stay) === from);
    if (neverWas && wards.length > 1 && wards.at(-2) === to)
      this.#add('cancelled', undefined, detail, 'transferred');
    else this.#add('transferred', now.stays.at(-1)?.start?.instant, detail);
  }

  #expect(expected: string | undefined): void {
    if (expected === this.#told.expected) return;
    if (expected === undefined) this.#add('cancelled', undefined, {}, 'expected-discharge');
    else this.#add('expected-discharge', undefined, { expected });
  }

  #add(kind: StepKind, at: string | undefined, detail: Step['detail'], retracts?: RetractedKind): void {
    this.#steps.push({
      setting: this.#key,
      kind,
      ...(retracts === undefined ? {} : { retracts }),
      patientId: this.#patientId,
      ...(at === undefined ? {} : { at }),
      detail,
    });
  }
}

/** What happened, unless its class is unknown and nobody said "admitted": that may be a clinic. */
function toTell(setting: CareSetting | undefined): setting is CareSetting {
  if (!happened(setting)) return false;
  return (
    setting.key !== 'unknown' ||
    setting.status === 'in-progress' ||
    setting.earlier.some(({ status }) => status === 'in-progress')
  );
}

/** The patient was or is here. */
function happened(setting: CareSetting | undefined): setting is CareSetting {
  return (
    setting !== undefined &&
    (setting.status === 'arrived' || setting.status === 'in-progress' || setting.status === 'finished')
  );
}

/**
 * The patient left the hospital. Being admitted from A&E is not leaving; going on as an outpatient is, once that ends,
 * since nobody tells of outpatients.
 */
function hasLeft(setting: CareSetting, visit: VisitState): boolean {
  if (setting.status !== 'finished') return false;
  if (setting.endedBy === 'discharge') return true;
  const others = visit.settings.filter((s) => s !== setting && happened(s));
  if (others.some((s) => OPENING[s.key] !== undefined && toTell(s))) return false;
  return others.length > 0 && others.every((s) => s.status === 'finished' && s.endedBy === 'discharge');
}

/** Something that was told has another time or place now. */
function corrected(before: CareSetting, after: CareSetting): boolean {
  return (
    !same(before.start, after.start) ||
    (before.endedBy === 'discharge' && !same(before.end, after.end)) ||
    !same(wardsOf(before), wardsOf(after))
  );
}

/** The wards in turn, each with its start; a move between beds of one ward is none. */
function wardsOf({ stays }: CareSetting): unknown {
  return stays
    .filter((stay, i) => {
      const former = stays[i - 1];
      return former === undefined || wardCode(former) !== wardCode(stay);
    })
    .map((stay) => [wardCode(stay), stay.start?.instant]);
}

function wardOf(setting: CareSetting): string | undefined {
  const stay = setting.stays.at(-1);
  return stay === undefined ? undefined : wardCode(stay);
}

/** Site and ward; undefined for a place without a ward, which says nothing that a nurse could go by. */
function wardCode({ location }: CareSetting['stays'][number]): string | undefined {
  return location.ward === undefined ? undefined : `${location.site}/${location.ward}`;
}

function place(setting: CareSetting): Record<string, string> {
  const code = wardOf(setting);
  return code === undefined ? {} : { ward: code };
}
