import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let bundled: Promise<string> | undefined;

/**
 * Bundles the server once for each test file, so that plain node starts it in a moment. The bundle lies in a
 * folder of this project from which its packages can be found.
 */
export function bundleServer(): Promise<string> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<string> {
  const folder = join(root, 'node_modules/.cache/cutroom-faults');
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `server-${process.pid}.mjs`);
  const result = await build({
    entryPoints: [join(root, 'tests/faults/support/serve-without-pages.ts')],
    outfile: temporary,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    metafile: true,
  });
  const name = createHash('sha1').update(JSON.stringify(result.metafile.outputs)).digest('hex').slice(0, 12);
  const final = join(folder, `server-${name}-${process.pid}.mjs`);
  await rename(temporary, final);
  process.once('exit', () => void rm(final, { force: true }));
  return final;
}
