import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createClientAddress } from '../../../src/server/door/sender/client-address.ts';
import { createMount } from '../../../src/server/door/mount.ts';
import { readConfig } from '../../../src/server/settings/config.ts';

function seen(
  basePath: string,
  url: string,
  headers: Record<string, string> = {},
  remoteAddress = '10.0.0.1',
) {
  const req = { url, headers, socket: { remoteAddress } } as unknown as IncomingMessage;
  const mount = createMount(basePath, createClientAddress(['10.0.0.0/8']));
  mount.enter(req);
  return [mount.prefixOf(req), req.url];
}

describe('a server under a path', () => {
  test.each([
    ['/cutroom', '/cutroom/api/health', '/api/health'],
    ['/cutroom', '/cutroom', '/'],
    ['/cutroom', '/cutroom?a=1', '/?a=1'],
    ['/cutroom', '/cutrooms/x', '/cutrooms/x'],
    ['/cutroom', '/api/health', '/api/health'],
    ['', '/cutroom/x', '/cutroom/x'],
  ])('BASE_PATH=%s: %s is %s', (basePath, url, path) =>
    expect(seen(basePath, url)).toEqual([basePath, path]),
  );

  test('a trusted proxy says which path, and several take turns', () => {
    const header = { 'x-forwarded-prefix': '/tools, /cutroom/' };
    expect(seen('', '/api/health', header)).toEqual(['/tools/cutroom', '/api/health']);
    expect(seen('/other', '/tools/cutroom/x', header)).toEqual(['/tools/cutroom', '/x']);
  });

  test('nobody else does', () => {
    expect(seen('', '/x', { 'x-forwarded-prefix': '/cutroom' }, '192.0.2.7')).toEqual(['', '/x']);
  });

  test.each(['//evil.example', '/a"b', '/<script>', '/../x', 'https://evil.example', '/api', '/a b', '/%2e'])(
    'and a path that is none, or ours, is refused: %s',
    (prefix) => {
      expect(seen('', '/x', { 'x-forwarded-prefix': prefix })).toEqual(['', '/x']);
      expect(readConfig({ BASE_PATH: prefix }).isOk).toBe(false);
    },
  );

  test.each([['/'], ['/cutroom/']])('BASE_PATH=%s is taken', (text) =>
    expect(readConfig({ BASE_PATH: text })).toMatchObject({ config: { basePath: text.replace(/\/$/, '') } }),
  );
});
