/**
 * Builds the package's three entries into `dist/client`: `contract`, `index` (`cutroom/client`) and `react`,
 * as ES modules for browsers and Node with the types beside them. The type of the router comes along; what
 * lies behind it on the server does not.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../../..');
const out = join(root, 'dist/client');
const raw = join(root, 'dist/.client-types');
const entries = ['contract', 'index', 'react'];

await rm(out, { recursive: true, force: true });
await rm(raw, { recursive: true, force: true });
await buildModules();
emitDeclarations();
await copyReachable(entries.map((name) => join(raw, 'client', `${name}.d.ts`)));
await rm(raw, { recursive: true });

async function buildModules() {
  await build({
    entryPoints: Object.fromEntries(entries.map((name) => [name, join(root, 'src/client', `${name}.ts`)])),
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    packages: 'external',
    target: 'es2022',
    jsx: 'automatic',
    chunkNames: 'chunk-[hash]',
    sourcemap: true,
  });
  // Hooks live in the browser; without this line every editor's page would have to say so itself.
  const react = join(out, 'react.js');
  await writeFile(react, `'use client';\n${await readFile(react, 'utf8')}`);
}

function emitDeclarations() {
  const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'src/client/tsconfig.build.json')], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The declarations of the client could not be made; see above.');
}

/** Copies the declarations that the entries reach, with specifiers every resolver understands. */
async function copyReachable(queue) {
  const seen = new Set();
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = withoutServer(await readFile(file, 'utf8'));
    const target = join(out, 'types', relative(raw, file));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text.replaceAll(/((?:from |import\()["'])(\.[^"']+)\.tsx?(["'])/g, '$1$2.js$3'));
    for (const [, specifier] of text.matchAll(/(?:from |import\()["'](\.[^"']+)\.tsx?["']/g)) {
      const next = join(dirname(file), `${specifier}.d.ts`);
      if (!existsSync(next))
        throw new Error(`${relative(raw, file)} needs types that are not there: ${specifier}`);
      queue.push(next);
    }
  }
}

/** A client calls procedures; what they are given on the server (files, sockets, the queue) is none of its business. */
function withoutServer(declarations) {
  return declarations.replaceAll(/import\("[^"]*\/context\.ts"\)\.ApiContext/g, 'object');
}
