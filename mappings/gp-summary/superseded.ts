/**
 * Which practices' summaries are superseded after a change of practice: the former practice's summary is superseded as a
 * whole once the present practice's has arrived complete. Pure, over what stands now; the views mark, nothing is deleted.
 */

/** What the rule needs of one area of one practice about the person; `readAreaList` gives it. */
export interface AreaOfPractice {
  /** ODS code. */
  readonly practice: string;
  /** False for a temporary registration. */
  readonly regular: boolean;
  /** FHIR dateTime of the last summary that told of the area; absent where none did, or it is withdrawn. */
  readonly refreshed?: string;
  /** It carries the warning `data-in-transit`. */
  readonly inTransit: boolean;
}

/**
 * @param areas of all practices that have stated anything about the person.
 * @param present ODS code of the person's registered practice; undefined where none is known: then nothing is superseded.
 * @returns ODS codes of the practices whose areas are superseded. A temporary registration neither supersedes nor is
 * superseded: what was done there is no part of another practice's record. A summary that is newer than the present
 * practice's stays beside it.
 */
export function supersededPractices(
  areas: readonly AreaOfPractice[],
  present: string | undefined,
): ReadonlySet<string> {
  const practices = Map.groupBy(areas, (area) => area.practice);
  const ours = newest(practices.get(present ?? '') ?? []);
  // Until the rest of the record has come over from the former practice, that practice's is shown too.
  if (ours === undefined || !ours.regular || ours.inTransit) return new Set();
  const superseded = [...practices].filter(([practice, theirs]) => {
    const last = newest(theirs);
    return practice !== present && theirs.every(isRegular) && (last === undefined || last.time <= ours.time);
  });
  return new Set(superseded.map(([practice]) => practice));
}

/** What the practice said last: the registration and the warning of one answer are those of all its areas. */
function newest(
  areas: readonly AreaOfPractice[],
): { readonly time: number; readonly regular: boolean; readonly inTransit: boolean } | undefined {
  const times = areas.map(({ refreshed }) => (refreshed === undefined ? NaN : Date.parse(refreshed)));
  const time = Math.max(...times.filter((each) => !Number.isNaN(each)));
  const last = areas.filter((_, at) => times[at] === time);
  if (last.length === 0) return undefined;
  return { time, regular: last.every(isRegular), inTransit: last.some(({ inTransit }) => inTransit) };
}

function isRegular({ regular }: AreaOfPractice): boolean {
  return regular;
}
