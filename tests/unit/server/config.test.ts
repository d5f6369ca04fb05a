import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/server/settings/config.ts';
import { defaultConcurrency, usableCores } from '../../../src/server/settings/cpu-share.ts';

function complaintsOf(environment: Record<string, string>): readonly string[] {
  const result = readConfig(environment);
  return result.isOk ? [] : result.complaints;
}

describe('the environment', () => {
  test('needs nothing to be set', () => {
    const result = readConfig({});
    expect(result).toMatchObject({
      isOk: true,
      config: {
        port: 3000,
        host: '127.0.0.1',
        mediaBasePath: `${process.cwd()}/data`,
        retentionHours: 0,
        allowedOrigins: [],
        accessToken: undefined,
      },
    });
  });

  test('set to nothing is not set, as compose files leave it', () => {
    expect(complaintsOf({ PORT: '', ACCESS_TOKEN: ' ', MEDIA_ROOTS: '' })).toEqual([]);
  });

  test('has one address for mails and the identity provider, with the path once', () => {
    const publicUrlOf = (environment: Record<string, string>) => {
      const result = readConfig({ ACCOUNTS: 'on', ...environment });
      return result.isOk ? result.config.accounts?.publicUrl : result.complaints;
    };
    const [site, under] = ['https://example.org', 'https://example.org/cutroom'];
    expect(publicUrlOf({})).toBeUndefined();
    expect(publicUrlOf({ PUBLIC_URL: `${site}/` })).toBe(site);
    expect(publicUrlOf({ PUBLIC_URL: site, BASE_PATH: '/cutroom' })).toBe(under);
    expect(publicUrlOf({ PUBLIC_URL: `${under}/`, BASE_PATH: '/cutroom/' })).toBe(under);
    // Behind a proxy that says the path in a header nothing else is set.
    expect(publicUrlOf({ PUBLIC_URL: under })).toBe(under);
    expect(publicUrlOf({ PUBLIC_URL: under, BASE_PATH: '/other' })).toEqual([
      'PUBLIC_URL ends with another path than BASE_PATH (/other).',
    ]);
    for (const wrong of [`${under}?a=1`, `${site}/a b`, 'ftp://example.org'])
      expect(publicUrlOf({ PUBLIC_URL: wrong })).toEqual([expect.stringContaining('PUBLIC_URL must be')]);
  });

  test('is taken as it is meant', () => {
    expect(
      readConfig({
        PORT: '8080',
        MEDIA_ROOTS: '/mnt/a:/mnt/b',
        ALLOWED_ORIGINS: 'https://Editor.example/, http://localhost:4000',
        DISK_RESERVE_MB: '2',
        FFMPEG_CONCURRENCY: '7',
      }),
    ).toMatchObject({
      config: {
        port: 8080,
        mediaRoots: ['/mnt/a', '/mnt/b'],
        allowedOrigins: ['https://editor.example', 'http://localhost:4000'],
        diskReserveBytes: 2 * 2 ** 20,
        ffmpegConcurrency: 7,
      },
    });
  });

  test('with several wrong variables is told all of them, a line each, and no secret', () => {
    const complaints = complaintsOf({
      PORT: '99999',
      HOST: 'http://localhost',
      MEDIA_ROOTS: 'relative/path',
      FFMPEG_CONCURRENCY: '0',
      STALL_SECONDS: '1e3',
      ALLOWED_ORIGINS: '*',
      ACCESS_TOKEN: 'short',
      LOG_LEVEL: 'loud',
    });
    expect(complaints.map((line) => line.split(' ')[0])).toEqual([
      'PORT',
      'HOST',
      'MEDIA_ROOTS',
      'FFMPEG_CONCURRENCY',
      'STALL_SECONDS',
      'ALLOWED_ORIGINS',
      'ACCESS_TOKEN',
      'LOG_LEVEL',
    ]);
    expect(complaints[0]).toBe('PORT must be a whole number from 0 to 65535; it is "99999".');
    expect(complaints.join()).not.toContain('short');
    expect(complaints.every((line) => !line.includes('\n'))).toBe(true);
  });

  test.each(['-1', '1.5', 'NaN', ' 3000', '0x10', '9'.repeat(400)])('PORT=%s is refused once', (PORT) => {
    expect(complaintsOf({ PORT })).toHaveLength(1);
  });

  test('that is wrong ends the process with 1 and the lines on stderr', () => {
    const script = "import { loadConfig } from './src/server/settings/config.ts'; loadConfig();";
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { env: { ...process.env, PORT: 'x', QUEUE_LIMIT: '0' }, encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/^PORT must be .*\nQUEUE_LIMIT must be .*\n$/);
  });
});

describe('the cores that may be used', () => {
  const files = (texts: Record<string, string>) => (path: string) => {
    const text = texts[path];
    if (text === undefined) throw new Error('ENOENT');
    return text;
  };

  test('are cut to the limit of the container, rounded up, and at least one', () => {
    expect(usableCores(files({ '/sys/fs/cgroup/cpu.max': '50000 100000\n' }))).toBe(1);
    expect(usableCores(files({ '/sys/fs/cgroup/cpu.max': '100000 100000' }))).toBe(1);
    const v1 = {
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '100000',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
    };
    expect(usableCores(files(v1))).toBe(1);
  });

  test.each([
    [2, 8e9, 2],
    [16, 64e9, 8],
    [16, 4e9, 3],
    [16, 1e9, 1],
    [1, 16e9, 2],
  ])('%d of them and %d bytes of memory give so many children: %d', (cores, bytes, children) =>
    expect(defaultConcurrency(cores, bytes)).toBe(children),
  );

  test('are all there are where nothing limits them', () => {
    const all = usableCores(files({}));
    expect(usableCores(files({ '/sys/fs/cgroup/cpu.max': 'max 100000' }))).toBe(all);
    expect(usableCores(files({ '/sys/fs/cgroup/cpu.max': '99900000 100000' }))).toBe(all);
  });
});
