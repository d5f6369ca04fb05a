import { join } from 'node:path';
import { errorCode, syncFolder, type StoreFs } from '../../disk/store-fs.ts';

const quarantineName = '.quarantine';

/**
 * Moves a damaged file into `.quarantine/`, where nothing overwrites it and a person can look at it. Answers
 * with its new path, or undefined when it cannot be moved: it is as harmless where it is.
 */
export async function setAside(fs: StoreFs, folder: string, name: string): Promise<string | undefined> {
  try {
    await fs.mkdir(join(folder, quarantineName), { recursive: true });
    const movedTo = await freePath(fs, join(folder, quarantineName, name));
    await fs.rename(join(folder, name), movedTo);
    await syncFolder(fs, folder);
    return movedTo;
  } catch {
    return undefined;
  }
}

async function freePath(fs: StoreFs, wanted: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const path = count === 1 ? wanted : `${wanted}.${count}`;
    try {
      await fs.stat(path);
    } catch (thrown) {
      if (errorCode(thrown) === 'ENOENT') return path;
      throw thrown;
    }
  }
}
