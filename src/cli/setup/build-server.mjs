/**
 * Builds the program: `dist/cli.js` with the server behind it. Packages stay outside: they are installed
 * beside it, and what only the server needs (Next above all) is loaded only by the server.
 */
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../../..');
const out = join(root, 'dist');

await removeOld();
await build({
  entryPoints: {
    cli: join(root, 'src/cli/entry.ts'),
    worker: join(root, 'src/worker/main.ts'),
  },
  outdir: out,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  chunkNames: 'chunks/[name]-[hash]',
  sourcemap: true,
  logLevel: 'warning',
});

/** Chunks carry hashes in their names; those of an earlier build would stay forever. */
async function removeOld() {
  await rm(join(out, 'chunks'), { recursive: true, force: true });
  const names = await readdir(out).catch(() => []);
  const ours = names.filter((name) => /^(cli|worker)\./.test(name));
  await Promise.all(ours.map((name) => rm(join(out, name))));
}
