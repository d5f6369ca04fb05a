import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient } from './support/built.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const sources = join(import.meta.dirname, 'editors');
/** Editors' projects: below the packages of this one, which stand for those that an editor has of its own. */
const projects = join(root, 'dist/.editors');
const packed = join(projects, 'packed');

beforeAll(async () => {
  await rm(projects, { recursive: true, force: true });
  await mkdir(packed, { recursive: true });
  await buildClient();
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', projects], {
    cwd: join(root, 'dist/client'),
  });
  await run('tar', ['-xzf', join(projects, stdout.trim()), '-C', packed, '--strip-components=1']);
}, 300_000);

afterAll(() => rm(projects, { recursive: true, force: true }));

/** A project of an editor with the packed package installed, and the export button of the guide in `folder`. */
async function project(name: string, folder: string): Promise<string> {
  const path = join(projects, name);
  await cp(join(sources, name), path, { recursive: true });
  for (const file of ['config.ts', 'export-button.tsx'])
    await cp(join(sources, file), join(path, folder, file));
  await cp(packed, join(path, 'node_modules/cutroom-client'), { recursive: true });
  await writeFile(join(path, 'package.json'), '{ "name": "an-editor", "private": true, "type": "module" }');
  return path;
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T;
}

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, { readonly optional?: boolean }>;
  readonly exports?: Record<string, { readonly default: string; readonly types: string }>;
}

/** Everything that npm brings along, peers included. */
async function broughtBy(manifest: Manifest, found = new Set<string>()): Promise<Set<string>> {
  const peers = Object.keys(manifest.peerDependencies ?? {}).filter(
    (name) => manifest.peerDependenciesMeta?.[name]?.optional !== true,
  );
  for (const name of [...Object.keys(manifest.dependencies ?? {}), ...peers]) {
    if (found.has(name)) continue;
    found.add(name);
    await broughtBy(await readJson(join(root, 'node_modules', name, 'package.json')), found);
  }
  return found;
}

/** Bytes that these lines add to a page, minified and compressed, beside the editor's own packages. */
async function weightOf(lines: string, external: readonly string[] = []): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: lines, resolveDir: join(projects, 'weight') },
    bundle: true,
    splitting: true,
    outdir: 'out',
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    external: [...external],
    legalComments: 'none',
  });
  const page = outputFiles.find(({ path }) => path.endsWith('stdin.js'));
  const chunks = outputFiles.filter(({ path }) => page?.text.includes(`from"./${path.split('/').at(-1)}"`));
  return [page, ...chunks].reduce(
    (sum, file) => sum + gzipSync(file?.contents ?? '', { level: 9 }).length,
    0,
  );
}

describe('the package for editors', () => {
  it('is small, and brings few others', async () => {
    const files = await readdir(packed, { recursive: true, withFileTypes: true });
    const sizes = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map(async (file) => (await stat(join(file.parentPath, file.name))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2e6);
    const others = await broughtBy(await readJson(join(packed, 'package.json')));
    expect([...others].filter((name) => /^(next|ws|pino|superjson|tus-js-client)$/.test(name))).toEqual([]);
    expect(others.size + 1).toBeLessThanOrEqual(10);
  });

  it('carries its guide, its licences, and no code of the server', async () => {
    expect(await readFile(join(packed, 'README.md'), 'utf8')).toBe(
      await readFile(join(root, 'docs/client.md'), 'utf8'),
    );
    expect(await readFile(join(packed, 'LICENSE'), 'utf8')).toContain('Contains tus-js-client (MIT).');
    const names = (await readdir(packed)).filter((name) => name.endsWith('.js'));
    const texts = await Promise.all(names.map((name) => readFile(join(packed, name), 'utf8')));
    expect(texts.join('')).not.toMatch(/from "(node:|execa|p-queue|ws"|pino)/);
  });

  it('is what the server’s own package exports, too', async () => {
    const own = (await readJson<Manifest>(join(packed, 'package.json'))).exports ?? {};
    const server = (await readJson<Manifest>(join(root, 'package.json'))).exports ?? {};
    for (const entry of ['./contract', './client', './react']) {
      const there = { ...own[entry] };
      const paths = Object.values(there).map((path) => path.replace('./', './dist/client/'));
      expect(Object.values({ ...server[entry] })).toEqual(paths);
    }
  });

  it('adds little to a page', async () => {
    await project('weight', '.');
    const client = `export { createCutroomClient, problemOf, isFinal } from 'cutroom-client/client';`;
    expect(await weightOf(client)).toBeLessThanOrEqual(18_000);
    const hooks = `export { CutroomProvider, useCreateExport, useExportStatus, useRetryExport, isFinal } from 'cutroom-client/react';`;
    const editors = ['react', 'react/jsx-runtime', '@tanstack/react-query'];
    expect(await weightOf(hooks, editors)).toBeLessThanOrEqual(22_000);
  });

  it('types every procedure, and every example of its guide', async () => {
    const folder = await project('types', '.');
    const blocks = [...(await examplesOf('docs/client.md')), ...(await examplesOf('README.md'))];
    expect(blocks.length).toBeGreaterThanOrEqual(8);
    for (const [index, text] of blocks.entries()) await writeFile(join(folder, `example-${index}.tsx`), text);
    expect(await complaintsOf(folder)).toEqual([]);
  });

  it('is called in the guides as it is in the projects that are built', async () => {
    const plain = (text: string) => text.replaceAll(/[\s,]+/g, '');
    const button = plain(await readFile(join(sources, 'export-button.tsx'), 'utf8'));
    expect((await examplesOf('docs/client.md')).map(plain)).toContain(button);
    const [short = 'none'] = (await examplesOf('README.md')).map(plain);
    expect(button).toContain(short.slice(short.indexOf('exportfunction')));
  });

  it('builds in Next', async () => {
    const folder = await project('next', 'app');
    const next = join(root, 'node_modules/next/dist/bin/next');
    const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } as const;
    await run(process.execPath, [next, 'build'], { cwd: folder, env });
    expect(await readFile(join(folder, '.next/server/app/index.html'), 'utf8')).toContain('>Export</button>');
  });

  it('builds in Vite with React 18', async () => {
    const folder = await project('vite', 'src');
    await cp(await reactEighteen(), join(folder, 'node_modules'), { recursive: true });
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    await run(process.execPath, [vite, 'build'], {
      cwd: folder,
      env: { ...process.env, NODE_ENV: 'production' },
    });
    const assets = await readdir(join(folder, 'dist/assets'));
    const texts = await Promise.all(
      assets.map((name) => readFile(join(folder, 'dist/assets', name), 'utf8')),
    );
    expect(texts.join('')).toContain('18.3.1');
  });

  it('runs in plain Node, and says what is wrong in words', async () => {
    const folder = await project('node', '.');
    await writeFile(join(folder, 'config.json'), '{ "version": 1 }');
    const args = [join(folder, 'export.mjs'), 'http://127.0.0.1:9', join(folder, 'config.json')];
    const { stderr } = await run(process.execPath, args).catch((error: { stderr: string }) => error);
    expect(stderr).toContain('The Cutroom server cannot be reached. Check that it is running');
  });
});

/** Packages that no other test needs: installed once, and kept beside the other caches. */
async function reactEighteen(): Promise<string> {
  const folder = join(root, 'node_modules/.cache/react-18');
  const isThere = await stat(join(folder, 'node_modules/react-dom')).catch(() => undefined);
  if (!isThere) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    const names = ['react@18.3.1', 'react-dom@18.3.1'];
    await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...names], { cwd: folder });
  }
  return join(folder, 'node_modules');
}

/** The modules in a guide. */
async function examplesOf(path: string): Promise<string[]> {
  const text = await readFile(join(root, path), 'utf8');
  const blocks = [...text.matchAll(/^```tsx?\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  return blocks.filter((block) => block.includes('cutroom-client/'));
}

/** What the compiler says of a project and of the package; of other packages it is theirs. */
async function complaintsOf(folder: string): Promise<string[]> {
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    types: [],
    allowImportingTsExtensions: true,
  };
  const include = ['*.ts', '*.tsx'];
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
  const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
  const { stdout } = await run(process.execPath, [tsc, '-p', folder], { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  );
  const lines = stdout.split('\n').filter((line) => /error TS/.test(line));
  return lines.filter((line) => !/^[./]*node_modules\/(?!cutroom-client)/.test(line));
}
