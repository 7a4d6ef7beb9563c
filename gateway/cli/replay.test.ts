import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adtText } from '../testing/adt-text.ts';
import { startGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { run } from './program.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

describe('rother replay --json', () => {
  it('writes an object a line, in which no control character reaches the terminal', async () => {
    const controlId = 'J\u007f\u009b31m';
    await gateway.send(adtText({ trigger: 'A28', at: '20261119080000', controlId }));
    let out = '';
    await run(['replay', '--all', '--json', '--dry-run', '--database', gateway.database], {
      stdin: (async function* () {
        // Nothing comes.
      })(),
      stdout: { write: (text) => (out += text) },
      stderr: { write: () => undefined },
      now: () => 0,
    });
    expect(out.endsWith('\n')).toBe(true);
    expect(out.slice(0, -1)).not.toMatch(/\p{Cc}/u);
    const replayed: unknown = JSON.parse(out);
    expect(replayed).toMatchObject({ controlId: expect.stringContaining('\u009b31m') as string });
  });
});
