/** `rother matches` against a running gateway. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityFeeds, type IdentityFeeds } from '../testing/identity-feeds.ts';
import { startGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { run } from './program.ts';

let gateway: RunningGateway;
let feeds: IdentityFeeds;
let url: string;
beforeAll(async () => {
  gateway = await startGateway();
  feeds = identityFeeds(gateway);
  url = gateway.baseUrl.replace(/\/fhir$/, '');
  for (const local of ['R1', 'R2', 'R3']) await feeds.adt('A28', { 3: `${local}^^^RFR^MR`, 32: '' });
});
afterAll(async () => {
  await gateway.stop();
});

async function rother(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await run(['matches', ...args], {
    stdin: (async function* () {
      await Promise.resolve();
      yield new Uint8Array();
    })(),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now: () => 0,
  });
  return { code, out, err };
}

describe('rother matches', () => {
  it('lists the pairs with both people below each', async () => {
    const { code, out, err } = await rother('--url', url, '--rule', 'M5', '--min-score', '80');
    expect([code, err]).toEqual([0, '3 pairs wait for a decision\n']);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(9);
    expect(lines[0]).toMatch(/^[0-9a-f-]{36} {2}M5 {2}90 {2}birth-date-equal, family-equal/);
    expect(lines[1]).toMatch(
      /^ {4}The Rotherham NHS Foundation Trust {2}Joan Hartley {2}1941-02-03 {2}female/,
    );
    expect((await rother('--url', url, '--rule', 'M2')).err).toBe('0 pairs wait for a decision\n');
  });

  it('says where there may be more', async () => {
    const { out, err } = await rother('--url', url, '--limit', '2', '--json');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { rule: string }).rule),
    ).toEqual(['M5', 'M5']);
    expect(err).toContain('--limit');
  });

  it('decides, and undoes a decision by its opposite', async () => {
    const [pair] = await feeds.listed();
    const id = pair?.id ?? '';
    const decide = (decision: string): ReturnType<typeof rother> =>
      rother(
        'resolve',
        id,
        '--decision',
        decision,
        '--reason',
        'asked both',
        '--by',
        'j.smith',
        '--url',
        url,
      );
    const { code, out } = await decide('same');
    expect([code, out]).toEqual([0, expect.stringMatching(/same {2}committed {2}message [0-9a-f-]{36}\n$/)]);
    expect(await feeds.patients('active=true')).toHaveLength(2);
    expect((await decide('different')).code).toBe(0);
    expect(await feeds.patients('active=true')).toHaveLength(3);
    expect((await feeds.listed()).map((one) => one.id)).not.toContain(id);
  });

  it('shows what was joined in a Patient, and undoes it', async () => {
    const tom = { 5: 'Shaw^Tom', 7: '19500505', 8: '1' };
    await feeds.adt('A28', { ...tom, 3: '9990000018^^^NHS^NH~R9^^^RFR^MR' });
    const person = { name: [{ family: 'Shaw', given: ['Tom'] }], birthDate: '1950-05-05', gender: 'male' };
    await feeds.summary('9990000018', person);
    const [patient] = await feeds.patients('identifier=R9');
    const reference = `Patient/${patient?.id ?? ''}`;
    const { code, out } = await rother('joined', reference, '--json', '--url', url);
    expect(code).toBe(0);
    const { id, rule } = JSON.parse(out) as { id: string; rule: string };
    expect(rule).toBe('M1');
    const args = ['--decision', 'different', '--reason', 'two people', '--by', 'j.smith', '--url', url];
    expect((await rother('resolve', id, ...args)).err).toContain('No such pair');
    expect((await rother('resolve', id, ...args, '--patient', reference)).code).toBe(0);
    expect((await rother('joined', reference, '--url', url)).out).toBe('');
  });

  it.each([
    [['resolve', 'x', '--reason', 'asked', '--by', 'x'], '--decision'],
    [['resolve', 'x', '--decision', 'perhaps', '--reason', 'asked', '--by', 'x'], 'same, different'],
    [['--rule', 'M1'], 'M2, M5, M6, M7'],
    [['--min-score', '101'], 'from 0 to 100'],
    [['--url', 'nowhere'], 'is no URL'],
    [['--url', 'http://127.0.0.1:1'], 'is the gateway running there?'],
  ])('%j is refused: %s', async (args, text) => {
    const { code, err } = await rother(...args);
    expect([code, err]).toEqual([1, expect.stringContaining(text)]);
  });

  it.each([[['--help']], [['resolve', '--help']], [['joined', '--help']]])('%j tells how', async (args) => {
    const { code, out } = await rother(...args);
    expect([code, out]).toEqual([0, expect.stringContaining('Examples:')]);
  });
});
