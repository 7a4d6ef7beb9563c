/** Answers and items of a GP Connect bundle -> one SetFact for each area. Design section 3, "Snapshots". */
import type { EpisodeOfCare } from '@medplum/fhirtypes';
import type { SetFact } from '../fact.ts';
import type { AreaAnswered } from './area-answers.ts';
import type { BundleItem } from './bundle-index.ts';
import type { Made, MappedItems } from './map-items.ts';
import type { SummaryContext } from './mapped-summary.ts';
import type { BundlePerson } from './person.ts';
import type { Placing } from './place-items.ts';
import type { BundlePractice } from './practice.ts';
import { factBase, sourceTime, type SourceTime } from './r4/summary-time.ts';
import type { AreaItem, GpAreaData } from './summary.ts';

export interface Answered {
  readonly answers: readonly AreaAnswered[];
  /** Of the bundle as a whole. */
  readonly time: SourceTime;
  readonly practice: BundlePractice;
  readonly person: BundlePerson;
  /** False for a temporary registration. */
  readonly regular: boolean;
  readonly placing: Placing;
  readonly mapped: MappedItems;
  readonly registered: (EpisodeOfCare & { id: string }) | undefined;
  readonly context: SummaryContext;
  readonly issue: (path: string, reason: string) => void;
}

/** @returns the areas' facts, and last the one of who and what supports them; no two share a stamp. */
export function stateAreas(bundle: Answered): readonly SetFact<GpAreaData>[] {
  const { answers, placing, mapped, registered, context, issue } = bundle;
  const facts = answers.map((answer, i) => {
    const time = sourceTime(answer.date, context, (reason) => {
      issue('List.date', reason);
    });
    const { date: _, ...said } = answer;
    return setFact(bundle, i + 1, time, said, areaItems(answer.area, placing, mapped));
  });
  const supporting = [...mapped.resources].flatMap(([item, resources]) =>
    placing.places.has(item) ? [] : itemsOf(item, resources),
  );
  const items = [
    ...supporting,
    ...(registered === undefined ? [] : [{ key: 'EpisodeOfCare|registration', resource: registered }]),
  ];
  if (items.length === 0) return facts;
  const said = { area: 'supporting', state: 'recorded', warnings: [], scope: { kind: 'whole' } } as const;
  return [...facts, setFact(bundle, facts.length + 1, bundle.time, said, items)];
}

/** In the order in which they were placed: the practice's own. */
function areaItems(area: AreaAnswered['area'], { places }: Placing, { resources }: MappedItems): AreaItem[] {
  return [...places].flatMap(([item, at]) =>
    at.area !== area
      ? []
      : itemsOf(item, resources.get(item) ?? []).map((one) =>
          at.linked ? { ...one, linked: true as const } : one,
        ),
  );
}

function itemsOf({ key }: BundleItem, resources: readonly Made[]): AreaItem[] {
  return resources.map((resource, i) => ({ key: i === 0 ? key : `${key}|${i}`, resource }));
}

function setFact(
  { practice, person, regular, context }: Answered,
  ordinal: number,
  { asOf, basis }: SourceTime,
  said: Omit<AreaAnswered, 'date'> & Pick<GpAreaData, 'area'>,
  items: readonly AreaItem[],
): SetFact<GpAreaData> {
  const { area, state, warnings, scope, reason, note } = said;
  return {
    ...factBase(asOf, ordinal, context),
    kind: 'gp-area',
    set: `gp-area|${practice.source}|${person.key}|${area}`,
    person: person.key,
    data: {
      area,
      format: 'gp-connect-structured',
      practice: practice.practice,
      practiceRole: practice.role,
      regular,
      asOf,
      asOfBasis: basis,
      state,
      warnings,
      scope,
      ...(reason === undefined ? {} : { reason }),
      ...(note === undefined ? {} : { note }),
      items,
    },
  };
}
