/** Allergies as practices record them. SNOMED CT UK edition; "no known allergies" is a statement of its own. */
import type { Random } from '../borough/random.ts';

export interface AllergyKind {
  readonly code: string;
  readonly display: string;
  readonly category: 'medication' | 'food' | 'environment';
  /** Which medicines are not given for it. */
  readonly to?: 'aspirin' | 'statin' | 'codeine';
}

export interface DrawnAllergy extends AllergyKind {
  readonly reaction?: { readonly code: string; readonly display: string; readonly severe: boolean };
}

/** `none-known`: somebody asked. `not-recorded`: nobody knows. */
export type Allergies =
  | { readonly kind: 'listed'; readonly allergies: readonly DrawnAllergy[] }
  | { readonly kind: 'none-known' }
  | { readonly kind: 'not-recorded' };

export const NO_KNOWN_ALLERGIES = { code: '716186003', display: 'No known allergy' } as const;

const KINDS: readonly (readonly [AllergyKind, number])[] = [
  [{ code: '91936005', display: 'Allergy to penicillin', category: 'medication' }, 10],
  [{ code: '91931000', display: 'Allergy to erythromycin', category: 'medication' }, 2],
  [{ code: '292939004', display: 'Trimethoprim adverse reaction', category: 'medication' }, 3],
  [
    {
      code: '293433001',
      display: 'Adverse reaction caused by simvastatin',
      category: 'medication',
      to: 'statin',
    },
    2,
  ],
  [{ code: '293586001', display: 'Allergy to aspirin', category: 'medication', to: 'aspirin' }, 2],
  [{ code: '292055008', display: 'Codeine adverse reaction', category: 'medication', to: 'codeine' }, 2],
  [{ code: '300916003', display: 'Latex allergy', category: 'environment' }, 2],
  [{ code: '300910009', display: 'Allergy to pollen', category: 'environment' }, 4],
  [{ code: '91930004', display: 'Allergy to edible egg', category: 'food' }, 1],
  [{ code: '91935009', display: 'Allergy to peanut', category: 'food' }, 2],
];

const REACTIONS: readonly (readonly [NonNullable<DrawnAllergy['reaction']>, number])[] = [
  [{ code: '271807003', display: 'Eruption of skin', severe: false }, 6],
  [{ code: '422587007', display: 'Nausea', severe: false }, 3],
  [{ code: '230145002', display: 'Difficulty breathing', severe: true }, 1],
  [{ code: '39579001', display: 'Anaphylaxis', severe: true }, 1],
];

/** The older, the more often somebody has asked and the more there is to tell. */
export function drawAllergies(random: Random, age: number): Allergies {
  const some = age < 16 ? 0.08 : age < 65 ? 0.16 : 0.27;
  const chance = random.next();
  if (chance < some) {
    const kinds = random.chance(0.2)
      ? [random.weighted(KINDS), random.weighted(KINDS)]
      : [random.weighted(KINDS)];
    const distinct = [...new Map(kinds.map((kind) => [kind.code, kind])).values()];
    return { kind: 'listed', allergies: distinct.map((kind) => withReaction(random, kind)) };
  }
  return chance < some + 0.5 ? { kind: 'none-known' } : { kind: 'not-recorded' };
}

function withReaction(random: Random, kind: AllergyKind): DrawnAllergy {
  return random.chance(0.6) ? { ...kind, reaction: random.weighted(REACTIONS) } : kind;
}
