/**
 * Long-term problems as a practice would have them coded: how likely at which age, and what is usually prescribed.
 * Rounded after the prevalence that English practices publish (Quality and Outcomes Framework); SNOMED CT UK edition.
 */
import type { Sex } from '../borough/names.ts';
import type { MedicineKey } from './medicines.ts';

export interface ProblemKind {
  readonly code: string;
  readonly display: string;
  readonly significance: 'major' | 'minor';
  /** Likelihood from the age on, ascending; none below the first. */
  readonly likelihood: readonly (readonly [age: number, likelihood: number])[];
  readonly sex?: Sex;
  /** One of each list is prescribed to nearly everybody with the problem. */
  readonly medicines: readonly (readonly MedicineKey[])[];
}

export const PROBLEMS: readonly ProblemKind[] = [
  problem(
    '59621000',
    'Essential hypertension',
    [
      [35, 0.06],
      [50, 0.25],
      [65, 0.45],
      [80, 0.6],
    ],
    [['amlodipine', 'ramipril', 'bendroflumethiazide']],
  ),
  problem(
    '44054006',
    'Type 2 diabetes mellitus',
    [
      [35, 0.04],
      [50, 0.1],
      [65, 0.18],
    ],
    [['metformin'], ['gliclazide', 'atorvastatin']],
  ),
  problem('46635009', 'Type 1 diabetes mellitus', [[10, 0.004]], [['insulin']]),
  problem(
    '195967001',
    'Asthma',
    [
      [5, 0.08],
      [65, 0.07],
    ],
    [['salbutamol'], ['beclometasone']],
  ),
  problem(
    '13645005',
    'Chronic obstructive pulmonary disease',
    [
      [50, 0.05],
      [70, 0.1],
    ],
    [['salbutamol'], ['tiotropium']],
  ),
  problem(
    '49436004',
    'Atrial fibrillation',
    [
      [60, 0.05],
      [75, 0.15],
      [85, 0.22],
    ],
    [['apixaban'], ['bisoprolol', 'digoxin']],
  ),
  problem(
    '84114007',
    'Heart failure',
    [
      [65, 0.04],
      [80, 0.1],
    ],
    [['furosemide'], ['bisoprolol']],
  ),
  problem(
    '53741008',
    'Coronary arteriosclerosis',
    [
      [50, 0.05],
      [65, 0.12],
      [80, 0.18],
    ],
    [['aspirin', 'clopidogrel'], ['atorvastatin']],
  ),
  problem(
    '433144002',
    'Chronic kidney disease stage 3',
    [
      [60, 0.06],
      [75, 0.2],
    ],
    [],
  ),
  problem(
    '396275006',
    'Osteoarthritis',
    [
      [50, 0.12],
      [70, 0.28],
    ],
    [['paracetamol', 'co-codamol']],
    'minor',
  ),
  problem(
    '64859006',
    'Osteoporosis',
    [
      [65, 0.06],
      [80, 0.16],
    ],
    [['alendronic-acid']],
    'minor',
    'female',
  ),
  problem(
    '40930008',
    'Hypothyroidism',
    [
      [30, 0.03],
      [60, 0.08],
    ],
    [['levothyroxine']],
  ),
  problem(
    '35489007',
    'Depressive disorder',
    [
      [18, 0.1],
      [75, 0.07],
    ],
    [['citalopram', 'fluoxetine']],
  ),
  problem(
    '197480006',
    'Anxiety disorder',
    [
      [14, 0.05],
      [70, 0.02],
    ],
    [],
    'minor',
  ),
  problem(
    '52448006',
    'Dementia',
    [
      [65, 0.02],
      [75, 0.07],
      [85, 0.2],
    ],
    [['donepezil']],
  ),
  problem(
    '230690007',
    'Cerebrovascular accident',
    [
      [60, 0.03],
      [75, 0.08],
    ],
    [['clopidogrel'], ['atorvastatin']],
  ),
  problem(
    '49049000',
    "Parkinson's disease",
    [
      [65, 0.01],
      [80, 0.02],
    ],
    [['co-careldopa']],
  ),
  problem('84757009', 'Epilepsy', [[5, 0.008]], [['levetiracetam']]),
  problem(
    '90560007',
    'Gout',
    [
      [45, 0.03],
      [70, 0.05],
    ],
    [['allopurinol']],
    'minor',
    'male',
  ),
  problem(
    '235595009',
    'Gastro-oesophageal reflux disease',
    [
      [40, 0.08],
      [65, 0.14],
    ],
    [['omeprazole']],
    'minor',
  ),
  problem(
    '266569009',
    'Benign prostatic hyperplasia',
    [
      [60, 0.1],
      [75, 0.22],
    ],
    [['tamsulosin']],
    'minor',
    'male',
  ),
  problem(
    '43116000',
    'Eczema',
    [
      [1, 0.09],
      [12, 0.05],
    ],
    [['emollient']],
    'minor',
  ),
  problem(
    '37796009',
    'Migraine',
    [
      [14, 0.05],
      [60, 0.01],
    ],
    [],
    'minor',
  ),
];

/** After eighty, how many are frail in which degree; the rest are fit. */
export const FRAILTY: readonly (readonly [code: string, display: string, share: number])[] = [
  ['925791000000100', 'Mild frailty', 0.3],
  ['925831000000107', 'Moderate frailty', 0.22],
  ['925861000000102', 'Severe frailty', 0.1],
];

/** The code by which a practice marks a resident; it names no home. */
export const LIVES_IN_A_HOME = { code: '394923006', display: 'Lives in a residential home' } as const;

export const DEMENTIA = '52448006';

function problem(
  code: string,
  display: string,
  likelihood: ProblemKind['likelihood'],
  medicines: ProblemKind['medicines'],
  significance: ProblemKind['significance'] = 'major',
  sex?: Sex,
): ProblemKind {
  return { code, display, significance, likelihood, medicines, ...(sex === undefined ? {} : { sex }) };
}
