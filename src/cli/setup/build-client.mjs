/**
 * Builds `dist/client`, a package of its own for editors (`cutroom-client`) that `cutroom` re-exports: `contract`,
 * `client` and `react` as ES modules for browsers and Node with the types beside them. The type of the router comes
 * along; what lies behind it on the server does not, and neither do its packages.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../../..');
const out = join(root, 'dist/client');
const raw = join(root, 'dist/.client-types');
const entries = ['contract', 'index', 'react'];

/** The editor's own, so that there is one of each. */
const peers = {
  '@tanstack/react-query': '^5.80.3',
  '@trpc/client': '^11.8.0',
  '@trpc/server': '^11.8.0',
  react: '^18.3.0 || ^19.0.0',
};
/** `contract` checks configs with it. */
const dependencies = ['zod'];
/** What is no peer is put inside: it pins tRPC to its own version, or brings a dozen packages for Node. */
const bundledTypes = 'vendor/trpc-tanstack-react-query.d.ts';

await rm(out, { recursive: true, force: true });
await rm(raw, { recursive: true, force: true });
const inside = await buildModules();
emitDeclarations();
await copyReachable(entries.map((name) => join(raw, 'client', `${name}.d.ts`)));
await rm(raw, { recursive: true });
await copyBundledTypes();
await writePackage(inside);

/** Answers the packages that the modules hold. */
async function buildModules() {
  const { metafile } = await build({
    metafile: true,
    entryPoints: Object.fromEntries(entries.map((name) => [name, join(root, 'src/client', `${name}.ts`)])),
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    // Of packages that come in two, the one without Node.
    platform: 'browser',
    external: [...Object.keys(peers), ...Object.keys(peers).map((name) => `${name}/*`), ...dependencies],
    legalComments: 'none',
    target: 'es2022',
    jsx: 'automatic',
    chunkNames: 'chunk-[hash]',
    sourcemap: true,
  });
  // Hooks live in the browser; without this line every editor's page would have to say so itself.
  const react = join(out, 'react.js');
  await writeFile(react, `'use client';\n${await readFile(react, 'utf8')}`);
  const names = Object.keys(metafile.inputs).map(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1],
  );
  return [...new Set(names)].filter((name) => name !== undefined).sort();
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
    await writeFile(target, withEmittedNames(text, relative(raw, file)));
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

/** Specifiers as every resolver understands them, and types of bundled packages from where they lie here. */
function withEmittedNames(text, file) {
  const toTypes = relative(dirname(file), bundledTypes).replace('.d.ts', '.js');
  return text
    .replaceAll(/((?:from |import\()["'])(\.[^"']+)\.tsx?(["'])/g, '$1$2.js$3')
    .replaceAll(/(["'])@trpc\/tanstack-react-query\1/g, `'${toTypes}'`);
}

async function copyBundledTypes() {
  const target = join(out, 'types', bundledTypes);
  await mkdir(dirname(target), { recursive: true });
  const source = join(root, 'node_modules/@trpc/tanstack-react-query/dist/index.d.mts');
  const text = await readFile(source, 'utf8');
  await writeFile(target, text.replace(/\n\/\/# sourceMappingURL=.*$/m, ''));
}

async function writePackage(inside) {
  const {
    version,
    license,
    engines,
    devDependencies,
    dependencies: installed,
  } = await readJson('package.json');
  const own = {
    name: 'cutroom-client',
    version,
    description: 'The client of Cutroom for editors: typed calls, live exports, uploads, React hooks',
    license,
    type: 'module',
    sideEffects: false,
    exports: {
      './contract': entryOf('contract'),
      './client': entryOf('index'),
      './react': entryOf('react'),
      './package.json': './package.json',
    },
    engines,
    peerDependencies: peers,
    dependencies: Object.fromEntries(
      dependencies.map((name) => [name, `^${{ ...devDependencies, ...installed }[name]}`]),
    ),
  };
  await writeFile(join(out, 'package.json'), `${JSON.stringify(own, null, 2)}\n`);
  await copyFile(join(root, 'docs/client.md'), join(out, 'README.md'));
  await writeFile(join(out, 'LICENSE'), await licencesOf(inside));
}

function entryOf(name) {
  return { types: `./types/client/${name}.d.ts`, default: `./${name}.js` };
}

/** Ours, and those of what is inside. */
async function licencesOf(names) {
  const texts = [await readFile(join(root, 'LICENSE'), 'utf8')];
  for (const name of names) {
    const { license } = await readJson(`node_modules/${name}/package.json`);
    const text = await licenceOf(join(root, 'node_modules', name));
    texts.push(`${'-'.repeat(80)}\nContains ${name} (${license}).\n\n${text}`);
  }
  return texts.map((text) => `${text.trim()}\n`).join('\n');
}

async function licenceOf(folder) {
  const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
  return file === undefined ? '' : readFile(join(folder, file), 'utf8');
}

async function readJson(path) {
  return JSON.parse(await readFile(join(root, path), 'utf8'));
}
