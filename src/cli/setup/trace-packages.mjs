/**
 * `node trace-packages.mjs FOLDER`: copies what the built program and its pages really load of `node_modules` into a
 * folder: for the image, where a whole install would weigh five times as much. By the tracer that Next brings along, and by what
 * Next wrote down of its own parts as it built.
 */
import { copyFile, mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { root } from './prepare.mjs';

const { nodeFileTrace } = createRequire(import.meta.url)('next/dist/compiled/@vercel/nft');
const entries = ['dist/cli.js', 'dist/worker.js', 'node_modules/next/dist/server/next.js'];
/** Loaded by development alone, or to resize pictures, which our pages never ask for. */
const unused = [
  '**/*.{map,d.ts,md}',
  '**/node_modules/{typescript,esbuild,@esbuild,sharp,@img,caniuse-lite,@swc/core*}/**',
  '**/node_modules/next/dist/compiled/{webpack,babel,babel-packages,browserslist,terser}/**',
];

const target = resolve(process.argv[2] ?? join(root, 'dist/packages'));
const files = new Set([...(await traceProgram()), ...(await traceOfPages())]);
let bytes = 0;
for (const file of files) {
  const { size } = await stat(join(root, file));
  await mkdir(join(target, dirname(file)), { recursive: true });
  await copyFile(join(root, file), join(target, file));
  bytes += size;
}
process.stdout.write(`${files.size} files of packages, ${Math.round(bytes / 1e6)} MB\n`);

async function traceProgram() {
  const { fileList } = await nodeFileTrace(
    entries.map((entry) => join(root, entry)),
    { base: root, ignore: unused },
  );
  return [...fileList].filter((file) => file.startsWith('node_modules/'));
}

/** `.nft.json` files name what they need relative to themselves. */
async function traceOfPages() {
  const built = join(root, '.next');
  const names = (await readdir(built, { recursive: true })).filter((name) => name.endsWith('.nft.json'));
  const lists = await Promise.all(
    names.map(async (name) => {
      const list = JSON.parse(await readFile(join(built, name), 'utf8'));
      return list.files.map((file) => relative(root, resolve(built, dirname(name), file)));
    }),
  );
  return lists
    .flat()
    .filter((file) => file.startsWith('node_modules/') && !/\.(map|d\.ts|md)$/.test(file))
    .filter((file) => !/node_modules\/(sharp|@img|typescript|caniuse-lite)\//.test(file));
}
