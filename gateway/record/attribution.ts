/**
 * To which localities a person belongs, each with its reason, evidence and time, the primary one first: a team that has
 * the case, the care home, the registered practice, the address. Nobody is dropped. Design section 4.
 */
import type { Extension } from '@medplum/fhirtypes';
import {
  CARE_HOME_RESIDENCE,
  CROSS_BORDER,
  LOCALITY_ATTRIBUTION,
  LOCALITY_CODES,
  ROTHER,
} from '../../conformance/systems.ts';
import type { PersonState } from '../../mappings/adt/resources/states.ts';
import type { PlaceEvidence } from '../../mappings/source-set.ts';
import { residenceOf, type CareHome, type Residence } from './residence.ts';

export interface Locality {
  readonly code: string;
  readonly name: string;
}

/** The place as attribution reads it. */
export interface Localities {
  /** Locality of a practice of the place; undefined for any other. */
  readonly byPractice: (ods: string) => Locality | undefined;
  /** Locality of a team of a council or of the place, by its id. */
  readonly byTeam?: (id: string) => Locality | undefined;
  /** Locality of a postcode, where boundaries are configured. */
  readonly byPostcode?: (postcode: string) => Locality | undefined;
  readonly homes?: readonly CareHome[];
  /** Whether a council's code is that of the place's own council. */
  readonly isOwnCouncil?: (code: string) => boolean;
  /** All that the answers depend on, as text: equal text gives equal attributions. */
  readonly describe: () => string;
}

/** Of those whom nothing places. */
export const UNKNOWN_LOCALITY: Locality = { code: 'unknown', name: 'Locality unknown' };
/** Of those whom only a practice of another place has. */
export const OUT_OF_AREA: Locality = { code: 'out-of-area', name: 'Registered outside the place' };

/** Codes that stand where there is no practice: not applicable, not known, not registered. ODS. */
const NO_PRACTICE = new Set(['V81997', 'V81998', 'V81999']);

interface Attribution {
  readonly locality: Locality;
  readonly reason: string;
  readonly evidence?: string | undefined;
  readonly since?: string | undefined;
  readonly source?: string | undefined;
}

/**
 * @param evidence what sources say of where the person lives and who has the case.
 * @param today FHIR date: what ended before it counts no more.
 * @returns extensions of the Patient: attributions, the primary one first, then residence and cross-border.
 */
export function attributionOf(
  state: PersonState,
  evidence: readonly PlaceEvidence[],
  localities: Localities,
  today: string,
): readonly Extension[] {
  const residence = residenceOf(state.data.address ?? [], evidence, localities.homes ?? [], today);
  const found = [
    ...byAllocation(evidence, localities, today),
    ...byHome(residence),
    ...byPractice(state, localities),
    ...byAddress(state, localities),
  ];
  // One locality is one attribution, for the strongest of its reasons.
  const own = found.filter((one, i) => found.findIndex((o) => o.locality.code === one.locality.code) === i);
  return [
    ...(own.length === 0 ? [nowhere(state)] : own).map(attributionExtension),
    ...(residence === undefined ? [] : [residenceExtension(residence)]),
    ...crossBorder(state, evidence, localities),
  ];
}

function byAllocation(
  evidence: readonly PlaceEvidence[],
  { byTeam }: Localities,
  today: string,
): readonly Attribution[] {
  return evidence
    .flatMap((one): Attribution[] => {
      if (one.kind !== 'allocation' || (one.to !== undefined && one.to.slice(0, 10) < today)) return [];
      const locality = byTeam?.(one.team.id);
      if (locality === undefined) return [];
      return [
        { locality, reason: 'allocated-team', evidence: one.team.name, since: one.from, source: one.source },
      ];
    })
    .toSorted(
      (a, b) =>
        (b.since ?? '').localeCompare(a.since ?? '') || a.locality.code.localeCompare(b.locality.code),
    );
}

function byHome(residence: Residence | undefined): readonly Attribution[] {
  const lives = residence?.lives;
  if (lives?.home === undefined) return [];
  const { home, asOf, source } = lives;
  return [
    {
      locality: home.locality,
      reason: 'care-home',
      evidence: `${home.id} ${home.name}`,
      since: asOf,
      source,
    },
  ];
}

function byPractice({ data, practiceSince }: PersonState, localities: Localities): readonly Attribution[] {
  const ods = data.practice?.ods;
  const locality = ods === undefined ? undefined : localities.byPractice(ods);
  return locality === undefined
    ? []
    : [{ locality, reason: 'registered-practice', evidence: ods, since: practiceSince?.dateTime }];
}

function byAddress({ data }: PersonState, { byPostcode }: Localities): readonly Attribution[] {
  for (const { use, postalCode } of data.address ?? []) {
    if (postalCode === undefined || (use !== undefined && use !== 'home')) continue;
    const locality = byPostcode?.(postalCode);
    if (locality !== undefined) return [{ locality, reason: 'address', evidence: postalCode }];
  }
  return [];
}

/** Without any evidence the locality is `unknown`, with a practice elsewhere `out-of-area`. */
function nowhere({ data, practiceSince }: PersonState): Attribution {
  const evidence = data.practice?.ods;
  if (evidence === undefined || NO_PRACTICE.has(evidence))
    return { locality: UNKNOWN_LOCALITY, reason: 'no-registered-practice', evidence };
  return {
    locality: OUT_OF_AREA,
    reason: 'practice-outside-place',
    evidence,
    since: practiceSince?.dateTime,
  };
}

function attributionExtension({ locality, reason, evidence, since, source }: Attribution): Extension {
  return {
    url: LOCALITY_ATTRIBUTION,
    extension: [
      {
        url: 'locality',
        valueCoding: { system: LOCALITY_CODES, code: locality.code, display: locality.name },
      },
      { url: 'reason', valueCode: reason },
      ...(evidence === undefined ? [] : [{ url: 'evidence', valueString: evidence }]),
      ...(since === undefined ? [] : [{ url: 'since', valueDateTime: since }]),
      ...(source === undefined ? [] : [{ url: 'source', valueString: source }]),
    ],
  };
}

function residenceExtension({ status, home, short, asOf, evidence }: Residence): Extension {
  return {
    url: CARE_HOME_RESIDENCE,
    extension: [
      { url: 'status', valueCode: status },
      ...(home === undefined
        ? []
        : [
            {
              url: 'home',
              valueCoding: { system: `${ROTHER}Id/cqc-location`, code: home.id, display: home.name },
            },
          ]),
      // The weaker evidence says nothing of how long.
      ...(short || (evidence[0]?.rank ?? 6) <= 3
        ? [{ url: 'stay', valueCode: short ? 'short' : 'permanent' }]
        : []),
      ...(asOf === undefined ? [] : [{ url: 'asOf', valueDateTime: asOf }]),
      ...evidence.slice(0, 10).map((one) => ({
        url: 'evidence',
        extension: [
          { url: 'rank', valuePositiveInt: one.rank },
          { url: 'basis', valueString: one.basis },
          { url: 'source', valueString: one.source },
          ...(one.asOf === undefined ? [] : [{ url: 'asOf', valueDateTime: one.asOf }]),
        ],
      })),
    ],
  };
}

/** Said, not guessed: who is registered here and another council's client, or the reverse. */
function crossBorder(
  { data }: PersonState,
  evidence: readonly PlaceEvidence[],
  { byPractice: practiceOf, isOwnCouncil }: Localities,
): readonly Extension[] {
  const councils = evidence.flatMap((one) => (one.kind === 'council' ? one.council : []));
  if (councils.length === 0 || data.practice == null || isOwnCouncil === undefined) return [];
  if (NO_PRACTICE.has(data.practice.ods)) return [];
  const here = practiceOf(data.practice.ods) !== undefined;
  const own = councils.some(({ code }) => isOwnCouncil(code));
  if (here === own) return [];
  return [
    {
      url: CROSS_BORDER,
      extension: [
        { url: 'kind', valueCode: here ? 'other-council' : 'practice-elsewhere' },
        ...councils.slice(0, 3).map(({ name }) => ({ url: 'council', valueString: name })),
      ],
    },
  ];
}

/** The locality codes of a Patient made here, the primary one first. */
export function localityCodes(extensions: readonly Extension[] | undefined): string[] {
  return (extensions ?? [])
    .filter((e) => e.url === LOCALITY_ATTRIBUTION)
    .flatMap((e) => e.extension?.find((part) => part.url === 'locality')?.valueCoding?.code ?? []);
}
