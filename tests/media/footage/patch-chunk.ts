import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sealFile } from '../../../src/media/chunks/chunk-seal.ts';

/** All files of a chunk store, by path. */
export async function chunksIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** What a chunk holds, without the seal behind it. */
export async function contentOf(path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  return bytes.subarray(0, bytes.length - bytes.readUInt32BE(bytes.length - 4));
}

/** Makes a chunk hold something else, and seals that, as if it had been published so. */
export async function patchChunk(path: string, content: Uint8Array): Promise<void> {
  await writeFile(path, content);
  await sealFile(path, basename(path));
}
