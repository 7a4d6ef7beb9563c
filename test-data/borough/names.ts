/**
 * Names for synthetic people, by heritage and, where it matters, by generation. Every list is of names common
 * in England; no pairing stands for anybody.
 */
import type { Random } from './random.ts';

export type Heritage = 'british' | 'pakistani' | 'indian' | 'polish' | 'slovak' | 'romanian' | 'african';
export type Sex = 'female' | 'male';

export interface GivenNames {
  readonly family: string;
  readonly given: string;
  readonly middle?: string;
}

/** Shares of the heritages, roughly as in the borough at the census of 2021. */
export const HERITAGES: readonly (readonly [Heritage, number])[] = [
  ['british', 91.0],
  ['pakistani', 3.9],
  ['indian', 1.0],
  ['polish', 1.3],
  ['slovak', 1.1],
  ['romanian', 0.7],
  ['african', 1.0],
];

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const BRITISH_FAMILY = words(`
  Smith Jones Taylor Brown Wilson Walker Robinson Wright Thompson White Hall Green Wood Jackson Clarke Harrison
  Turner Hill Cooper Ward Moore Clark Baker Shaw Marshall Parker Bennett Young Watson Mitchell Cook Carter
  Richardson Bailey Collins Bell Ellis Barker Mason Webb Hunt Holmes Mills Palmer Rogers Stevens Knight Butler
  Barnes Fisher Jenkins Pearson Dixon Fletcher Chapman Lee Hague Rawson Hirst Sykes Crossley Beaumont Oxley
  Garside Firth Hepworth Tingle Wragg Staniforth Housley Hattersley O'Brien O'Connor Kelly Murphy McDonald
  Smith-Hague Taylor-Wood`);

const BRITISH_GIVEN: Readonly<Record<Sex, readonly (readonly [number, readonly string[]])[]>> = {
  female: [
    [
      1950,
      words('Margaret Jean Mary Joan Patricia Sheila Barbara Doreen Dorothy June Brenda Audrey Betty Joyce'),
    ],
    [
      1970,
      words('Susan Christine Linda Carol Jacqueline Janet Julie Karen Elizabeth Ann Maureen Denise Jane'),
    ],
    [
      1990,
      words('Sarah Claire Nicola Emma Lisa Joanne Michelle Helen Samantha Rachel Zoë Chloé Louise Amanda'),
    ],
    [
      2010,
      words('Jessica Lauren Rebecca Charlotte Hannah Sophie Amy Bethany Chloe Megan Georgia Ellie Abigail'),
    ],
    [
      9999,
      words('Olivia Amelia Isla Ava Ivy Freya Lily Florence Mia Willow Rosie Sophia Poppy Evie Elsie Harper'),
    ],
  ],
  male: [
    [
      1950,
      words(
        'John William George James Ronald Robert Kenneth Frederick Thomas Albert Eric Stanley Arthur Jack',
      ),
    ],
    [
      1970,
      words('David Michael Peter Robert Paul Stephen Alan Keith Graham Anthony Brian Philip Trevor Barry'),
    ],
    [
      1990,
      words('Paul Mark Andrew Richard Lee Darren Jason Simon Matthew Craig Christopher Stuart Gary Wayne'),
    ],
    [2010, words('Thomas James Jack Daniel Joshua Ryan Luke Connor Callum Liam Jordan Adam Kieran Bradley')],
    [
      9999,
      words(
        'Noah Oliver George Arthur Muhammad Leo Harry Oscar Archie Theodore Freddie Charlie Alfie Reggie',
      ),
    ],
  ],
};

const OTHER: Readonly<Record<Exclude<Heritage, 'british'>, Record<Sex | 'family', readonly string[]>>> = {
  pakistani: {
    family: words(
      'Khan Hussain Ahmed Ali Akhtar Mahmood Iqbal Shah Bibi Malik Begum Rashid Zaman Nawaz Aziz',
    ),
    female: words(
      'Ayesha Fatima Zainab Maryam Shazia Nasreen Saima Rukhsana Parveen Aisha Hafsa Sana Iqra Amina',
    ),
    male: words('Mohammed Imran Usman Hamza Tariq Bilal Adeel Zahid Ibrahim Yusuf Nadeem Asif Kamran Haroon'),
  },
  indian: {
    family: words('Patel Singh Kaur Sharma Gill Nair Thomas Joseph Mathew Reddy Desai'),
    female: words('Priya Anjali Harpreet Meera Sunita Divya Simran Neha Lakshmi Asha'),
    male: words('Raj Arjun Amit Harjit Sanjay Vikram Anil Rohan Jijo Biju Gurpreet'),
  },
  polish: {
    family: words(
      'Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański Dąbrowski Mazur',
    ),
    female: words('Agnieszka Katarzyna Małgorzata Anna Magdalena Zofia Joanna Ewa Hanna Oliwia'),
    male: words('Łukasz Piotr Tomasz Paweł Krzysztof Marcin Jakub Michał Szymon Antoni'),
  },
  slovak: {
    family: words('Horváth Baláž Žiga Pačan Gábor Bílý Tancoš Ferko Kováč Novák'),
    female: words('Mária Zuzana Jana Katarína Monika Nikola Viktória Denisa'),
    male: words('Jozef Peter Marek Milan Tomáš Dušan Ľubomír Patrik'),
  },
  romanian: {
    family: words('Popescu Ionescu Radu Dumitru Stan Gheorghe Marin Constantin Munteanu'),
    female: words('Elena Ioana Andreea Mihaela Alexandra Gabriela Ștefania Daria'),
    male: words('Andrei Ion Florin Cristian Alexandru Mihai Gabriel Ștefan'),
  },
  african: {
    family: words('Okafor Adeyemi Mensah Moyo Ncube Osei Dube Tesfaye Mohamed Kamara Bello'),
    female: words('Grace Blessing Ngozi Tendai Amara Chipo Abena Selam Rutendo'),
    male: words('Emmanuel Chidi Tafadzwa Kwame Samuel Daniel Kofi Yonas Tunde'),
  },
};

/** A name of the heritage, in fashion when the person was born. */
export function drawName(random: Random, heritage: Heritage, sex: Sex, birthYear: number): GivenNames {
  const family = random.pick(heritage === 'british' ? BRITISH_FAMILY : OTHER[heritage].family);
  const forenames = heritage === 'british' ? inFashion(sex, birthYear) : OTHER[heritage][sex];
  const given = random.pick(forenames);
  if (!random.chance(heritage === 'british' ? 0.6 : 0.15)) return { family, given };
  const middle = random.pick(forenames);
  return middle === given ? { family, given } : { family, given, middle };
}

/** Another family name of the same heritage, for marriages and corrections. */
export function otherFamilyName(random: Random, heritage: Heritage, present: string): string {
  const names = heritage === 'british' ? BRITISH_FAMILY : OTHER[heritage].family;
  return random.pick(names.filter((name) => name !== present));
}

function inFashion(sex: Sex, birthYear: number): readonly string[] {
  const lists = BRITISH_GIVEN[sex];
  return lists.find(([before]) => birthYear < before)?.[1] ?? [];
}
