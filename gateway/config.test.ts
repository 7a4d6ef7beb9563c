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

  it('refuse TLS with a file too few, naming the one that is missing', () => {
    const cert = { MLLP_TLS_CERT_FILE: 'cert.pem' };
    const key = { MLLP_TLS_KEY_FILE: 'key.pem' };
    const ca = { MLLP_TLS_CA_FILE: 'ca.pem' };
    for (const given of [cert, { ...cert, ...ca }]) {
      expect(() => readSettings(given)).toThrow(/MLLP_TLS_KEY_FILE is missing/);
    }
    for (const given of [key, ca, { ...key, ...ca }]) {
      expect(() => readSettings(given)).toThrow(/MLLP_TLS_CERT_FILE is missing/);
    }
    expect(readSettings({ ...cert, ...key }).MLLP_TLS_CA_FILE).toBeUndefined();
    expect(readSettings({ ...cert, ...key, ...ca })).toMatchObject({ ...cert, ...key, ...ca });
  });

  it('refuse to open the record to the network without a word', () => {
    expect(() => readSettings({ HOST: '0.0.0.0' })).toThrow(/no access control/);
    expect(readSettings({ HOST: '0.0.0.0', ALLOW_OPEN_ACCESS: 'on' }).HOST).toBe('0.0.0.0');
    expect(readSettings({ HOST: '::1' }).HOST).toBe('::1');
  });
});
