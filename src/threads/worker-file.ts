import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where the worker's program lies: beside the built program, or, where this very file is TypeScript (tests and
 * development), bundled now from its source: Node 20 starts no worker from TypeScript.
 */
export async function findWorkerFile(): Promise<URL | string> {
  if (import.meta.url.endsWith('.ts')) return bundle();
  // The build puts what is shared into a folder of its own; tests put a program and its worker side by side.
  const places = ['./worker.js', '../worker.js', './worker.mjs'].map(
    (name) => new URL(name, import.meta.url),
  );
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error('The worker of this program (worker.js) is missing beside it');
  return found;
}

/** Into `node_modules`, so that packages are found from there; renamed into place, since tests run side by side. */
async function bundle(): Promise<string> {
  const { build } = await import('esbuild');
  const source = fileURLToPath(new URL('../worker/main.ts', import.meta.url));
  const folder = fileURLToPath(new URL('../../node_modules/.cache/cutroom', import.meta.url));
  const own = join(folder, `worker-${process.pid}.mjs`);
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [source],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    outfile: own,
    logLevel: 'silent',
  });
  const file = join(folder, 'worker.mjs');
  await rename(own, file);
  return file;
}
