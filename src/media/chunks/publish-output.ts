import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a finished file appear under its name, whole or not at all, also after a power cut. */
export async function publishOutput(temporary: string, path: string): Promise<void> {
  await syncPath(temporary);
  await rename(temporary, path);
  await syncPath(dirname(path));
}

async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
