/** The figures as a table for people and as JSON for whatever compares runs. */
import { met, type Figure } from './figure.ts';
import type { Machine } from './machine.ts';

export interface BenchResult {
  readonly bench: string;
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

const COLUMNS = ['figure', 'value', 'spread', 'samples', 'budget', ''] as const;

export function table({ bench, seconds, figures }: BenchResult): string {
  const rows = [[...COLUMNS], ...figures.map(cells)];
  const widths = COLUMNS.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const notes = figures.flatMap(({ name, note }) => (note === undefined ? [] : [`  ${name}: ${note}`]));
  return [`${bench} (${seconds.toFixed(0)} s)`, ...rows.map(line), ...notes, ''].join('\n');
}

export function asJson(machine: Machine, quick: boolean, results: readonly BenchResult[]): string {
  const figures = results.map((result) => ({
    ...result,
    figures: result.figures.map((figure) => ({ ...figure, met: met(figure) })),
  }));
  return `${JSON.stringify({ machine, quick, results: figures }, null, 2)}\n`;
}

function cells(figure: Figure): string[] {
  const { name, unit, value, low, high, samples, budget } = figure;
  const kept = met(figure);
  return [
    name,
    `${short(value)} ${unit}`,
    low === high ? '' : `${short(low)} to ${short(high)}`,
    String(samples),
    budget === undefined ? '' : `${budget.sense} ${budget.limit}`,
    kept === undefined ? '' : kept ? 'met' : 'MISSED',
  ];
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
