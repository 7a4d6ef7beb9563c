/**
 * What is in place at home in a few words, as a ward or a locality team asks: which package, where the person lives, who
 * has the case and on which number. "home care 4x daily; SW A. Holt (Central North) 01632 960200".
 */
import type { HomePackage, HomeView } from './home-view.ts';

export interface AtHome {
  readonly home: HomeView;
  /** The care home, where the record says that the person lives in one. */
  readonly residence?: string;
  /** Medicines and foods to avoid. */
  readonly allergies: readonly string[];
}

const SHORT_ROLES: Readonly<Record<string, string>> = {
  'Social worker': 'SW',
  'Occupational therapist': 'OT',
  'Community care officer': 'CCO',
};

/** Empty where nothing is known: that is not said to be nothing. */
export function homeWords({ home, residence, allergies }: AtHome): string {
  const parts = [
    ...(allergies.length === 0 ? [] : [`ALLERGY: ${allergies.slice(0, 2).map(allergyWords).join(', ')}`]),
    ...(residence === undefined ? [] : [`lives in ${plainName(residence)}`]),
    ...home.packages.flatMap((one) => packageWords(one) ?? []).slice(0, 2),
    ...home.alerts.slice(0, 1).map((text) => `! ${text}`),
    ...workerWords(home),
  ];
  return parts.length === 0 ? '' : `{${parts.join('; ')}}`;
}

/** Where the package is a place in a home, that is said by the residence. */
function packageWords({ what, frequency }: HomePackage): string | undefined {
  if (/^placement/i.test(what) || /residential|nursing/i.test(what)) return undefined;
  const kind = /home support|domiciliary/i.test(what) ? 'home care' : what.toLowerCase();
  const visits = /(\d+) visits? a day/.exec(frequency ?? '')?.[1];
  const carers = /^(\d+) carers/.exec(frequency ?? '')?.[1];
  const often = visits === undefined ? '' : ` ${visits}x daily`;
  return `${kind}${often}${carers === undefined ? '' : ` by ${carers} carers`}`;
}

function workerWords({ worker, team, telephone }: HomeView): readonly string[] {
  if (worker === undefined) return team === undefined ? [] : [`${team}${numbered(telephone)}`];
  const [given = '', ...family] = worker.name.split(' ');
  const name = family.length === 0 ? given : `${given.charAt(0)}. ${family.join(' ')}`;
  const role = worker.role === undefined ? '' : `${SHORT_ROLES[worker.role] ?? worker.role} `;
  const of = team === undefined ? '' : ` (${team.replace(/ adult care$/, '')})`;
  return [`${role}${name}${of}${numbered(telephone)}`];
}

function numbered(telephone: string | undefined): string {
  return telephone === undefined ? '' : ` ${telephone}`;
}

function allergyWords(display: string): string {
  return display
    .replace(/^(Allergy to|Adverse reaction caused by) /i, '')
    .replace(/ (allergy|adverse reaction)$/i, '')
    .toLowerCase();
}

export function plainName(name: string): string {
  return name.replace(/ \(synthetic\)$/, '');
}
