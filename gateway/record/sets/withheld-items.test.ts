/** What a practice holds back is shown by none of its older sets, in whatever order they come. */
import { describe, expect, it } from 'vitest';
import {
  ALLERGY,
  LISTS,
  NOT_RECORDED,
  PROBLEM,
  UK,
  bundle,
  list,
  warning,
} from '../../../mappings/gp-summary/testing/stu3-bundle.ts';
import type { Json } from '../../../mappings/gp-summary/stu3/mapper.ts';
import { receiveDocument } from '../../intake/receive-document.ts';
import { recordBench } from '../../testing/record-bench.ts';

const PROFILE = 'https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-StructuredRecord-Bundle-1';
const related = [
  {
    url: `${UK}Extension-CareConnect-RelatedClinicalContent-1`,
    valueReference: { reference: 'AllergyIntolerance/a' },
  },
];

/** A summary of problems alone, one of which leads to the allergy. */
function ofProblems(date: string): Json {
  return bundle(list(LISTS.problems, ['Condition/c'], { date }), { ...PROBLEM, extension: related }, ALLERGY);
}
const listed = (date: string): Json =>
  bundle(list(LISTS.allergies, ['AllergyIntolerance/a'], { date }), ALLERGY);
const heldBack = (date: string): Json =>
  bundle(list(LISTS.allergies, [], { date, ...NOT_RECORDED, ...warning('confidential-items') }));

async function allergiesAfter(summaries: readonly Json[]): Promise<{ shown: number; record: string }> {
  const bench = await recordBench();
  try {
    for (const summary of summaries) {
      const raw = Buffer.from(JSON.stringify({ ...summary, meta: { profile: [PROFILE] } }));
      const origin = { feed: 'gp-connect', peer: 'http:127.0.0.1', controlId: '' };
      const { receipt } = await receiveDocument(raw, origin, bench.deps);
      if (receipt.kind !== 'committed') throw new Error(receipt.kind);
    }
    const shown = (await bench.resources('AllergyIntolerance')).length;
    return { shown, record: [...(await bench.record()).keys()].join() };
  } finally {
    await bench.close();
  }
}

function ordersOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) =>
    ordersOf([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

describe('an allergy that the practice holds back', () => {
  const summaries = [ofProblems('2026-11-01'), listed('2026-11-02'), heldBack('2026-11-03')];

  it('is not shown by an older summary of another area, in any order', async () => {
    expect((await allergiesAfter(summaries.slice(0, 2))).shown).toBe(1);
    const outcomes = await Promise.all(ordersOf(summaries).map(allergiesAfter));
    expect(outcomes.map(({ shown }) => shown)).toEqual(outcomes.map(() => 0));
    expect(new Set(outcomes.map(({ record }) => record)).size).toBe(1);
  });

  it('is shown again where the practice sends it later, in any order', async () => {
    const later = [...summaries.slice(1), ofProblems('2026-11-04')];
    const outcomes = await Promise.all(ordersOf(later).map(allergiesAfter));
    expect(outcomes.map(({ shown }) => shown)).toEqual(outcomes.map(() => 1));
  });
});
