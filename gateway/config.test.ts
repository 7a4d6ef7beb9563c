import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings, settingsSchema } from './config.ts';

/** The rows of the README's settings table, as they must be. */
function expectedRows(): string[] {
  const defaults: Record<string, string | number | boolean | undefined> = readSettings({});
  return Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const value = defaults[name];
    const shown =
      value === undefined
        ? 'none'
        : typeof value === 'boolean'
          ? value
            ? '`on`'
            : '`off`'
          : `\`${String(value)}\``;
    return `| \`${name}\` | ${shown} | ${schema.description ?? ''} |`;
  });
}

describe('settings', () => {
  it('stand in the README as the schema has them', () => {
    const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
    const table = readme.split('<!-- settings:')[1]?.split('\n\n')[1] ?? '';
    const rows = table.split('\n').slice(2);
    expect(rows.map((row) => row.replaceAll(/\s+/g, ' '))).toEqual(expectedRows());
  });

  it('take an empty value for none', () => {
    expect(readSettings({ HTTP_PORT: '' }).HTTP_PORT).toBe(8080);
  });

  it('name every fault at once', () => {
    expect(() => readSettings({ HTTP_PORT: '0x10', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql:x' })).toThrow(
      /HTTP_PORT[\s\S]*LOG_LEVEL|LOG_LEVEL[\s\S]*HTTP_PORT/,
    );
    expect(() => readSettings({ HTTP_PORT: '70000' })).toThrow(/from 0 to 65535/);
  });

  it('refuse to open the record to the network without a word', () => {
    expect(() => readSettings({ HOST: '0.0.0.0' })).toThrow(/no access control/);
    expect(readSettings({ HOST: '0.0.0.0', ALLOW_OPEN_ACCESS: 'on' }).HOST).toBe('0.0.0.0');
    expect(readSettings({ HOST: '::1' }).HOST).toBe('::1');
  });
});
