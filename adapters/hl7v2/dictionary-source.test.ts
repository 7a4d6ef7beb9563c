import { describe, expect, it } from 'vitest';
import { createDictionarySource, VERSIONS } from './dictionary-source.ts';
import { NO_DICTIONARY } from './dictionary.ts';

function counting() {
  const asked: string[] = [];
  const source = createDictionarySource((version) => {
    asked.push(version);
    return Promise.resolve({ ...NO_DICTIONARY, version });
  });
  return { source, asked };
}

describe('a source of dictionaries', () => {
  it('knows the versions that the package knows', async () => {
    const { dictionaries } = await import('hl7v2-dictionary');
    expect(Object.values(dictionaries).map(({ version }): string => version)).toEqual([...VERSIONS]);
  });

  it.each([
    ['2.4', '2.4'],
    ['', '2.4'],
    ['2.5.1', '2.5.1'],
    ['2.9', '2.8'],
    ['2', '2.1'],
    ['nonsense', '2.1'],
  ])('for version "%s" reads that of %s', async (version, expected) => {
    expect((await counting().source.of(version)).version).toBe(expected);
  });

  it('reads each version once, however often and at how many places it is asked for', async () => {
    const { source, asked } = counting();
    await Promise.all([source.of('2.4'), source.of('2.4'), source.of('2.5')]);
    await source.of('2.4');
    expect(asked).toEqual(['2.4', '2.5']);
  });

  it('tries again after a failure, which does not hinder other versions', async () => {
    let failures = 1;
    const source = createDictionarySource((version) =>
      failures-- > 0 ? Promise.reject(new Error('gone')) : Promise.resolve({ ...NO_DICTIONARY, version }),
    );
    const first = source.of('2.4');
    const other = source.of('2.5');
    await expect(first).rejects.toThrow('gone');
    expect((await other).version).toBe('2.5');
    expect((await source.of('2.4')).version).toBe('2.4');
  });

  it('reads the real one in a process of its own', async () => {
    const { version, segments, required } = await createDictionarySource().of('2.5.1');
    expect(version).toBe('2.5.1');
    expect(segments['PV1']?.fields['3']).toEqual({
      name: 'Assigned Patient Location',
      datatype: 'PL',
      table: '0079',
    });
    expect(required['ADT_A01']).toContain('PID');
  });
});
