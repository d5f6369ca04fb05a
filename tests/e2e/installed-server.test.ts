import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProgram } from '../cli/fixtures/run-program.ts';
import { buildPages, buildServer } from './support/built.ts';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** A folder in which the packed package is installed; everything that it depends on is linked from here. */
let folder: string;
beforeAll(async () => {
  await buildPages();
  await buildServer();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-installed-'));
  await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  const home = join(folder, 'node_modules/cutroom');
  await mkdir(home, { recursive: true });
  await run('tar', ['xzf', join(folder, tarball), '--strip-components=1', '-C', home]);
  for (const name of await readdir(join(root, 'node_modules'))) {
    if (!name.startsWith('.') && name !== 'cutroom')
      await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
}, 600_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('an installed `cutroom serve` serves its page, with everything that the page loads', async () => {
  const program = join(folder, 'node_modules/cutroom/dist/cli.js');
  const env = { PORT: '0', MEDIA_BASE_PATH: join(folder, 'media') };
  const server = startProgram(program, ['serve'], { cwd: folder, env });
  try {
    const said = await server.saying('"url":"');
    const url = /"url":"([^"]+)"/.exec(said)?.[1] ?? '';
    const page = await fetch(`${url}/exports`);
    const html = await page.text();
    expect([page.status, html]).toEqual([200, expect.stringContaining('Cutroom')]);
    const files = [...html.matchAll(/(?:src|href)="(\/_next\/static\/[^"]+)"/g)].map(([, path]) => path);
    expect(files.length).toBeGreaterThan(1);
    for (const path of new Set(files))
      expect([path, (await fetch(`${url}${path}`)).status]).toEqual([path, 200]);
  } finally {
    server.child.kill('SIGTERM');
    if (server.child.exitCode === null) await once(server.child, 'exit');
  }
  expect((await server.ending).exitCode).toBe(0);
});

test('what is packed is what runs: no caches, no sources, no tests', async () => {
  const packed = await readdir(join(folder, 'node_modules/cutroom'), { recursive: true });
  const tops = new Set(
    packed.map((path) =>
      path
        .split('/')
        .slice(0, path.startsWith('.next') ? 2 : 1)
        .join('/'),
    ),
  );
  expect([...tops]).toEqual(expect.arrayContaining(['dist', '.next/BUILD_ID', '.next/server']));
  for (const unwanted of ['src', 'tests', '.next/cache', '.next/dev'])
    expect([...tops]).not.toContain(unwanted);
});
