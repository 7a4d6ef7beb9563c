/** The tables are what is published. After a change of the definitions, `npx vitest run -u conformance/bindings/tables.test.ts` makes them anew. */
import { describe, expect, it } from 'vitest';
import { BASE, CODE_SYSTEMS, NATIONAL } from './binding-tables.ts';
import { deriveBase, deriveCodeSystems, deriveNational } from './testing/derive-tables.ts';
import { HAS_PUBLISHED, readBase, readNational } from './testing/published.ts';

const base = readBase();
const asFile = (table: object): string => `${JSON.stringify(table, null, 2)}\n`;

describe('the tables of bindings', () => {
  it('of base R4 are those of the definitions', async () => {
    await expect(asFile(deriveBase(base))).toMatchFileSnapshot('tables/base-r4.json');
  });

  it.skipIf(!HAS_PUBLISHED)('of UK Core and Interweave are those of the published profiles', async () => {
    const national = readNational();
    await expect(asFile(deriveCodeSystems(national))).toMatchFileSnapshot('tables/code-systems.json');
    const table = deriveNational(national, base, deriveBase(base));
    await expect(asFile(table)).toMatchFileSnapshot('tables/profiles.json');
  });

  it('name no set that is not there, and no list that is empty', () => {
    const named = (tables: object[]): string[] =>
      tables
        .flatMap((table) => Object.values(table).map(String))
        .flatMap((to) => (/^[=~]/.test(to) ? [to.slice(1)] : []));
    expect(Object.keys(BASE.valueSets)).toEqual(expect.arrayContaining(named(Object.values(BASE.types))));
    const national = named([...Object.values(NATIONAL.profiles), ...Object.values(NATIONAL.extensions)]);
    expect(Object.keys(NATIONAL.valueSets)).toEqual(expect.arrayContaining(national));
    for (const codes of [
      ...Object.values(BASE.valueSets),
      ...Object.values(NATIONAL.valueSets),
      CODE_SYSTEMS,
    ]) {
      expect(Object.keys(codes)).not.toEqual([]);
      expect(Object.values(codes)).not.toContain('');
      for (const [system, list] of Object.entries(codes))
        if (list === '@') expect(CODE_SYSTEMS).toHaveProperty([system]);
    }
  });
});
