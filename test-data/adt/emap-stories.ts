/**
 * The event sequences of the UCLH sample messages, with what the record has to say in the end: which care settings,
 * where the patient was and from when to when. Places that a message names to be deleted must not remain.
 */

/** A place with its hours of 11 February 2013, and `open` where it has no end. */
type Place = readonly [place: string, from: string, to: string];

export interface Story {
  readonly name: string;
  /** In the order in which it happened. */
  readonly files: readonly string[];
  /** One entry a care setting: class, status, start, end, places. */
  readonly expected: readonly {
    readonly class: string;
    readonly status: string;
    readonly period: readonly [string, string];
    readonly places: readonly Place[];
  }[];
}

const RAT = 'ED/UCHED RAT CHAIR/RAT-CHAIR';
const MAJORS_4 = 'ED/NON COVID MAJORS 04/04-NON COVID MAJORS';
const MAJORS_5 = 'ED/NON COVID MAJORS 05/05-NON COVID MAJORS';

export const EMAP_STORIES: readonly Story[] = [
  {
    name: 'moves through A&E, then a ward',
    files: [
      'A01__01_A01.txt__2',
      'A02__03_A02.txt__3',
      'A02__04_A02.txt__2',
      'A02__05_A02.txt__2',
      'A02__06_A02.txt__1',
      'A06__07_A06.txt__1',
      'A03__08_A03.txt__1',
    ],
    expected: [
      {
        class: 'EMER',
        status: 'finished',
        period: ['11:00:52', '16:00:52'],
        places: [
          [RAT, '11:00:52', '12:00:52'],
          [MAJORS_5, '12:00:52', '13:00:52'],
          [MAJORS_4, '13:00:52', '14:00:52'],
          [MAJORS_5, '14:00:52', '15:00:52'],
          [MAJORS_4, '15:00:52', '16:00:52'],
        ],
      },
      {
        class: 'IMP',
        status: 'finished',
        period: ['16:00:52', '17:00:52'],
        places: [['EAU/UCH T00 EAU BY02/BY02-08', '16:00:52', '17:00:52']],
      },
      { class: 'GROUPING', status: 'finished', period: ['11:00:52', '17:00:52'], places: [] },
    ],
  },
  {
    name: 'an admission cancelled and entered again',
    files: [
      'A01__01_A01.txt__1',
      'A11__02_A11.txt__1',
      'A01__03_A01.txt__1',
      'A02__04_A02.txt__1',
      'A03__05_A03.txt__1',
    ],
    expected: [
      {
        class: 'EMER',
        status: 'finished',
        period: ['13:00:52', '15:00:52'],
        places: [
          [RAT, '13:00:52', '14:00:52'],
          [MAJORS_5, '14:00:52', '15:00:52'],
        ],
      },
    ],
  },
  {
    name: 'a discharge cancelled and made again',
    files: [
      'A01__01_A01.txt__2',
      'A02__02_A02.txt__1',
      'A03__03_A03.txt__1',
      'A13__04_A13.txt__1',
      'A03__05_A03.txt__2',
    ],
    expected: [
      {
        class: 'EMER',
        status: 'finished',
        period: ['11:00:52', '13:00:52'],
        places: [
          [RAT, '11:00:52', '12:00:52'],
          [MAJORS_5, '12:00:52', '13:00:52'],
        ],
      },
    ],
  },
  {
    name: 'a transfer cancelled and another made',
    files: [
      'A01__01_A01.txt__2',
      'A02__02_A02.txt__1',
      'A02__03_A02.txt__1',
      'A12__04_A12.txt__1',
      'A02__05_A02.txt__1',
      'A03__06_A03.txt__1',
    ],
    expected: [
      {
        class: 'EMER',
        status: 'finished',
        period: ['11:00:52', '14:00:52'],
        places: [
          [RAT, '11:00:52', '12:00:52'],
          [MAJORS_5, '12:00:52', '13:00:52'],
          [MAJORS_4, '13:00:52', '14:00:52'],
        ],
      },
    ],
  },
  {
    name: 'a registration, then an admission of the same attendance',
    files: ['A04__01_A04.txt__1', 'A01__02_A01.txt__1', 'A02__03_A02.txt__2', 'A03__04_A03.txt__1'],
    expected: [
      {
        class: 'EMER',
        status: 'finished',
        period: ['11:00:52', '14:00:52'],
        places: [
          [RAT, '11:00:52', '12:00:52'],
          [MAJORS_5, '12:00:52', '13:00:52'],
          [MAJORS_4, '13:00:52', '14:00:52'],
        ],
      },
    ],
  },
  {
    name: 'two admissions of one second, a discharge and its cancellation',
    files: [
      'A01__FirstA01.txt__1',
      'A01__SecondA01.txt__1',
      'A03__A03.txt__1',
      'A13__A13.txt__1',
      'A08__A08.txt__1',
    ],
    expected: [
      {
        class: 'IMP',
        status: 'in-progress',
        period: ['10:00:52', 'open'],
        places: [['T11E/T11E BY02/BY02-17', '10:00:52', 'open']],
      },
    ],
  },
];
