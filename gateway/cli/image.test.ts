import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..', '..');
let app: string;

/** What the Dockerfile copies from the checkout, less what .dockerignore leaves out. */
beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'rother-image-'));
  const final =
    readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
      .split(/^FROM /m)
      .at(-1) ?? '';
  const sources = [...final.matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(([, names = '']) =>
    names.split(' '),
  );
  expect(sources).toContain('gateway');
  const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8').trim().split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['test-data', '**/*.test.ts', '**/testing']));
  const filter = (from: string): boolean =>
    !/(\.test\.ts|(^|\/)testing)$/.test(from) && !ignored.includes(relative(ROOT, from));
  for (const name of sources) await cp(join(ROOT, name), join(app, name), { recursive: true, filter });
  await symlink(join(ROOT, 'node_modules'), join(app, 'node_modules'));
});

afterAll(() => rm(app, { recursive: true, force: true }));

function rother(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['gateway/cli/rother.ts', ...args],
      { cwd: app },
      (_, out, err) => {
        resolve({ code: child.exitCode ?? -1, out, err });
      },
    );
  });
}

describe('the command line in the container', () => {
  it.each([[[]], [['send']], [['generate']], [['inspect']], [['replay']], [['unmerge']]])(
    'has help for %j',
    async (command) => {
      const { code, out, err } = await rother(...command, '--help');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('Usage: rother');
    },
  );

  it('says that it has nothing to generate from', async () => {
    const { code, err } = await rother('generate', '--out', 'somewhere');
    expect({ code, err }).toEqual({
      code: 1,
      err: 'rother: generate needs the folder test-data, which is not here; run it in a checkout\n',
    });
  });
});

describe('the place of compose.yaml', () => {
  const feed = z.looseObject({ peers: z.array(z.string()) });
  const place = z.looseObject({ feeds: z.array(feed), councils: z.array(feed), gpSummaries: feed });
  const read = (name: string) => place.parse(JSON.parse(readFileSync(join(ROOT, name), 'utf8')));

  it('is the default place, and its feeds also take the gateway of its bridge network', () => {
    const compose = readFileSync(join(ROOT, 'compose.yaml'), 'utf8');
    const bridge = /gateway: (\S+)/.exec(compose)?.[1] ?? '';
    expect(compose).toContain('./place.compose.json:/app/place.json:ro');
    const shipped = read('place.json');
    const reached = <T extends { peers: string[] }>(feed: T): T => ({
      ...feed,
      peers: [...feed.peers, bridge],
    });
    expect(read('place.compose.json')).toEqual({
      ...shipped,
      feeds: shipped.feeds.map(reached),
      councils: shipped.councils.map(reached),
      gpSummaries: reached(shipped.gpSummaries),
    });
  });
});
