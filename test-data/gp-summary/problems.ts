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

/** Ages and likelihoods in per cent: `35:6 50:25` is 6 % from 35, and 25 % from 50. */
export const PROBLEMS: readonly ProblemKind[] = [
  problem('59621000', 'Essential hypertension', '35:6 50:25 65:45 80:60', [
    ['amlodipine', 'ramipril', 'bendroflumethiazide'],
  ]),
  problem('44054006', 'Type 2 diabetes mellitus', '35:4 50:10 65:18', [
    ['metformin'],
    ['gliclazide', 'atorvastatin'],
  ]),
  problem('46635009', 'Type 1 diabetes mellitus', '10:0.4', [['insulin']]),
  problem('195967001', 'Asthma', '5:8 65:7', [['salbutamol'], ['beclometasone']]),
  problem('13645005', 'Chronic obstructive pulmonary disease', '50:5 70:10', [
    ['salbutamol'],
    ['tiotropium'],
  ]),
  problem('49436004', 'Atrial fibrillation', '60:5 75:15 85:22', [['apixaban'], ['bisoprolol', 'digoxin']]),
  problem('84114007', 'Heart failure', '65:4 80:10', [['furosemide'], ['bisoprolol']]),
  problem('53741008', 'Coronary arteriosclerosis', '50:5 65:12 80:18', [
    ['aspirin', 'clopidogrel'],
    ['atorvastatin'],
  ]),
  problem('433144002', 'Chronic kidney disease stage 3', '60:6 75:20', []),
  problem('396275006', 'Osteoarthritis', '50:12 70:28', [['paracetamol', 'co-codamol']], 'minor'),
  problem('64859006', 'Osteoporosis', '65:6 80:16', [['alendronic-acid']], 'minor', 'female'),
  problem('40930008', 'Hypothyroidism', '30:3 60:8', [['levothyroxine']]),
  problem('35489007', 'Depressive disorder', '18:10 75:7', [['citalopram', 'fluoxetine']]),
  problem('197480006', 'Anxiety disorder', '14:5 70:2', [], 'minor'),
  problem('52448006', 'Dementia', '65:2 75:7 85:20', [['donepezil']]),
  problem('230690007', 'Cerebrovascular accident', '60:3 75:8', [['clopidogrel'], ['atorvastatin']]),
  problem('49049000', "Parkinson's disease", '65:1 80:2', [['co-careldopa']]),
  problem('84757009', 'Epilepsy', '5:0.8', [['levetiracetam']]),
  problem('90560007', 'Gout', '45:3 70:5', [['allopurinol']], 'minor', 'male'),
  problem('235595009', 'Gastro-oesophageal reflux disease', '40:8 65:14', [['omeprazole']], 'minor'),
  problem('266569009', 'Benign prostatic hyperplasia', '60:10 75:22', [['tamsulosin']], 'minor', 'male'),
  problem('43116000', 'Eczema', '1:9 12:5', [['emollient']], 'minor'),
  problem('37796009', 'Migraine', '14:5 60:1', [], 'minor'),
];

/** From 75, how many are frail in which degree; the rest are fit. */
export const FRAILTY: readonly (readonly [code: string, display: string, share: number])[] = [
  ['925791000000100', 'Mild frailty', 0.3],
  ['925831000000107', 'Moderate frailty', 0.22],
  ['925861000000102', 'Severe frailty', 0.1],
];

/** The code by which a practice marks a resident; it names no home. */
export const LIVES_IN_A_HOME = { code: '394923006', display: 'Lives in a residential home' } as const;

export const DEMENTIA = '52448006';
export const ASTHMA = '195967001';
/** Nobody has both kinds. */
export const DIABETES = { type1: '46635009', type2: '44054006' } as const;

function problem(
  code: string,
  display: string,
  percentages: string,
  medicines: ProblemKind['medicines'],
  significance: ProblemKind['significance'] = 'major',
  sex?: Sex,
): ProblemKind {
  const likelihood = percentages.split(' ').map((one): readonly [number, number] => {
    const [age, percent] = one.split(':').map(Number);
    return [age ?? 0, (percent ?? 0) / 100];
  });
  return { code, display, significance, likelihood, medicines, ...(sex === undefined ? {} : { sex }) };
}
