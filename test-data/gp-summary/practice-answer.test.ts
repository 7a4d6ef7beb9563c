import { describe, expect, it } from 'vitest';
import { readSummary } from '../../adapters/gp-summary/read-summary.ts';
import { isSnomedCode } from '../../conformance/bindings/snomed-code.ts';
import { uuidV5 } from '../../gateway/record/uuid.ts';
import { loadPlace } from '../../gateway/place.ts';
import { mapSummary } from '../../mappings/gp-summary/map-summary.ts';
import { resourceIds } from '../../mappings/resource-ids.ts';
import type { GpAreaData } from '../../mappings/gp-summary/summary.ts';
import { ageOn } from '../borough/person.ts';
import { generatePeople } from '../borough/people.ts';
import { MEDICINES } from './medicines.ts';
import type { Registered } from './patient.ts';
import { isRegistered, practiceAnswer } from './practice-answer.ts';
import { PROBLEMS } from './problems.ts';

const place = loadPlace('place.json');
const day = '2026-07-14';
const options = { seed: 1, day };
const people: readonly Registered[] = generatePeople(place, { people: 1200, seed: 1, day }).filter(
  isRegistered,
);
const answers = people.map((person) => ({ person, ...practiceAnswer(person, options) }));

/** As the gateway would read and map it. */
function mapped(submission: unknown): ReturnType<typeof mapSummary> {
  const read = readSummary(Buffer.from(JSON.stringify(submission)));
  if (read.kind === 'refused') throw new Error(`${read.path}: ${read.text}`);
  return mapSummary(read, {
    sourceMessageId: 'm',
    receivedAt: `${day}T00:00:00.000Z`,
    hash: 'h',
    ids: resourceIds(uuidV5),
    idOf: uuidV5,
  });
}

describe('practiceAnswer', () => {
  it('is the same for the same seed, and another for another', () => {
    const [first] = people;
    if (first === undefined) throw new Error('nobody');
    expect(practiceAnswer(first, options)).toEqual(practiceAnswer(first, options));
    const other = people.map((person) => practiceAnswer(person, { seed: 2, day }).history);
    expect(other).not.toEqual(answers.map(({ history }) => history));
  });

  it('is read and mapped without a refusal, and nothing in it is at fault', () => {
    for (const { submission } of answers) {
      const result = mapped(submission);
      if ('refused' in result) throw new Error(`${result.refused.path}: ${result.refused.text}`);
      expect(result.issues).toEqual([]);
    }
  });

  it('says as many problems and medicines as the history has', () => {
    for (const { submission, history } of answers.slice(0, 200)) {
      if (history === undefined) continue;
      const result = mapped(submission);
      if ('refused' in result) throw new Error('refused');
      // Facts of this mapping carry GpAreaData and nothing else.
      const areas = (result.statements.sets ?? []).map(({ data }) => data as GpAreaData);
      const count = (area: string, type: string): number =>
        areas.find((one) => one.area === area)?.items.filter(({ resource }) => resource.resourceType === type)
          .length ?? 0;
      expect(count('problems', 'Condition')).toBe(history.problems.length);
      expect(count('medications', 'MedicationStatement')).toBe(history.medicines.length);
      expect(count('immunisations', 'Immunization')).toBe(history.immunisations.length);
    }
  });

  it('knows more of the old than of the young', () => {
    const mean = (from: number, to: number): number => {
      const of = answers.flatMap(({ person, history }) => {
        const age = ageOn(person.birthDate, day);
        return history === undefined || age < from || age > to ? [] : [history.problems.length];
      });
      return of.reduce((sum, count) => sum + count, 0) / of.length;
    };
    expect(mean(0, 15)).toBeLessThan(0.5);
    expect(mean(40, 64)).toBeLessThan(mean(75, 110));
    expect(mean(75, 110)).toBeGreaterThan(2);
  });

  it('gives nobody a medicine that the allergies forbid', () => {
    const forbidden = answers.flatMap(({ history }) => {
      const allergies = history?.allergies;
      const to = new Set(allergies?.kind === 'listed' ? allergies.allergies.flatMap((a) => a.to ?? []) : []);
      return (history?.medicines ?? []).filter(
        ({ medicine }) => medicine.not !== undefined && to.has(medicine.not),
      );
    });
    expect(forbidden).toEqual([]);
    const kinds = new Set(answers.map(({ history }) => history?.allergies.kind));
    expect([...kinds].sort()).toEqual(['listed', 'none-known', 'not-recorded', undefined]);
  });

  it('prescribes nothing that does not go together', () => {
    const names = answers.map(
      ({ history }) => history?.medicines.map(({ medicine }) => medicine.name).join() ?? '',
    );
    const together = (a: RegExp, b: RegExp): number =>
      names.filter((all) => a.test(all) && b.test(all)).length;
    expect(together(/Apixaban/, /Amlodipine/)).toBeGreaterThan(0);
    expect(together(/Apixaban/, /Aspirin|Clopidogrel/)).toBe(0);
    expect(together(/Aspirin/, /Clopidogrel/)).toBe(0);
  });

  it('refuses a few, and declares gaps of each kind', () => {
    const texts = answers.map(({ submission }) => JSON.stringify(submission));
    for (const sign of [
      'OperationOutcome',
      'confidential-items',
      'data-in-transit',
      'data-awaiting-filing',
    ]) {
      const share = texts.filter((text) => text.includes(`"${sign}"`)).length / texts.length;
      expect(share).toBeGreaterThan(0.002);
      expect(share).toBeLessThan(0.06);
    }
  });

  it('says nothing of the future', () => {
    for (const { history } of answers) {
      const dates = [
        ...(history?.problems ?? []).map(({ since }) => since),
        ...(history?.medicines ?? []).map(({ lastIssue }) => lastIssue),
        ...(history?.immunisations ?? []).map(({ date }) => date),
        history?.asked ?? day,
      ];
      expect(dates.filter((date) => date > day)).toEqual([]);
    }
  });
});

describe('the codes', () => {
  it('have the form of SNOMED CT', () => {
    const codes = [
      ...PROBLEMS.map(({ code }) => code),
      ...Object.values(MEDICINES).flatMap((medicine) => ('code' in medicine ? [medicine.code] : [])),
    ];
    expect(codes.filter((code) => !isSnomedCode(code))).toEqual([]);
  });
});
