import { constants, type BigIntStats } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { diskPatience } from '../../disk/disk-patience.ts';
import { errorCode } from '../../disk/store-fs.ts';
import { statPatiently } from '../../disk/open-readable.ts';

/** The folders of a server, which people and disks may take away from it at any time. */
export interface FolderHealth {
  /** Sentences about folders that cannot be used now; what is only a cache is made again where it is missing. */
  readonly complaints: () => Promise<readonly string[]>;
  /** The same of those without which no export can be taken. */
  readonly complaintsOfExports: () => Promise<readonly string[]>;
}

/** Before the folders are there. */
export const unwatchedFolders: FolderHealth = {
  complaints: () => Promise.resolve([]),
  complaintsOfExports: () => Promise.resolve([]),
};

export interface Folders {
  /** `MEDIA_BASE_PATH`. */
  readonly base: string;
  /** `MEDIA_ROOTS`. */
  readonly roots: readonly string[];
}

/** A look at a disk that hangs is given up after this long: whoever asks whether a server is ready waits for it. */
const limitMs = 2_000;

/** In `MEDIA_BASE_PATH`; the content of some can be made again, of the others it cannot. */
const caches = ['chunks', 'proxies', 'uploads', 'children'];
const keepers = ['exports', 'projects', 'sources'];

/**
 * Remembers which disks the folders lie on: an empty mount point that its disk has left must not be filled. To be
 * opened when the folders are there.
 */
export async function watchFolders({ base, roots }: Folders): Promise<FolderHealth> {
  const watched = [base, ...roots];
  const atStart = new Map(
    await Promise.all(watched.map(async (path) => [path, await diskOf(path)] as const)),
  );
  const there = await Promise.all(keepers.map((name) => diskOf(join(base, name))));
  const kept = keepers.filter((_, i) => there[i]?.kind === 'known');
  const complaintOfDisk = async (path: string, called: string): Promise<string | undefined> => {
    const was = atStart.get(path);
    const now = await diskOf(path);
    // One that was never there is not missed; sources that name it say so.
    if (was?.kind !== 'known') return undefined;
    if (now.kind === 'unknown') return `${called} ${now.why}.`;
    if (was.disk !== now.disk)
      return `${called} lies on another disk than when the server started: a disk was mounted or unmounted.`;
    return undefined;
  };
  const complaintsOfExports = async (): Promise<string[]> => {
    const whole = await complaintOfDisk(base, 'The folder of MEDIA_BASE_PATH');
    if (whole !== undefined) return [whole];
    const inside = [...caches, ...kept].map((name) => complaintOfFolder(base, name));
    return (await Promise.all(inside)).filter((complaint) => complaint !== undefined);
  };
  return {
    complaintsOfExports,
    complaints: async () => {
      const own = await complaintsOfExports();
      const more = await Promise.all(
        roots.map((root) => complaintOfDisk(root, `The folder ${root} of MEDIA_ROOTS`)),
      );
      return [...own, ...more.filter((complaint) => complaint !== undefined)];
    },
  };
}

async function complaintOfFolder(base: string, name: string): Promise<string | undefined> {
  const path = join(base, name);
  const called = `The folder "${name}" of MEDIA_BASE_PATH`;
  const isCache = caches.includes(name);
  try {
    if (isCache) await diskPatience.run({ path, limitMs }, () => mkdir(path, { recursive: true }));
    const mode = constants.R_OK | constants.W_OK | constants.X_OK;
    await diskPatience.run({ path, limitMs }, () => access(path, mode));
    const stats = await statPatiently(path, { limitMs });
    return stats.isDirectory() ? undefined : `${called} is no folder.`;
  } catch (error) {
    return `${called} ${whyUnusable(error)}.`;
  }
}

type Disk =
  { readonly kind: 'known'; readonly disk: bigint } | { readonly kind: 'unknown'; readonly why: string };

async function diskOf(path: string): Promise<Disk> {
  return statPatiently(path, { limitMs }).then(
    (stats: BigIntStats) => ({ kind: 'known', disk: stats.dev }),
    (error: unknown) => ({ kind: 'unknown', why: whyUnusable(error) }),
  );
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EEXIST: 'is no folder',
  EROFS: 'is read-only',
  EACCES: 'may not be written by the user that runs this server',
  EPERM: 'may not be written by the user that runs this server',
  EHANGS: 'does not answer: its disk hangs',
  EMFILE: 'cannot be looked at: this server has too many files open',
  ENOSPC: 'cannot be made: the disk is full',
};

function whyUnusable(error: unknown): string {
  const code = errorCode(error) ?? 'unknown error';
  return words[code] ?? `cannot be used: its disk reports an error (${code})`;
}
