import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rother-interrupted-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('the demo cleans up after %s', async (signal) => {
  const env = { ...process.env, TMPDIR: folder };
  const demo = spawn(process.execPath, [join(import.meta.dirname, 'demo.ts'), '--people', '300'], { env });
  await once(demo.stdout, 'data');
  demo.kill(signal);
  const [code] = (await once(demo, 'close')) as [number | null];
  expect(code).toBe(130);
});

it('the gateway ends when the demo is killed', async () => {
  const pidFile = join(folder, 'pid');
  const main = join(folder, 'main.mjs');
  await writeFile(
    main,
    `import { writeFileSync } from 'node:fs';
    setInterval(() => {}, 1000);
    writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
    console.log(JSON.stringify({ event: 'gateway.ready', httpPort: 1, mllpPort: 2 }));`,
  );
  const parent = join(folder, 'parent.mjs');
  const module = pathToFileURL(join(import.meta.dirname, 'gateway-process.ts')).href;
  await writeFile(
    parent,
    `import { GatewayProcess } from ${JSON.stringify(module)};
    await new GatewayProcess({ main: ${JSON.stringify(main)}, env: {}, onDeath: () => {} }).start();
    console.log('started');`,
  );
  const demo = spawn(process.execPath, [parent]);
  await once(demo.stdout, 'data');
  expect(existsSync(pidFile)).toBe(true);
  const pid = Number(await readFile(pidFile, 'utf8'));
  expect(isAlive(pid)).toBe(true);
  demo.kill('SIGKILL');
  await once(demo, 'close');
  try {
    await expect.poll(() => isAlive(pid), { timeout: 5000, interval: 20 }).toBe(false);
  } finally {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
