import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSmallFile } from '../../disk/read-small-file.ts';
import { errorCode } from '../../disk/store-fs.ts';

/**
 * The secret that signs cookies, from its file in `folder`; made where there is none. Two processes that start at
 * once end up with the same one.
 */
export async function openSecret(folder: string): Promise<string> {
  const path = join(folder, 'secret');
  const found = readSmallFile(path, 4096);
  if (found.isOk) return found.text.trim();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const own = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(own, `${randomBytes(32).toString('base64url')}\n`, {
    flag: 'wx',
    mode: 0o600,
    flush: true,
  });
  try {
    await link(own, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(own, { force: true });
  }
  await chmod(path, 0o600);
  const made = readSmallFile(path, 4096);
  if (!made.isOk) throw new Error(`${path} ${made.why}`);
  return made.text.trim();
}
