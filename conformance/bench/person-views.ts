/** A person's record as a whole over HTTP: Patient/$everything and the summary, of anybody and of people with a GP summary. */
import { measureReads, type Read } from './borough-reads.ts';
import type { Figure } from './figure.ts';
import type { BenchContext } from './stage.ts';

export function everything(context: BenchContext): Promise<readonly Figure[]> {
  return measureReads(context, readsOf('$everything'));
}

export function summary(context: BenchContext): Promise<readonly Figure[]> {
  return measureReads(context, readsOf('$summary'));
}

function readsOf(operation: string): readonly Read[] {
  return [
    { name: `${operation} of anybody`, path: ({ id }) => `Patient/${id}/${operation}` },
    {
      name: `${operation} of a person with a GP summary`,
      summary: true,
      path: ({ id }) => `Patient/${id}/${operation}`,
    },
  ];
}
