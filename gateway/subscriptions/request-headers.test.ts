import { describe, expect, it } from 'vitest';
import { headerFaults, redactHeader, restoreHeaders, splitHeader } from './request-headers.ts';

describe('request headers', () => {
  it('keep a value with colons whole', () => {
    expect(splitHeader('Authorization: Basic a:b')).toEqual(['Authorization', 'Basic a:b']);
    expect(headerFaults(['Authorization: Basic a:b', 'X-Link:https://a.example:1/'])).toEqual([]);
  });

  it.each([
    'NoColon',
    ': value',
    'Bad Name: x',
    'X-A: line\r\nX-B: injected',
    'X-A: line\nfeed',
    'X-A: null\0byte',
    'X-A: über',
    'Host: elsewhere.example',
    'content-length: 5',
    'Content-Type: text/plain',
    'Connection: close',
    'Transfer-Encoding: chunked',
    'Proxy-Authorization: x',
    'Webhook-Signature: v1,forged',
    `X-Long: ${'a'.repeat(1024)}`,
  ])('are refused: %j', (line) => {
    expect(headerFaults([line])).toHaveLength(1);
  });

  it('are bounded in number', () => {
    expect(headerFaults(Array.from({ length: 21 }, (_, i) => `X-${i}: a`))).toHaveLength(1);
  });

  it('never show a value in a fault', () => {
    expect(headerFaults(['Host: s3cret']).join()).not.toContain('s3cret');
  });

  it('are redacted to their names, and restored by name and order when sent back', () => {
    const stored = ['Authorization: Bearer one', 'X-Key: a', 'x-key: b'];
    const shown = stored.map(redactHeader);
    expect(shown).toEqual(['Authorization: [redacted]', 'X-Key: [redacted]', 'x-key: [redacted]']);
    expect(restoreHeaders(shown, stored)).toEqual(stored);
    expect(restoreHeaders(['X-New: c', 'X-Key: [redacted]'], stored)).toEqual(['X-New: c', 'X-Key: a']);
    expect(restoreHeaders(['X-Unknown: [redacted]'], stored)).toBeUndefined();
  });
});
