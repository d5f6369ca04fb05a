import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/server/settings/config.ts';
import { createClientAddress } from '../../../src/server/door/sender/client-address.ts';

function addressOf(trusted: readonly string[], sender: string | undefined, forwarded?: string) {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const req = { headers, socket: { remoteAddress: sender } } as unknown as IncomingMessage;
  return createClientAddress(trusted).of(req);
}

describe('who sends a request', () => {
  test.each([
    ['10.0.0.5', '203.0.113.7'],
    ['192.168.1.2', '203.0.113.7'],
    ['203.0.113.9', '203.0.113.7'],
    ['::ffff:10.0.0.5', '203.0.113.7'],
  ])('is %s itself where nobody is trusted, whatever it says', (sender, said) => {
    expect(addressOf([], sender, said)).toBe(sender.replace('::ffff:', ''));
  });

  test('is not limited on this machine, whatever it says', () => {
    for (const sender of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.0.0.2']) {
      expect(addressOf([], sender, '203.0.113.7')).toBeUndefined();
    }
  });

  test('is what a trusted proxy says, and the last that ours did not add', () => {
    const trusted = ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'];
    expect(addressOf(trusted, '127.0.0.1', '203.0.113.7')).toBe('203.0.113.7');
    expect(addressOf(trusted, '10.1.2.3', '1.1.1.1, 203.0.113.7, 10.9.9.9')).toBe('203.0.113.7');
    expect(addressOf(trusted, 'fd00::1', '203.0.113.7:4711')).toBe('203.0.113.7');
    expect(addressOf(trusted, '10.1.2.3', '[2001:db8:0:7::9]:443')).toBe('2001:db8:0:7::/64');
    expect(addressOf(trusted, '10.1.2.3', '10.7.7.7')).toBe('10.7.7.7');
  });

  test('is the proxy where that says nothing that is an address', () => {
    for (const said of [undefined, '', 'unknown', '1.1.1.1, nonsense', '_hidden', '999.1.1.1', ',']) {
      expect(addressOf(['10.0.0.0/8'], '10.1.2.3', said)).toBe('10.1.2.3');
    }
  });

  test('is one for all addresses that one machine can have', () => {
    expect(addressOf([], '2001:db8::1')).toBe(addressOf([], '2001:db8:0:0:ffff::2'));
    expect(addressOf([], '2001:db8::1')).not.toBe(addressOf([], '2001:db8:0:1::1'));
    expect(addressOf([], 'fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  });

  test('may be gone', () => {
    expect(() => addressOf(['10.0.0.0/8'], undefined, '1.1.1.1')).not.toThrow();
  });
});

test('TRUSTED_PROXIES are addresses and networks, and nothing else', () => {
  const read = (TRUSTED_PROXIES: string) => readConfig({ TRUSTED_PROXIES });
  expect(read('127.0.0.1, ::1 172.16.0.0/12')).toMatchObject({
    config: { trustedProxies: ['127.0.0.1', '::1', '172.16.0.0/12'] },
  });
  expect(read('')).toMatchObject({ config: { trustedProxies: [] } });
  for (const wrong of [
    '*',
    'true',
    'nginx',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/8/8',
    '1.2.3',
    '10.0.0.0/x',
  ]) {
    expect(read(wrong).isOk).toBe(false);
  }
});
