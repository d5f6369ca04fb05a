import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles a program that lies beside this file, so that plain node starts it in a moment; gives its path. */
export async function bundleProgram(name: string, folder: string): Promise<string> {
  const outfile = `${folder}/${name}.mjs`;
  await build({
    entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  return outfile;
}
