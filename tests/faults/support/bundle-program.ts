import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const bundled = new Map<string, Promise<string>>();

/**
 * Bundles a program once for each test file, so that plain node starts it in a moment; answers its path. The
 * bundle lies in a folder from which the packages of this project can be found.
 */
export function bundleProgram(source: string): Promise<string> {
  const known = bundled.get(source);
  if (known) return known;
  const bundling = bundle(source);
  bundled.set(source, bundling);
  return bundling;
}

async function bundle(source: string): Promise<string> {
  const folder = join(root, 'node_modules/.cache/cutroom-faults', String(process.pid));
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, `${basename(source, '.ts')}.mjs`);
  await build({
    entryPoints: { [basename(source, '.ts')]: source, worker: join(root, 'src/worker/main.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return outfile;
}
