/** To whom a person belongs where several reasons speak: the order of reasons, borders, homes, contradictions. identity-and-locality 5.4 to 6. */
import { describe, expect, it } from 'vitest';
import type { Extension } from '@medplum/fhirtypes';
import {
  CARE_HOME_RESIDENCE,
  CROSS_BORDER,
  LOCALITY_ATTRIBUTION,
  UK_CORE,
} from '../../conformance/systems.ts';
import type { PersonData } from '../../mappings/fact.ts';
import type { PlaceEvidence } from '../../mappings/source-set.ts';
import { personFact } from '../../test-data/adt/facts.ts';
import { attributionOf, type Localities } from './attribution.ts';
import { foldPerson, personState } from './fold-person.ts';
import { NO_IDENTITY } from './identity.ts';
import type { CareHome } from './residence.ts';

const locality = (code: string): { code: string; name: string } => ({ code, name: `Locality ${code}` });
const home = (id: string, of: string, name: string, uprn?: string): CareHome => ({
  id,
  name,
  postcode: 'S65 1ZZ',
  uprn,
  locality: locality(of),
});
const ELM = home('1-1', 'north', 'Elm', '100050000001');
const ELM_COURT = home('1-2', 'south', 'Elm Court', '0100050000002');
const PLACE: Localities = {
  byPractice: (ods) =>
    ({ C1: locality('central'), C2: locality('north'), C3: locality('south'), C4: locality('wath') })[ods],
  byTeam: (id) =>
    id === 'team-wath' ? locality('wath') : id === 'team-south' ? locality('south') : undefined,
  byPostcode: (postcode) => (postcode.startsWith('S62') ? locality('address') : undefined),
  homes: [ELM, ELM_COURT],
  isOwnCouncil: (code) => code === '206',
  describe: () => '',
};

type Part = string | undefined;
function of(
  data: Partial<PersonData>,
  evidence: readonly PlaceEvidence[] = [],
  place: Localities = PLACE,
): {
  readonly places: readonly string[];
  readonly residence: readonly Part[];
  readonly border: readonly Part[];
} {
  const state = personState('mrn|1', foldPerson([personFact('08:00', data)], NO_IDENTITY), NO_IDENTITY);
  const found = attributionOf(state, evidence, place, '2026-11-21');
  const part = (extension: Extension | undefined, url: string): Part => {
    const one = extension?.extension?.find((p) => p.url === url);
    return one?.valueCode ?? one?.valueCoding?.code ?? one?.valueString;
  };
  const by = (url: string): Extension | undefined => found.find((e) => e.url === url);
  return {
    places: found
      .filter(({ url }) => url === LOCALITY_ATTRIBUTION)
      .map((e) => `${part(e, 'locality') ?? ''} ${part(e, 'reason') ?? ''}`),
    residence: ['status', 'home', 'stay'].map((url) => part(by(CARE_HOME_RESIDENCE), url)),
    border: ['kind', 'council'].map((url) => part(by(CROSS_BORDER), url)),
  };
}

const team = (id: string, from: string, to?: string): PlaceEvidence => ({
  kind: 'allocation',
  team: { id, name: id },
  asOf: from,
  from,
  ...(to === undefined ? {} : { to }),
  source: 'council',
});
const stays = (
  where: { readonly cqc?: string; readonly uprn?: string },
  more: Partial<Extract<PlaceEvidence, { kind: 'care-home' }>> = {},
): PlaceEvidence => ({
  kind: 'care-home',
  rank: 2,
  home: where,
  stay: 'permanent',
  asOf: '2026-11-01',
  source: 'council',
  basis: 'service',
  ...more,
});
const council = (code: string, name: string): PlaceEvidence => ({
  kind: 'council',
  council: { code, name },
  asOf: '2026-11-01',
  source: name,
});
const C1 = { practice: { ods: 'C1' } };
const IN_S62 = { address: [{ postalCode: 'S62 9ZZ' }] };

describe('of several reasons', () => {
  it('team, home, practice and address stand in that order, each locality once', () => {
    const all = [team('team-wath', '2026-11-01'), stays({ cqc: '1-1' })];
    expect(of({ ...C1, ...IN_S62 }, all).places).toEqual([
      'wath allocated-team',
      'north care-home',
      'central registered-practice',
      'address address',
    ]);
    expect(of({ practice: { ods: 'C4' } }, all).places).toEqual(['wath allocated-team', 'north care-home']);
  });

  it('of two teams the one that took the case last stands first; a case that ended counts no more', () => {
    const two = [team('team-wath', '2026-01-01'), team('team-south', '2026-11-01')];
    expect(of({}, two).places).toEqual(['south allocated-team', 'wath allocated-team']);
    expect(of(C1, [team('team-wath', '2026-01-01', '2026-11-20')]).places).toEqual([
      'central registered-practice',
    ]);
  });

  it('a team that no locality has leaves the others', () => {
    expect(of(C1, [team('team-elsewhere', '2026-11-01')]).places).toEqual(['central registered-practice']);
  });

  it('residents of one home with four practices all belong to the home’s locality, and to their practices’ beside it', () => {
    const places = ['C1', 'C2', 'C3', 'C4'].map(
      (ods) => of({ practice: { ods } }, [stays({ cqc: '1-1' })]).places,
    );
    expect(places.map(([first]) => first)).toEqual(Array<string>(4).fill('north care-home'));
    expect(places.map(([, second]) => second)).toEqual([
      'central registered-practice',
      undefined,
      'south registered-practice',
      'wath registered-practice',
    ]);
  });
});

describe('across borders', () => {
  it.each(['V81997', 'V81998', 'V81999'])('the dummy practice %s is none', (ods) => {
    expect(of({ practice: { ods } }).places).toEqual(['unknown no-registered-practice']);
    expect(of({ practice: { ods }, ...IN_S62 }).places).toEqual(['address address']);
    expect(of({ practice: { ods } }, [council('206', 'Ours')]).border).toEqual([undefined, undefined]);
  });

  it('who lives here and is registered elsewhere belongs by home or address, else to the co-ordination centre', () => {
    const away = { practice: { ods: 'A12345' } };
    expect(of({ ...away, ...IN_S62 }).places).toEqual(['address address']);
    expect(of(away, [stays({ cqc: '1-1' })]).places).toEqual(['north care-home']);
    expect(of(away).places).toEqual(['out-of-area practice-outside-place']);
  });

  it('who has another council is said to, and belongs to the practice', () => {
    const result = of(C1, [council('999', 'Elsewhere Council')]);
    expect(result.places).toEqual(['central registered-practice']);
    expect(result.border).toEqual(['other-council', 'Elsewhere Council']);
  });

  it('who is our council’s and registered elsewhere is said to be', () => {
    expect(of({ practice: { ods: 'A12345' } }, [council('206', 'Ours')]).border).toEqual([
      'practice-elsewhere',
      'Ours',
    ]);
    expect(of(C1, [council('206', 'Ours')]).border).toEqual([undefined, undefined]);
  });

  it('where somebody is for now is not where they belong', () => {
    expect(of({ address: [{ use: 'temp', postalCode: 'S62 9ZZ' }] }).places).toEqual([
      'unknown no-registered-practice',
    ]);
  });
});

describe('a care home', () => {
  it('for a short stay takes nobody from where they live', () => {
    const respite = stays({ cqc: '1-1' }, { stay: 'short' });
    expect(of(C1, [respite])).toMatchObject({
      places: ['central registered-practice'],
      residence: ['yes', '1-1', 'short'],
    });
    const both = of(C1, [respite, stays({ cqc: '1-2' }, { rank: 3 })]);
    expect(both.places[0]).toBe('south care-home');
  });

  it('of the stronger evidence counts where two contradict each other', () => {
    const both = [stays({ cqc: '1-2' }, { rank: 3 }), stays({ cqc: '1-1' })];
    expect(of(C1, both)).toMatchObject({ residence: ['yes', '1-1', 'permanent'] });
    expect(of(C1, both).places[0]).toBe('north care-home');
  });

  it('elsewhere is not exchanged for one of ours that weaker evidence names', () => {
    const address = { address: [{ line: ['Elm', '2 Lane'], postalCode: 'S65 1ZZ' }] };
    expect(of({ ...C1, ...address }, [stays({ cqc: '1-999' })])).toMatchObject({
      places: ['central registered-practice'],
      residence: ['yes', undefined, 'permanent'],
    });
  });

  it('that closed, or is no longer of the place, places nobody; what was said of it stays as evidence', () => {
    const closed = { ...PLACE, homes: [ELM_COURT] };
    expect(of(C1, [stays({ cqc: '1-1' })], closed)).toMatchObject({
      places: ['central registered-practice'],
      residence: ['yes', undefined, 'permanent'],
    });
  });

  it('is known by its UPRN with and without leading zeros, and at one postcode by its whole name', () => {
    expect(of({}, [stays({ uprn: '100050000002' })]).residence[1]).toBe('1-2');
    const at = (line: string) => of({ address: [{ line: [line], postalCode: 'S65 1ZZ' }] }).residence[1];
    expect([at('Elm Court, 2 Lane'), at('Elm, 2 Lane'), at('Oak, 2 Lane')]).toEqual([
      '1-2',
      '1-1',
      undefined,
    ]);
  });

  it('by the key of the address beats what a service says', () => {
    const extension = [
      {
        url: `${UK_CORE}Extension-UKCore-AddressKey`,
        extension: [
          { url: 'type', valueCoding: { code: 'UPRN' } },
          { url: 'value', valueString: '100050000001' },
        ],
      },
    ];
    expect(of({ address: [{ extension }] }, [stays({ cqc: '1-2' })]).residence[1]).toBe('1-1');
  });
});
