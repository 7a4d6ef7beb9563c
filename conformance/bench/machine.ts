/** What a figure was measured on: without it a figure says nothing. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';

export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGB: number;
  readonly node: string;
  readonly system: string;
  /** Load average of the last minute, at the start: above 0 something else was running. */
  readonly loadBefore: number;
  /** Of the working tree, `+` behind it where files differ; undefined outside a checkout. */
  readonly commit: string | undefined;
  /** ISO UTC. */
  readonly date: string;
}

export function describeMachine(now: Date): Machine {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGB: Math.round(totalmem() / 1e8) / 10,
    node: process.version,
    system: `${platform()} ${release()}`,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    commit: commit(),
    date: now.toISOString(),
  };
}

export function machineLine(machine: Machine): string {
  const { cores, cpu, memoryGB, node, system, loadBefore, commit: of = 'no commit', date } = machine;
  return `${cores} cores (${cpu}), ${memoryGB} GB, Node ${node}, ${system}, load before ${loadBefore}, ${of}, ${date}`;
}

function commit(): string | undefined {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: join(import.meta.dirname, '..', '..'),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+');
  } catch {
    return undefined;
  }
}
