import { describe, expect, it } from 'vitest';
import { loadPlace } from '../../gateway/place.ts';
import { checkDigit } from './nhs-number.ts';
import { generatePeople } from './people.ts';
import { ageOn, type Person } from './person.ts';

const place = loadPlace('place.json');
const day = '2026-03-10';
const borough = generatePeople(place, { people: 5000, seed: 1, day });

function share(test: (person: Person) => boolean): number {
  return borough.filter(test).length / borough.length;
}

const age = (person: Person): number => ageOn(person.birthDate, day);

describe('generatePeople', () => {
  it('gives the same people for the same seed, and others for another', () => {
    expect(generatePeople(place, { people: 5000, seed: 1, day })).toEqual(borough);
    expect(generatePeople(place, { people: 50, seed: 2, day })).not.toEqual(borough.slice(0, 50));
  });

  it('keeps the first people when more are asked for', () => {
    expect(generatePeople(place, { people: 40, seed: 1, day })).toEqual(borough.slice(0, 40));
  });

  it('gives each person other numbers, and every NHS number is of the 999 range with its check digit', () => {
    const numbers = borough.map((p) => p.nhsNumber).filter((n) => n !== undefined);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(new Set(borough.map((p) => p.localNumber)).size).toBe(5000);
    for (const number of numbers) {
      expect(number).toMatch(/^999\d{7}$/);
      expect(checkDigit(number.slice(0, 9))).toBe(Number(number.slice(9)));
    }
  });

  it('has the ages of an English borough', () => {
    expect(share((p) => age(p) < 16)).toBeGreaterThan(0.16);
    expect(share((p) => age(p) < 16)).toBeLessThan(0.22);
    expect(share((p) => age(p) >= 65)).toBeGreaterThan(0.17);
    expect(share((p) => age(p) >= 65)).toBeLessThan(0.23);
    expect(share((p) => age(p) >= 85)).toBeGreaterThan(0.015);
    expect(share((p) => age(p) >= 85)).toBeLessThan(0.035);
    expect(Math.max(...borough.map(age))).toBeLessThan(110);
    expect(Math.min(...borough.map(age))).toBe(0);
    const old = borough.filter((p) => age(p) >= 85);
    expect(old.filter((p) => p.sex === 'female').length).toBeGreaterThan(old.length / 2);
  });

  it('has about one person in a hundred in care homes, mostly over 80, several to a home', () => {
    const residents = borough.filter((p) => p.careHome !== undefined);
    expect(residents.length).toBeGreaterThan(25);
    expect(residents.length).toBeLessThan(90);
    expect(residents.filter((p) => age(p) >= 80).length).toBeGreaterThan(residents.length * 0.7);
    const homes = new Map(place.careHomes.map((home) => [home.id, home]));
    for (const resident of residents) {
      expect(resident.address.postcode).toBe(homes.get(resident.careHome ?? '')?.postcode);
    }
    const perHome = Map.groupBy(residents, (p) => p.careHome);
    expect([...perHome.values()].filter((list) => list.length > 1).length).toBeGreaterThan(5);
  });

  it('registers nearly everybody with a practice of the place, larger ones with more, and a few elsewhere', () => {
    const known = new Set(place.practices.map((p) => p.ods));
    const local = borough.filter((p) => known.has(p.practice?.ods ?? ''));
    expect(local.length / 5000).toBeGreaterThan(0.93);
    expect(share((p) => p.practice !== undefined && !known.has(p.practice.ods))).toBeGreaterThan(0.01);
    expect(share((p) => p.practice === undefined)).toBeGreaterThan(0.003);
    const at = (ods: string): number => local.filter((p) => p.practice?.ods === ods).length;
    expect(at('C87002')).toBeGreaterThan(at('C87606') * 4);
    expect(new Set(local.map((p) => p.practice?.ods)).size).toBe(known.size);
  });

  it('has newborn people without a number, some people without one, and some that were not traced', () => {
    const newborn = borough.filter((p) => p.nhsNumberStatus === '08');
    expect(newborn).toHaveLength(10);
    expect(newborn.every((p) => p.nhsNumber === undefined && age(p) === 0)).toBe(true);
    expect(share((p) => p.nhsNumberStatus === '07' && p.nhsNumber === undefined)).toBeGreaterThan(0.002);
    expect(share((p) => p.nhsNumberStatus === '02' && p.nhsNumber !== undefined)).toBeGreaterThan(0.005);
    expect(share((p) => p.nhsNumberStatus === '01')).toBeGreaterThan(0.95);
  });

  it('uses only telephone numbers kept for drama and invented postcodes', () => {
    for (const person of borough) {
      expect(person.mobile ?? '07700900').toMatch(/^07700900/);
      expect(person.landline ?? '01632960').toMatch(/^01632960/);
      expect(person.address.postcode).toMatch(/^S\d\d \dZ[A-Z]$/);
    }
  });
});
