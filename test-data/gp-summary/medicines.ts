/** Medicines as prescribed, for the problems of problems.ts. Those whose dm+d code is not at hand are named in words alone. */

export interface Medicine {
  readonly name: string;
  /** dm+d virtual product, SNOMED CT UK drug extension. */
  readonly code?: string;
  readonly dose: string;
  /** For a month. */
  readonly quantity: number;
  readonly unit: string;
  /** What a person must not be allergic to: a key of allergies.ts. */
  readonly not?: 'aspirin' | 'statin' | 'codeine';
}

export type MedicineKey = keyof typeof MEDICINES;

export const MEDICINES = {
  amlodipine: tablets('Amlodipine 10mg tablets', '319284000', 'One to be taken each day'),
  ramipril: capsules('Ramipril 10mg capsules', '318906001', 'One to be taken each day'),
  bendroflumethiazide: tablets(
    'Bendroflumethiazide 2.5mg tablets',
    '317919004',
    'One to be taken each morning',
  ),
  metformin: {
    ...tablets('Metformin 500mg tablets', '325278007', 'One twice a day with meals'),
    quantity: 56,
  },
  gliclazide: tablets('Gliclazide 80mg tablets', '325242002', 'One each morning'),
  atorvastatin: { ...tablets('Atorvastatin 20mg tablets', '320030001', 'One at night'), not: 'statin' },
  insulin: {
    name: 'Insulin glargine 100units/ml solution for injection 3ml pre-filled disposable devices',
    code: '38897011000001107',
    dose: 'As directed, once a day',
    quantity: 5,
    unit: 'pre-filled disposable injection',
  },
  salbutamol: {
    name: 'Salbutamol 100micrograms/dose inhaler CFC free',
    code: '39113611000001102',
    dose: 'One or two puffs when required',
    quantity: 200,
    unit: 'dose',
  },
  beclometasone: {
    name: 'Beclometasone 100micrograms/dose inhaler',
    code: '320537007',
    dose: 'One puff twice a day',
    quantity: 200,
    unit: 'dose',
  },
  tiotropium: {
    name: 'Tiotropium bromide 18microgram inhalation powder capsules',
    dose: 'One capsule inhaled each day',
    quantity: 30,
    unit: 'capsule',
  },
  apixaban: { ...tablets('Apixaban 5mg tablets', undefined, 'One twice a day'), quantity: 56 },
  bisoprolol: tablets('Bisoprolol 2.5mg tablets', undefined, 'One each morning'),
  digoxin: tablets('Digoxin 125microgram tablets', '317896006', 'One each day'),
  furosemide: tablets('Furosemide 20mg tablets', '317971007', 'Two each morning'),
  aspirin: {
    ...tablets('Aspirin 75mg dispersible tablets', '319773006', 'One each day, with food'),
    not: 'aspirin',
  },
  clopidogrel: tablets('Clopidogrel 75mg tablets', '319799004', 'One each day'),
  paracetamol: {
    ...capsules('Paracetamol 500mg capsules', '322280009', 'Two up to four times a day when required'),
    quantity: 100,
  },
  'co-codamol': {
    ...capsules(
      'Co-codamol 30mg/500mg capsules',
      '322366004',
      'One or two up to four times a day when required',
    ),
    quantity: 100,
    not: 'codeine',
  },
  'alendronic-acid': { ...tablets('Alendronic acid 70mg tablets', undefined, 'One each week'), quantity: 4 },
  levothyroxine: tablets('Levothyroxine sodium 100microgram tablets', '374296008', 'One each morning'),
  citalopram: tablets('Citalopram 10mg tablets', '321989000', 'One each day'),
  fluoxetine: capsules('Fluoxetine 20mg capsules', '321949006', 'One each day'),
  donepezil: tablets('Donepezil 10mg tablets', undefined, 'One at night'),
  'co-careldopa': {
    ...tablets('Co-careldopa 25mg/100mg tablets', undefined, 'One at 8am, noon, 4pm and 8pm: on time'),
    quantity: 112,
  },
  levetiracetam: { ...tablets('Levetiracetam 500mg tablets', undefined, 'One twice a day'), quantity: 56 },
  allopurinol: tablets('Allopurinol 300mg tablets', '330062008', 'One each day'),
  omeprazole: capsules('Omeprazole 20mg gastro-resistant capsules', '317291008', 'One each day'),
  tamsulosin: capsules(
    'Tamsulosin 400microgram modified-release capsules',
    '38754011000001109',
    'One each day',
  ),
  emollient: { name: 'E45 cream', dose: 'Apply when required', quantity: 125, unit: 'gram' },
} as const satisfies Readonly<Record<string, Medicine>>;

function tablets(name: string, code: string | undefined, dose: string): Medicine {
  return product(name, code, dose, 'tablet');
}

function capsules(name: string, code: string | undefined, dose: string): Medicine {
  return product(name, code, dose, 'capsule');
}

function product(name: string, code: string | undefined, dose: string, unit: string): Medicine {
  return { name, ...(code === undefined ? {} : { code }), dose, quantity: 28, unit };
}
