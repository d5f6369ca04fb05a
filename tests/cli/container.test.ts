import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/server/settings/config.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string) => readFile(join(root, name), 'utf8');

let dockerfile = '';
beforeAll(async () => {
  dockerfile = await read('Dockerfile');
});

/** `ENV` of the last stage. */
function imageEnvironment(): Record<string, string> {
  const [, block = ''] = /^ENV (NODE_ENV=(?:.*\\\n)*.*)$/m.exec(dockerfile) ?? [];
  return Object.fromEntries(
    [...block.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** What the build's context holds: `.dockerignore` names everything, then takes out what is wanted. */
async function contextPatterns(): Promise<RegExp[]> {
  const lines = (await read('.dockerignore')).split('\n').filter((line) => line.startsWith('!'));
  return lines.map((line) => asPattern(line.slice(1)));
}

function asPattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${escaped}$`);
}

describe('the image', () => {
  test('copies only what exists and what its context holds', async () => {
    const entries = await readdir(root);
    const context = await contextPatterns();
    const copies = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, list]) =>
      (list ?? '').split(' '),
    );
    expect(copies.length).toBeGreaterThan(5);
    for (const source of copies) {
      const found = entries.filter((entry) => asPattern(source).test(entry));
      expect(found, `COPY ${source}`).not.toEqual([]);
      const inContext = found.filter((entry) => context.some((pattern) => pattern.test(entry)));
      expect(inContext, `.dockerignore and COPY ${source}`).not.toEqual([]);
    }
  });

  test('has the programs that build it in its context', async () => {
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
    const steps = [...dockerfile.matchAll(/npm run (build:\w+)/g)].map(
      ([, name = '']) => scripts[name] ?? '',
    );
    expect(steps).toHaveLength(2);
    const programs = steps.flatMap((step) => /^node (\S+)/.exec(step)?.[1] ?? []);
    const left = (await read('.dockerignore')).split('\n').filter((line) => /^[a-z]/.test(line));
    for (const path of programs) {
      expect((await stat(join(root, path))).isFile()).toBe(true);
      expect(left.filter((line) => path.startsWith(line))).toEqual([]);
    }
  });

  test('takes everything it runs from stages that exist', () => {
    const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name]) => name);
    const used = [...dockerfile.matchAll(/^COPY --from=(\S+)/gm)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(stages));
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases).size).toBe(1);
  });

  test('starts as an ordinary user, with an init, a health check and valid settings', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^ENTRYPOINT \["tini", .*"dist\/cli.js"\]$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
    expect(last).not.toMatch(/curl|wget/);
    const result = readConfig(imageEnvironment());
    expect(result).toMatchObject({ isOk: true, config: { host: '0.0.0.0', mediaBasePath: '/data/media' } });
  });
});

interface Compose {
  readonly services: Record<string, ComposeService>;
  readonly volumes: Record<string, null>;
}

interface ComposeService {
  readonly environment: Record<string, string | null>;
  readonly healthcheck: { readonly test: readonly string[] };
  readonly logging: { readonly options: Record<string, string> };
  readonly volumes: readonly string[];
  readonly ports: readonly string[];
  readonly profiles?: readonly string[];
  readonly command?: readonly string[];
  readonly init: boolean;
  readonly build: string;
  readonly pids_limit: number;
  readonly mem_limit: string;
  readonly ulimits: { readonly nofile: number; readonly core: number };
}

describe('docker-compose.yml', () => {
  test('is one service with one volume, reachable from this machine alone', async () => {
    const compose = parse(await read('docker-compose.yml'), { merge: true }) as Compose;
    const services = Object.values(compose.services).filter(({ profiles }) => profiles === undefined);
    expect(services).toHaveLength(1);
    expect(services[0]).toMatchObject({ init: true, build: '.', volumes: ['media:/data/media'] });
    expect(Object.keys(compose.volumes)).toEqual(['redis', 'media']);
    expect(services[0]?.ports).toEqual(['127.0.0.1:${PORT:-3000}:3000']);
  });

  test('has a Redis that keeps what it is told, and workers that are asked for their health', async () => {
    const compose = parse(await read('docker-compose.yml'), { merge: true }) as Compose;
    const { cutroom, worker, redis } = compose.services;
    for (const service of [worker, redis]) expect(service?.profiles).toEqual(['scale']);
    expect(redis?.command?.join(' ')).toBe('redis-server --appendonly yes --maxmemory-policy noeviction');
    expect(worker).toMatchObject({ command: ['worker'], ports: [], volumes: cutroom?.volumes, init: true });
    const given = Object.entries(worker?.environment ?? {}).filter(([, value]) => value !== null);
    const settings = given.map(([name, value]) => [name, String(value).replace(/^\$\{\w+:-(.*)\}$/, '$1')]);
    // The image's own check asks there.
    expect(readConfig(Object.fromEntries(settings) as Record<string, string>)).toMatchObject({
      isOk: true,
      config: { workerPort: Number(imageEnvironment()['PORT']), redis: { url: 'redis://redis:6379' } },
    });
  });

  test('bounds what the container takes of the machine, above what its own limits need', async () => {
    const compose = parse(await read('docker-compose.yml'), { merge: true }) as Compose;
    const { pids_limit, mem_limit, ulimits } = Object.values(compose.services)[0] ?? {};
    expect(pids_limit).toBeGreaterThanOrEqual(1024);
    expect(mem_limit).toMatch(/^\$\{MEMORY_LIMIT:-\d+g\}$/);
    expect(ulimits?.core).toBe(0);
    expect(ulimits?.nofile).toBeGreaterThanOrEqual(2 * 20_000 + 256);
  });

  test('looks after its health as the image does, and bounds its log', async () => {
    const compose = parse(await read('docker-compose.yml'), { merge: true }) as Compose;
    const { healthcheck, logging } = Object.values(compose.services)[0] ?? {};
    const [, command = ''] = /^HEALTHCHECK [^\n]*\n\s+CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    // Compose reads `$$` as a dollar sign.
    const test = healthcheck?.test.map((part) => part.replaceAll('$$', '$'));
    expect(test).toEqual(['CMD', ...(JSON.parse(command) as string[])]);
    expect(logging?.options).toEqual({ 'max-size': '10m', 'max-file': '5' });
  });

  test('passes on every setting there is, and none that there is not', async () => {
    const compose = parse(await read('docker-compose.yml'), { merge: true }) as Compose;
    const passed = Object.keys(Object.values(compose.services)[0]?.environment ?? {});
    const settings = await readdir(join(root, 'src/server/settings'));
    const files = await Promise.all(settings.map((name) => read(`src/server/settings/${name}`)));
    const known = files.flatMap((text) =>
      [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name),
    );
    const byImage = ['WORKER_PORT', 'PATH', 'PORT', 'HOST', 'MEDIA_BASE_PATH', 'FFMPEG_PATH', 'FFPROBE_PATH'];
    const byLibraries = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
    expect([...passed, ...byImage].sort()).toEqual([...known, ...byLibraries].sort());
  });
});

test('.ci/run does nothing cleverer than npm test', async () => {
  const script = await read('.ci/run');
  expect(script).toMatch(/^#!\/usr\/bin\/env bash\nset -euo pipefail\n/);
  expect(script.trimEnd().endsWith('\nnpm test')).toBe(true);
  expect((await stat(join(root, '.ci/run'))).mode & 0o111).not.toBe(0);
});
