import { expect, test } from 'vitest';
import { createPagePolicy } from '../../../src/server/pages/page-policy.ts';

test.each([true, false])(
  'pages connect to the server they came from, and to nobody else (development: %j)',
  async (isDev) => {
    const policy = await createPagePolicy({ isDev, builtPrefix: '', buildFolder: '/nowhere' });
    const connectOf = (host?: string) => /connect-src ([^;]*)/.exec(policy.next({ host, prefix: '' }))?.[1];
    expect(connectOf('cut.example:8443')).toBe("'self' ws://cut.example:8443 wss://cut.example:8443");
    expect(connectOf()).toBe("'self'");
  },
);
