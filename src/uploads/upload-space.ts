import { ProblemError } from '../contract/problems.ts';
import { freeBytes } from '../disk/disk-space.ts';
import type { SpaceShares } from '../disk/space-shares.ts';
import { diskFull, noSpaceFor, tooManyUploads } from './upload-problems.ts';
import type { UploadStore } from './upload-store.ts';

/** Keeps a little space for what arrives: so much that is declared never comes. */
export interface UploadSpace {
  /**
   * Lets an upload begin: throws `NO_ROOM` where there is no space for all of it now, and `TOO_MANY_REQUESTS` where too
   * many are unfinished.
   */
  readonly reserve: (id: string, upload: { readonly name: string; readonly size: number }) => Promise<void>;
  readonly release: (id: string) => void;
  /** Bytes that are declared and have not arrived, of all uploads but this one. */
  readonly outstandingBeside: (id: string) => Promise<number>;
  /** Throws when nothing more of an upload may be written: the rest of the disk is reserved, or promised to others. */
  readonly requireSpace: (id: string) => Promise<void>;
}

export interface UploadSpaceOptions {
  readonly folder: string;
  readonly reserveBytes: number;
  /** Whether who uploads may know what is free. */
  readonly tellsFree?: boolean | undefined;
  /** Uploads that are under way already, with their declared sizes. */
  readonly underWay: ReadonlyMap<string, number>;
  readonly receivedOf: UploadStore['receivedOf'];
  /** Deletes an upload of which nothing has arrived. */
  readonly drop: (id: string) => Promise<void>;
  /** Who else promises space on this disk. */
  readonly shares: SpaceShares;
  /** Milliseconds of a clock that nobody sets. */
  readonly now?: () => number;
}

/** What is kept for an upload beyond what has arrived: some seconds of a fast network. */
const aheadBytes = 256 * 2 ** 20;
/** Nothing is kept for an upload to which nothing has come for this long; it may still go on where there is space. */
const idleMs = 10 * 60_000;
/** Each takes two files and an entry here. */
const mostUnfinished = 500;

interface Arriving {
  readonly size: number;
  movedAt: number;
}

export function createUploadSpace(options: UploadSpaceOptions): UploadSpace {
  const { folder, reserveBytes, underWay, receivedOf, shares, now = () => performance.now() } = options;
  // Of those of an earlier server nobody knows whether they go on.
  const arriving = new Map<string, Arriving>();
  for (const [id, size] of underWay) arriving.set(id, { size, movedAt: -Infinity });
  const isIdle = ({ movedAt }: Arriving) => now() - movedAt > idleMs;
  const outstanding = async (): Promise<number> => {
    const active = [...arriving].filter(([, upload]) => !isIdle(upload));
    const bytes = await Promise.all(
      active.map(async ([id, { size }]) => Math.min(aheadBytes, Math.max(0, size - (await receivedOf(id))))),
    );
    return bytes.reduce((sum, each) => sum + each, 0);
  };
  const promisedToOthers = shares.join(outstanding);
  const makePlace = async (): Promise<void> => {
    for (const [id, upload] of arriving) {
      if (arriving.size < mostUnfinished) return;
      if (!isIdle(upload) || (await receivedOf(id)) > 0) continue;
      arriving.delete(id);
      await options.drop(id).catch(() => undefined);
    }
    if (arriving.size >= mostUnfinished) throw new ProblemError(tooManyUploads(mostUnfinished));
  };
  return {
    reserve: async (id, { name, size }) => {
      if (arriving.size >= mostUnfinished) await makePlace();
      const upload = { size, movedAt: now() };
      // In line before anything is waited for: of two that come at once the second sees the first.
      arriving.set(id, upload);
      try {
        const [others, own, all] = await Promise.all([promisedToOthers(), outstanding(), freeBytes(folder)]);
        const free = all - reserveBytes - others - (own - Math.min(aheadBytes, size));
        const told = options.tellsFree === false ? undefined : free;
        if (free < size) throw new ProblemError(noSpaceFor(name, { needed: size, free: told }));
      } catch (error) {
        arriving.delete(id);
        throw error;
      }
    },
    release: (id) => void arriving.delete(id),
    outstandingBeside: (id) => outstandingIn(arriving, receivedOf, id),
    requireSpace: async (id) => {
      const upload = arriving.get(id);
      if (upload) upload.movedAt = now();
      const [free, others] = await Promise.all([freeBytes(folder), promisedToOthers()]);
      if (free - reserveBytes - others < 0) throw new ProblemError(diskFull());
    },
  };
}

async function outstandingIn(
  arriving: ReadonlyMap<string, Arriving>,
  receivedOf: UploadStore['receivedOf'],
  but: string,
): Promise<number> {
  const others = [...arriving].filter(([id]) => id !== but);
  const bytes = await Promise.all(
    others.map(async ([id, { size }]) => Math.max(0, size - (await receivedOf(id)))),
  );
  return bytes.reduce((sum, each) => sum + each, 0);
}
