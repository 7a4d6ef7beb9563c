import { describe, expect, it } from 'vitest';
import { mayConnect, readEndpoint, type WebhookPolicy } from './webhook-policy.ts';

const closed: WebhookPolicy = { allow: [] };
const hscn: WebhookPolicy = {
  allow: [
    { host: '10.20.0.0/16', ports: [8443], http: false },
    { host: '127.0.0.1', http: true },
    { host: '::1', http: true },
    { host: 'hub.internal', ports: [8080], http: true, addresses: ['10.1.0.0/16', 'fd12::7'] },
    { host: 'careless.internal', http: true },
    { host: 'localhost', http: true },
  ],
};

describe('an endpoint', () => {
  it.each([
    'https://example.org/hook',
    'https://example.org:8443/a?b=c',
    'https://8.8.8.8/',
    'https://[2606:4700::1]/',
  ])('is taken: %s', (url) => {
    expect(readEndpoint(url, closed).endpoint).toBeDefined();
  });

  it.each([
    'adfdf',
    '/hook',
    'ftp://example.org/',
    'mailto:a@example.org',
    'http://example.org/hook',
    'https://user:secret@example.org/',
    'https://example.org/#part',
    'https://127.0.0.1/',
    'https://127.9.9.9/',
    'https://[::1]/',
    'https://169.254.169.254/latest',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://[fc00::1]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:db8::1]/',
    'https://0.0.0.0/',
    'https://[::]/',
    'https://192.0.2.1/',
    'https://198.51.100.1/',
    'https://203.0.113.1/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://0x7f.1/',
    'https://127.1/',
    'https://0x08080808/',
  ])('is refused: %s', (url) => {
    expect(readEndpoint(url, closed)).toHaveProperty('fault');
  });

  it('may be a listed private address or host, on its ports, and over http where that is listed too', () => {
    expect(readEndpoint('https://10.20.1.1:8443/', hscn).endpoint).toBeDefined();
    expect(readEndpoint('https://10.20.1.1/', hscn).endpoint).toBeUndefined();
    expect(readEndpoint('http://10.20.1.1:8443/', hscn).endpoint).toBeUndefined();
    expect(readEndpoint('http://127.0.0.1:5000/', hscn).endpoint).toBeDefined();
    expect(readEndpoint('http://[0:0:0:0:0:0:0:1]:5000/', hscn).endpoint).toBeDefined();
    expect(readEndpoint('http://HUB.internal:8080/', hscn).endpoint).toBeDefined();
    expect(readEndpoint('http://hub.internal/', hscn).endpoint).toBeUndefined();
    expect(readEndpoint('http://[::ffff:127.0.0.1]:5000/', hscn).endpoint).toBeUndefined();
    expect(readEndpoint('http://2130706433:5000/', hscn).endpoint).toBeUndefined();
  });

  it('does not reach a listed address through a name that is not listed', () => {
    const evil = { hostname: 'evil.example', port: 8443, http: false };
    expect(mayConnect('10.20.1.1', evil, hscn)).toBe(false);
    expect(mayConnect('127.0.0.1', evil, hscn)).toBe(false);
    expect(mayConnect('8.8.8.8', evil, hscn)).toBe(true);
  });

  it.each([
    ['hub.internal', '10.1.1.1', true],
    ['hub.internal', 'fd12::7', true],
    ['hub.internal', '8.8.8.8', true],
    ['hub.internal', '10.2.1.1', false],
    ['hub.internal', '127.0.0.1', false],
    ['careless.internal', '8.8.8.8', true],
    ['careless.internal', '10.1.1.1', false],
    ['careless.internal', '127.0.0.1', false],
    ['localhost', '127.0.0.1', true],
    ['localhost', '::1', true],
    ['localhost', '10.1.1.1', false],
  ])('that is the listed name %s reaches %s: %s', (hostname, address, reached) => {
    expect(mayConnect(address, { hostname, port: 8080, http: true }, hscn)).toBe(reached);
  });

  it.each([
    '169.254.169.254',
    '169.254.0.1',
    'fe80::1',
    '168.63.129.16',
    '::ffff:169.254.169.254',
    'fd00:ec2::254',
  ])('never reaches %s, whatever is listed', (address) => {
    const all: WebhookPolicy = {
      allow: [address, '0.0.0.0/0', '::/0'].map((host) => ({ host, http: true })),
    };
    const named: WebhookPolicy = {
      allow: [{ host: 'hub.internal', http: true, addresses: ['0.0.0.0/0', '::/0', address] }],
    };
    const hostname = address.includes(':') ? `[${address}]` : address;
    expect(readEndpoint(`http://${hostname}/`, all)).toHaveProperty('fault');
    expect(readEndpoint(`https://${hostname}/`, { allow: [] })).toHaveProperty('fault');
    expect(mayConnect(address, { hostname: 'hub.internal', port: 80, http: true }, named)).toBe(false);
    expect(mayConnect(address, { hostname: 'evil.example', port: 443, http: false }, all)).toBe(false);
  });
});
