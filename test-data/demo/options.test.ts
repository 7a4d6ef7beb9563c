import { describe, expect, it } from 'vitest';
import { readArguments } from './options.ts';

describe('readArguments', () => {
  it('has a default for everything', () => {
    expect(readArguments([])).toEqual({
      kind: 'run',
      options: { people: 5000, speed: 1080, seed: 1, stay: false, port: 0, mllpPort: 0 },
    });
  });

  it('reads every option', () => {
    const argv = '--people 600 --speed 9000 --seed 7 --data d --stay --port 8080 --mllp-port 2575'.split(' ');
    expect(readArguments(argv)).toEqual({
      kind: 'run',
      options: { people: 600, speed: 9000, seed: 7, data: 'd', stay: true, port: 8080, mllpPort: 2575 },
    });
  });

  it('says which option is wrong', () => {
    expect(readArguments(['--people', 'many'])).toEqual({
      kind: 'wrong',
      message: '--people must be a whole number from 300 to 200000',
    });
    expect(readArguments(['--fast'])).toMatchObject({ kind: 'wrong' });
    expect(readArguments(['--help', '--people', 'x'])).toEqual({ kind: 'help' });
  });
});
