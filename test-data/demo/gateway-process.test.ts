import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayDied, GatewayProcess } from './gateway-process.ts';

const READY = `console.log('{"event":"other"}');
console.log(JSON.stringify({ event: 'gateway.ready', httpPort: Number(process.env.HTTP_PORT), mllpPort: 2 }));`;

let folder: string;
let deaths: PromiseWithResolvers<GatewayDied>;
let gateway: GatewayProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rother-gateway-'));
  deaths = Promise.withResolvers();
});

afterEach(async () => {
  await gateway?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function playing(program: string): Promise<GatewayProcess> {
  const main = join(folder, 'main.mjs');
  await writeFile(main, program);
  gateway = new GatewayProcess({ main, env: { HTTP_PORT: '7' }, onDeath: deaths.resolve });
  return gateway;
}

describe('GatewayProcess', () => {
  it('gives the ports that the ready line tells, and stops the process', async () => {
    const running = await playing(`${READY} setInterval(() => {}, 1000);`);
    expect(await running.start()).toEqual({ httpPort: 7, mllpPort: 2 });
    await running.stop();
    expect(running.lastLines).toHaveLength(2);
  });

  it('tells the last log lines of a gateway that does not start', async () => {
    const failing = await playing(`console.error('place.json cannot be used'); process.exit(3);`);
    await expect(failing.start()).rejects.toThrow(/exit 3[\s\S]*place\.json cannot be used/);
  });

  it('tells of a death while it is needed', async () => {
    const dying = await playing(`${READY} setTimeout(() => process.kill(process.pid, 'SIGKILL'), 20);`);
    await dying.start();
    const death = await deaths.promise;
    expect(death).toBeInstanceOf(GatewayDied);
    expect(death.message).toContain('SIGKILL');
  });
});
