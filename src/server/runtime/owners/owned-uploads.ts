import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { principalIdPattern, soleAdministrator } from '../../../contract/principal.ts';
import type { Uploads } from '../../../uploads/open-uploads.ts';

export interface SentUpload {
  readonly ownerId: string;
  /** What stands before our paths for the client (`/cutroom`), or nothing. */
  readonly prefix: string;
}

/** The uploads of all owners; each has a folder of their own, in which others' uploads are not there. */
export interface OwnedUploads {
  readonly handle: (req: IncomingMessage, res: ServerResponse, sent: SentUpload) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface OwnedUploadsOptions {
  readonly open: (owner: string) => Promise<Uploads>;
  /** The folder with a folder for each owner but the first; undefined where nobody is told apart. */
  readonly ownersFolder: string | undefined;
}

/** Opens the uploads of those who have some, so that what has expired goes, and of everybody else when they come. */
export async function openOwnedUploads({ open, ownersFolder }: OwnedUploadsOptions): Promise<OwnedUploads> {
  const opened = new Map<string, Promise<Uploads>>();
  const of = (owner: string): Promise<Uploads> => {
    const known = opened.get(owner);
    if (known) return known;
    const opening = open(owner);
    opened.set(owner, opening);
    // It is tried again by the next one who asks.
    opening.catch(() => opened.delete(owner));
    return opening;
  };
  await of(soleAdministrator.id);
  await Promise.all((await ownersWithUploads(ownersFolder)).map(of));
  return {
    handle: async (req, res, { ownerId, prefix }) => (await of(ownerId)).handle(req, res, prefix),
    close: async () => {
      const all = await Promise.allSettled([...opened.values()]);
      await Promise.all(all.flatMap((one) => (one.status === 'fulfilled' ? [one.value.close()] : [])));
    },
  };
}

async function ownersWithUploads(folder: string | undefined): Promise<readonly string[]> {
  if (folder === undefined) return [];
  const owners = (await readdir(folder).catch(() => [])).filter((name) => principalIdPattern.test(name));
  const found = await Promise.all(
    owners.map(async (owner) => {
      const files = await readdir(join(folder, owner, 'uploads')).catch(() => []);
      return files.length > 0 ? [owner] : [];
    }),
  );
  return found.flat();
}
