/**
 * The shared record against the truth: each person is one Patient though hospital, practice and council know them by
 * numbers of their own, and what is shown at home is what the council has entered.
 */
import { z } from 'zod';
import type { FhirClient } from './fhir-client.ts';
import { homeView } from './home-view.ts';
import { homeTruths, type HomeTruth, type SharedRecord } from './shared-record.ts';

export interface SharedCheck {
  /** People whose entries from several sources were looked up. */
  readonly people: number;
  /** Of them, those who are one Patient. */
  readonly joined: number;
  readonly homes: number;
  readonly packages: number;
  readonly workers: number;
  /** What the record says otherwise; numbers of entries only. */
  readonly differences: readonly string[];
}

const NHS_NUMBER = 'https://fhir.nhs.uk/Id/nhs-number';
const identified = z.looseObject({ resourceType: z.literal('Patient'), id: z.string() });

/**
 * Looks up a spread sample of at most `sample` clients and as many of those with a GP summary.
 * @param unavailable NHS numbers whose practice refused. A refusal names nobody but by number, so nothing can be
 *   cross-checked, and the record keeps it apart for somebody to look at: it is no second entry of a known person.
 */
export async function checkSharedRecord(
  shared: SharedRecord,
  unavailable: ReadonlySet<string>,
  fhir: FhirClient,
  sample: number,
): Promise<SharedCheck> {
  const differences: string[] = [];
  const homes = spread(
    homeTruths(shared).filter(({ nhsNumber }) => !unavailable.has(nhsNumber)),
    sample,
  );
  const asked = shared.asked.flatMap(({ nhsNumber }) => (unavailable.has(nhsNumber) ? [] : nhsNumber));
  const known = new Set(homes.map(({ nhsNumber }) => nhsNumber));
  const numbers = [...known, ...spread(asked, sample)];
  const ids = new Map<string, string>();
  for (const nhsNumber of new Set(numbers)) {
    const found = await fhir.search('Patient', { identifier: `${NHS_NUMBER}|${nhsNumber}` });
    const [only] = z.array(identified).parse(found);
    if (only !== undefined && found.length === 1) ids.set(nhsNumber, only.id);
    else
      differences.push(`somebody with a GP summary or a package is ${found.length} Patients, should be one`);
  }
  let packages = 0;
  let workers = 0;
  for (const [i, truth] of homes.entries()) {
    const id = ids.get(truth.nhsNumber);
    if (id === undefined) continue;
    const difference = homeDifference(truth, await atHome(fhir, id));
    if (difference === undefined) {
      packages += truth.packages.length;
      workers += 1;
    } else differences.push(`client ${i + 1}: ${difference}`);
  }
  return {
    people: new Set(numbers).size,
    joined: ids.size,
    homes: homes.length,
    packages,
    workers,
    differences,
  };
}

async function atHome(fhir: FhirClient, id: string): Promise<ReturnType<typeof homeView>> {
  const active = { patient: id, status: 'active', _count: '50' };
  const [teams, episodes] = await Promise.all([
    fhir.search('CareTeam', active),
    fhir.search('EpisodeOfCare', active),
  ]);
  return homeView([...teams, ...episodes]);
}

/** What is shown otherwise than the council has entered; undefined where they agree. */
export function homeDifference(truth: HomeTruth, shown: ReturnType<typeof homeView>): string | undefined {
  if (shown.worker?.name !== truth.worker) return 'the worker is another, or none';
  if (shown.team !== truth.team) return 'the team is another, or none';
  const packages = shown.packages.flatMap(({ frequency, provider }) => frequency ?? provider ?? []);
  return packages.toSorted().join('|') === truth.packages.join('|')
    ? undefined
    : `${packages.length} packages, should be ${truth.packages.length}, or they are others`;
}

function spread<T>(items: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, i) => i % step === 0);
}
