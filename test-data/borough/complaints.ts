/** Why people come, by age: what brings them to A&E, what they are admitted with, what they are booked in for. */
import type { Random } from './random.ts';

export interface Complaint {
  readonly text: string;
  /** Treatment function. */
  readonly specialty: string;
  /** Ages that it happens to, both ends included. */
  readonly ages: readonly [number, number];
  /** Code of the ward that takes it, where one does. */
  readonly ward?: string;
}

const ALL: readonly [number, number] = [0, 120];
const AE = '180';

const ARRIVALS: readonly Complaint[] = [
  { text: 'Chest pain', specialty: AE, ages: [18, 120] },
  { text: 'Shortness of breath', specialty: AE, ages: ALL },
  { text: 'Fall at home', specialty: AE, ages: [65, 120] },
  { text: 'Fall at home', specialty: AE, ages: [80, 120] },
  { text: 'Abdominal pain', specialty: AE, ages: ALL },
  { text: 'Head injury', specialty: AE, ages: ALL },
  { text: 'Confusion, new onset', specialty: AE, ages: [70, 120] },
  { text: 'Urinary symptoms', specialty: AE, ages: [18, 120] },
  { text: 'Limb injury', specialty: AE, ages: [2, 120] },
  { text: 'Collapse, unwitnessed', specialty: AE, ages: [40, 120] },
  { text: 'Laceration of hand', specialty: AE, ages: [3, 75] },
  { text: 'Feverish illness', specialty: AE, ages: [0, 10] },
  { text: 'Vomiting', specialty: AE, ages: [0, 60] },
];

const ACUTE: readonly Complaint[] = [
  { text: 'Pneumonia', specialty: '300', ages: ALL },
  { text: 'Heart failure', specialty: '320', ages: [60, 120], ward: 'CCU' },
  { text: 'Stroke', specialty: '300', ages: [55, 120], ward: 'STROKE' },
  { text: 'Fractured neck of femur', specialty: '110', ages: [70, 120] },
  { text: 'Urinary tract infection', specialty: '430', ages: [65, 120] },
  { text: 'Exacerbation of COPD', specialty: '340', ages: [50, 120] },
  { text: 'Cholecystitis', specialty: '100', ages: [25, 85] },
  { text: 'Appendicitis', specialty: '100', ages: [6, 40] },
  { text: 'Cellulitis of leg', specialty: '300', ages: [30, 120] },
  { text: 'Asthma', specialty: '340', ages: [3, 45] },
  { text: 'Bronchiolitis', specialty: '420', ages: [0, 1] },
  { text: 'Gastroenteritis', specialty: '300', ages: [0, 60] },
];

const ELECTIVE: readonly Complaint[] = [
  { text: 'Cataract extraction', specialty: '130', ages: [60, 120] },
  { text: 'Hernia repair', specialty: '100', ages: [25, 120] },
  { text: 'Knee arthroscopy', specialty: '110', ages: [18, 75] },
  { text: 'Cystoscopy', specialty: '101', ages: [30, 120] },
  { text: 'Colonoscopy', specialty: '301', ages: [18, 120] },
  { text: 'Tonsillectomy', specialty: '120', ages: [3, 30] },
  { text: 'Dental extraction', specialty: '140', ages: ALL },
];

export const drawArrival = (random: Random, age: number): Complaint => draw(random, ARRIVALS, age);
export const drawAcute = (random: Random, age: number): Complaint => draw(random, ACUTE, age);
export const drawElective = (random: Random, age: number): Complaint => draw(random, ELECTIVE, age);

/** Code of the ward that takes this illness, where one does. */
export function wardOfComplaint(text: string): string | undefined {
  return ACUTE.find((complaint) => complaint.text === text)?.ward;
}

function draw(random: Random, complaints: readonly Complaint[], age: number): Complaint {
  return random.pick(complaints.filter(({ ages: [from, to] }) => age >= from && age <= to));
}
