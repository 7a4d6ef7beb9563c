import type { Organization, Practitioner } from '@medplum/fhirtypes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { permutations } from '../../test-data/adt/facts.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';
import { stateDirectory, type DirectoryResource } from './directory.ts';

let bench: RecordBench;
beforeEach(async () => {
  bench = await recordBench();
});
afterEach(async () => {
  await bench.close();
});

const doctor = (name: string, id = 'd1'): Practitioner & { id: string } => ({
  resourceType: 'Practitioner',
  id,
  identifier: [{ system: 's', value: id }],
  name: [{ family: name }],
});
const practice = (name: string): Organization & { id: string } => ({
  resourceType: 'Organization',
  id: 'o1',
  name,
});

interface Statement {
  readonly stamp: string;
  readonly resources: readonly DirectoryResource[];
}

/** What stands after the last of these statements, in this order of arrival. */
async function state(statements: readonly Statement[]): Promise<DirectoryResource[]> {
  let standing: DirectoryResource[] = [];
  for (const { stamp, resources } of statements) {
    standing = await bench.engine.write((tx) =>
      stateDirectory(tx, resources, { stamp, sourceMessageId: `m${stamp}` }),
    );
  }
  return standing;
}

describe('what messages say of doctors and organisations', () => {
  it('stands with the message that said it first', async () => {
    expect(await state([{ stamp: '1', resources: [doctor('Darwin')] }])).toEqual([
      { ...doctor('Darwin'), meta: { source: 'urn:uuid:m1' } },
    ]);
  });

  it('is nothing for a message that names nobody', async () => {
    expect(await state([{ stamp: '1', resources: [] }])).toEqual([]);
  });

  it('is one statement where a message names somebody twice: the last', async () => {
    const [standing] = await state([
      { stamp: '1', resources: [doctor('Darwin'), doctor('Darwin-Wedgwood')] },
    ]);
    expect(standing).toMatchObject({ name: [{ family: 'Darwin-Wedgwood' }] });
  });

  it('keeps doctors and organisations apart', async () => {
    const standing = await state([{ stamp: '1', resources: [doctor('Darwin'), practice('Clifton')] }]);
    expect(standing.map((r) => r.resourceType).toSorted()).toEqual(['Organization', 'Practitioner']);
  });

  it.each<[string, readonly [string, string][], string, string]>([
    [
      'the latest statement stands',
      [
        ['1', 'Old'],
        ['2', 'New'],
      ],
      'New',
      'm2',
    ],
    [
      'a statement made again keeps its first source',
      [
        ['1', 'Same'],
        ['2', 'Same'],
      ],
      'Same',
      'm1',
    ],
    [
      'a former name that comes back stands',
      [
        ['1', 'One'],
        ['2', 'Two'],
        ['3', 'One'],
      ],
      'One',
      'm1',
    ],
    [
      'a former name within is history',
      [
        ['1', 'One'],
        ['2', 'Two'],
        ['3', 'One'],
        ['4', 'Two'],
      ],
      'Two',
      'm2',
    ],
  ])('%s, in any order of arrival', async (_, story, family, source) => {
    const statements = story.map(([stamp, name]) => ({ stamp, resources: [doctor(name)] }));
    for (const [i, order] of permutations(statements).entries()) {
      const id = `d${i}`;
      const moved = order.map(({ stamp, resources }) => ({
        stamp,
        resources: resources.map((r) => ({ ...r, id })),
      }));
      const [standing] = await state(moved);
      expect(standing).toMatchObject({ id, name: [{ family }], meta: { source: `urn:uuid:${source}` } });
    }
  });
});
