/** Searches of a borough over HTTP: as a clinician finds somebody, and as a locality team finds who of theirs is in hospital. */
import { NHS_NUMBER } from '../systems.ts';
import { measureReads, type Read } from './borough-reads.ts';
import type { Figure } from './figure.ts';
import type { BenchContext } from './stage.ts';

const READS: readonly Read[] = [
  {
    name: 'search by NHS number',
    path: ({ nhsNumber }) => `Patient?identifier=${NHS_NUMBER}|${nhsNumber}`,
  },
  {
    name: 'search by name',
    path: ({ family, given }) =>
      `Patient?family=${encodeURIComponent(family)}&given=${encodeURIComponent(given)}`,
  },
  { name: 'search by locality', path: ({ locality }) => `Patient?locality=${locality}` },
  {
    name: 'search by name within locality',
    path: ({ locality, family }) => `Patient?locality=${locality}&family=${encodeURIComponent(family)}`,
  },
  {
    name: "board: a locality's open encounters",
    path: ({ locality }) =>
      `Encounter?status=in-progress&patient.locality=${locality}&_include=Encounter:patient`,
  },
];

export function search(context: BenchContext): Promise<readonly Figure[]> {
  return measureReads(context, READS);
}
