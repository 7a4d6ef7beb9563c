/**
 * The steps to tell of a visit, in the words that people use: what leads from what was told to what is true.
 * Interweave: alerts speak of the care setting, never of the parent; a bed move is no step.
 */
import type { CareSetting, VisitState } from '../../mappings/adt/resources/states.ts';
import type { CareSettingKey } from '../../mappings/adt/tables/patient-class.ts';
import { same } from './fold-person.ts';
import { leavingOf, type Leaving } from './leaving.ts';
import type { RetractedKind, StepKind } from './step-event.ts';
import { happened, isTellable, OPENING } from './tellable.ts';
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
  /** Settings of other visits that are one journey with this one. */
  readonly journey?: readonly CareSetting[];
  /** Settings that another system's visit tells already: nothing is told of them unless something was told before. */
  readonly shadowed?: ReadonlySet<CareSettingKey>;
}

/** In the order of the visit's settings, retractions of what is no longer there first. */
export function stepsToTell(input: StepInput): readonly Step[] {
  const { told, before, after, patientId, journey = [], shadowed } = input;
  const was = new Map(before?.settings.map((s) => [s.key, s]));
  const is = new Map(after.settings.map((s) => [s.key, s]));
  const keys = new Set([...[...told.keys()].filter((key) => !is.has(key)), ...is.keys()]);
  return [...keys].flatMap((key) => {
    const opening = OPENING[key];
    if (opening === undefined) return [];
    const sofar = told.get(key) ?? NOTHING_TOLD;
    const setting = is.get(key);
    const now = isTellable(setting) ? setting : undefined;
    const untold = shadowed?.has(key) === true && !isStillTold(sofar, patientId);
    const teller = new Teller(key, opening, sofar, patientId);
    return teller.tell(
      untold || now === undefined ? undefined : { now, leaving: leavingOf(now, after, journey) },
      was.get(key),
    );
  });
}

/** Something stands told, and of this person. */
function isStillTold(told: Told, patientId: string): boolean {
  return isAnythingTold(told) && (told.opening === undefined || told.opening.patientId === patientId);
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

  /** @param truth the setting, if the patient is or was there and it is to be told, and how they left. */
  tell(
    truth: { readonly now: CareSetting; readonly leaving: Leaving | undefined } | undefined,
    before: CareSetting | undefined,
  ): readonly Step[] {
    const { opening } = this.#told;
    const anotherPerson = opening !== undefined && opening.patientId !== this.#patientId;
    if (isAnythingTold(this.#told) && (truth === undefined || anotherPerson)) this.#takeAllBack();
    if (truth === undefined) return this.#steps;
    const { now, leaving } = truth;
    this.#open(now);
    this.#leave(leaving, now);
    if (now.status !== 'finished') {
      this.#move(now);
      this.#expect('expected-discharge', this.#told.expected, now.data.expectedDischarge, 'expected');
      this.#expect('ready-for-discharge', this.#told.ready, now.data.readyForDischarge, 'ready');
    }
    if (this.#steps.length === 0 && happened(before) && corrected(before, now))
      this.#add('corrected', undefined, place(now));
    return this.#steps;
  }

  /** One retraction for everything where an opening was told: whoever was told anything of this Encounter gets it. */
  #takeAllBack(): void {
    const { opening, discharged, died } = this.#told;
    const told: RetractedKind[] = [
      ...(died ? ['died' as const] : []),
      ...(discharged ? ['discharged' as const] : []),
    ];
    const retracted = opening === undefined && told.length > 0 ? told : [this.#opening];
    for (const retracts of retracted) {
      this.#steps.push({
        setting: this.#key,
        kind: 'cancelled',
        retracts,
        patientId: opening?.patientId ?? this.#patientId,
        detail: {},
      });
    }
    this.#told = NOTHING_TOLD;
  }

  /** A lone discharge tells that somebody left; that they came is told when it is known. */
  #open(now: CareSetting): void {
    if (this.#told.opening !== undefined || (now.implied && now.status === 'finished')) return;
    const detail = place(now);
    this.#add(this.#opening, now.start?.instant, detail);
    this.#told = { ...this.#told, wards: [detail['ward']] };
  }

  /** Who was told of a discharge, and then of the death that it was, is not told that there was no discharge. */
  #leave(how: Leaving | undefined, now: CareSetting): void {
    const { discharged, died } = this.#told;
    const detail = place(now);
    if (died && how !== 'died') this.#add('cancelled', undefined, detail, 'died');
    if (discharged && how === undefined) this.#add('cancelled', undefined, detail, 'discharged');
    if (how !== undefined && !this.#told[how]) this.#add(how, now.end?.instant, detail);
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

  #expect(
    kind: 'expected-discharge' | 'ready-for-discharge',
    told: string | undefined,
    is: string | null | undefined,
    name: string,
  ): void {
    if ((is ?? undefined) === told) return;
    if (is == null) this.#add('cancelled', undefined, {}, kind);
    else this.#add(kind, undefined, { [name]: is });
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

/** Something that was told has another time or place now. Of who died that is nobody's errand any more. */
function corrected(before: CareSetting, after: CareSetting): boolean {
  if (after.endedBy === 'death') return false;
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
