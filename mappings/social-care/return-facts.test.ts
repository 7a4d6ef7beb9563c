import { describe, expect, it } from 'vitest';
import { contextOf, PERSON_SYSTEM, rowOf } from '../../test-data/social-care/cld-rows.ts';
import type { CldCellsByName } from '../../test-data/social-care/cld-person.ts';
import { mapReturnAbsence, mapReturnPerson, mapReturnRows, type ReturnStatements } from './return-facts.ts';

const mapped = (...rows: readonly CldCellsByName[]): ReturnStatements =>
  mapReturnRows(rows.map(rowOf), contextOf());

describe('a person of the return', () => {
  it('has demographics under the number of the council, and an NHS number that was not traced', () => {
    const { people } = mapped({ Date_of_Death: '2025-01-01' });
    expect(people).toEqual([
      {
        kind: 'demographics',
        person: `${PERSON_SYSTEM}|P1`,
        stamp: expect.stringMatching(/^2025-06-30T00:00:00\.000Z\|/) as unknown,
        effective: '2025-06-30T00:00:00.000Z',
        dateTime: '2025-06-30',
        sourceMessageId: 'message-june',
        data: {
          identifiers: [
            { system: PERSON_SYSTEM, value: 'P1' },
            {
              extension: [
                {
                  url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus',
                  valueCodeableConcept: {
                    coding: [
                      {
                        system:
                          'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland',
                        code: '02',
                        display: 'Number present but not traced',
                      },
                    ],
                  },
                },
              ],
              use: 'official',
              system: 'https://fhir.nhs.uk/Id/nhs-number',
              value: '9990000018',
            },
          ],
          gender: 'female',
          birthDate: '1941-02-03',
          address: [{ use: 'home', postalCode: 'S60 1AB' }],
          ethnicCategory: {
            coding: [
              {
                system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland',
                code: 'B',
                display: 'White - Irish',
              },
            ],
            text: 'White: Irish',
          },
          practice: { ods: 'C87005' },
        },
      },
    ]);
  });

  it('says nothing of what a row leaves blank, and clears nothing', () => {
    const blank = {
      NHS_Number: '',
      Gender: 'Unknown',
      Ethnicity: '',
      Date_of_Birth: 'NULL',
      Postcode: '',
      GP_Practice_Code: '',
    };
    expect(mapped(blank).people[0]?.data).toEqual({ identifiers: [{ system: PERSON_SYSTEM, value: 'P1' }] });
  });

  it('is one fact where all rows agree, and otherwise one for each, the row that speaks of the later date last', () => {
    expect(mapped({}, { Event_Start_Date: '2025-01-01' }).people).toHaveLength(1);
    const rows = [
      { Postcode: 'S61 2ZZ', Event_End_Date: '2025-03-01' },
      { Postcode: 'S60 1AB', Event_End_Date: '2024-10-01' },
      { Postcode: 'S62 3YY' },
    ];
    for (const order of [rows, rows.toReversed()]) {
      const inOrder = mapped(...order).people.toSorted((a, b) => (a.stamp < b.stamp ? -1 : 1));
      expect(inOrder.map(({ data }) => data.address?.[0]?.postalCode)).toEqual([
        'S60 1AB',
        'S61 2ZZ',
        'S62 3YY',
      ]);
    }
  });

  it('has stamps that no other chunk or file shares', () => {
    const of = (part: Parameters<typeof contextOf>[0]): (string | undefined)[] => {
      const { people, sets } = mapReturnPerson([rowOf()], contextOf(part));
      return [people[0]?.stamp, sets[0]?.stamp];
    };
    const stamps = [of({}), of({ chunk: 1 }), of({ file: 'other' })].flat();
    expect(new Set(stamps).size).toBe(6);
  });
});

describe('a set of the return', () => {
  it('is one for each person, with the rows of the chunk, equal ones counted', () => {
    const { sets, directory } = mapped(
      { Provider_CQC_Location_ID: '1-540778124' },
      { LA_Person_Unique_Identifier: 'P2', Event_Outcome: 'NFA: Other' },
      { Provider_CQC_Location_ID: '1-540778124' },
    );
    expect(sets.map(({ set, person, data }) => [set, person, data.events.map(({ rows }) => rows)])).toEqual([
      ['council-return|206|P1', `${PERSON_SYSTEM}|P1`, [2]],
      ['council-return|206|P2', `${PERSON_SYSTEM}|P2`, [1]],
    ]);
    expect(directory.map(({ identifier, name }) => [identifier?.[0]?.value, name])).toEqual([
      ['206', 'Rotherham Council'],
      ['1-540778124', undefined],
    ]);
  });

  it('of a person whom the file does not have has no events, under the same key', () => {
    expect(mapReturnAbsence('P1', contextOf())).toMatchObject({
      kind: 'council-return',
      set: 'council-return|206|P1',
      person: `${PERSON_SYSTEM}|P1`,
      data: { file: 'june', events: [], caresFor: [], circumstances: {} },
    });
  });

  it('has of each circumstance what the row of the latest date says', () => {
    const rows = [
      { Event_End_Date: '2024-10-01', Accommodation_Status: 'Registered care home', Dementia: 'Yes' },
      { Event_End_Date: '2025-01-01', Accommodation_Status: 'Refuge' },
    ];
    for (const order of [rows, rows.toReversed()]) {
      expect(mapped(...order).sets[0]?.data.circumstances).toMatchObject({
        accommodation: { text: 'Refuge', asOf: '2025-01-01' },
        dementia: { text: 'Yes', asOf: '2024-10-01' },
      });
    }
  });

  it('of no rows is nothing', () => {
    expect(mapReturnPerson([], contextOf())).toEqual({ people: [], sets: [], directory: [] });
  });
});
