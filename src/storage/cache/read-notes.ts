import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readSmallFile } from '../../disk/read-small-file.ts';
import { parseJson } from '../../shared/parse-json.ts';
import { noteOf, type CachedObject } from './cached-object.ts';

const size = z.number().int().nonnegative();
const noteSchema = z.object({
  name: z.string(),
  version: z.string(),
  bytes: size,
  usedMs: z.number(),
  have: z.array(z.tuple([size, size])),
});

/** A file of very many holes: each keyframe of a day of footage is one. */
const mostNoteBytes = 16 * 2 ** 20;

/** What an earlier server left in the folder of the cache, by path; everything else in it is deleted. */
export async function readNotes(folder: string): Promise<Map<string, CachedObject>> {
  await mkdir(folder, { recursive: true });
  const found = new Map<string, CachedObject>();
  // The lock of the folder is not ours.
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  for (const name of names.filter((own) => own.endsWith('.json'))) {
    const path = join(folder, name.slice(0, -'.json'.length));
    const file = readSmallFile(noteOf(path), mostNoteBytes);
    const parsed = file.isOk ? noteSchema.safeParse(parseJson(file.text)) : undefined;
    const info = await stat(path).catch(() => undefined);
    if (parsed?.success && info?.isFile() && info.size === parsed.data.bytes)
      found.set(path, { path, ...parsed.data });
  }
  for (const name of names) {
    const path = join(folder, name);
    if (!found.has(path) && !found.has(path.replace(/\.json$/, '')))
      await rm(path, { recursive: true, force: true });
  }
  return found;
}
