import { describe, expect, it } from 'vitest';
import { GMC_NUMBER, GMP_NUMBER } from '../../../conformance/systems.ts';
import { sourceSegment } from '../../../test-data/adt/source.ts';
import { IssueList } from '../issue.ts';
import { clinicians } from './clinician.ts';

const BASE = 'https://fhir.nhs.uk/RFR/Id/';
const read = (text: string): ReturnType<typeof clinicians> =>
  clinicians(sourceSegment(`PV1|${text}`), 1, BASE, new IssueList());

describe('XCN', () => {
  it.each([
    ['a consultant by its shape', 'C3456789^Darwin^Samuel^^^Dr', GMC_NUMBER],
    ['a consultant, whatever the authority says', 'C3456789^Darwin^Samuel^^^Dr^^^GMP', GMC_NUMBER],
    ['a GP by its shape', 'G5612908^Townley^Gregory^^^Dr', GMP_NUMBER],
    ['a GP, whatever the authority says', 'G5612908^Townley^Gregory^^^Dr^^^GMC', GMP_NUMBER],
    ['a bare number of the medical council', '3456789^Darwin^Samuel^^^Dr^^^GMC', GMC_NUMBER],
    ['a local id of a named authority', 'P473714^Brown^M^^^Dr^^^PAS', `${BASE}practitioner-pas`],
    ['a local id of no authority', 'P473714^Brown^M^^^Dr', `${BASE}practitioner`],
  ])('is named by the system of %s', (_, text, system) => {
    expect(read(text)).toMatchObject([{ system, value: text.split('^')[0] }]);
  });

  it('has the whole name', () => {
    expect(read('C3456789^Darwin^Samuel^Erasmus^FRCP^Dr')).toEqual([
      {
        system: GMC_NUMBER,
        value: 'C3456789',
        name: { family: 'Darwin', given: ['Samuel', 'Erasmus'], prefix: ['Dr'], suffix: ['FRCP'] },
      },
    ]);
  });

  it('without an id is a name and nothing more', () => {
    expect(read('^Jones^Stuart^James^^Dr')).toEqual([
      { name: { family: 'Jones', given: ['Stuart', 'James'], prefix: ['Dr'] } },
    ]);
  });

  it('repeated under several ids is one doctor, by the national id', () => {
    expect(
      read('HB^BADGER^HONEY^^^^^^CONS~C1111111^BADGER^HONEY^^^^^^CDS~752^BADGER^HONEY^^^^^^PROVID'),
    ).toEqual([{ system: GMC_NUMBER, value: 'C1111111', name: { family: 'BADGER', given: ['HONEY'] } }]);
  });

  it('keeps distinct doctors in the order sent', () => {
    expect(read('C3456780^Curie^Maria~C3456789^Darwin^Samuel')?.map((c) => c.value)).toEqual([
      'C3456780',
      'C3456789',
    ]);
  });

  it('keeps doctors without names apart by their ids', () => {
    expect(read('C3456780~C3456789')?.map((c) => c.value)).toEqual(['C3456780', 'C3456789']);
  });

  it('is cleared by a null and absent without a value', () => {
    expect(read('""')).toBeNull();
    expect(read('')).toBeUndefined();
    expect(read('^^^^^Dr')).toBeUndefined();
  });
});
