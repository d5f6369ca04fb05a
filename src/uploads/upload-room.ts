import { ProblemError } from '../contract/problems.ts';
import type { RoomShares } from '../disk/room-shares.ts';
import { freeBytes } from '../disk/disk-room.ts';
import { diskFull, noRoomFor } from './upload-problems.ts';
import type { UploadStore } from './upload-store.ts';

/** Keeps room for what has been promised to arrive. */
export interface UploadRoom {
  /** Throws `NO_ROOM`, or keeps the room until `release`. */
  readonly reserve: (id: string, upload: { readonly name: string; readonly size: number }) => Promise<void>;
  readonly release: (id: string) => void;
  /** Throws when the disk is down to its reserve. */
  readonly requireRoom: () => Promise<void>;
}

export interface UploadRoomOptions {
  readonly folder: string;
  readonly reserveBytes: number;
  /** Uploads that are under way already, with their declared sizes. */
  readonly underWay: ReadonlyMap<string, number>;
  readonly receivedOf: UploadStore['receivedOf'];
  /** Who else promises room on this disk. */
  readonly shares: RoomShares;
}

export function createUploadRoom({
  folder,
  reserveBytes,
  underWay,
  receivedOf,
  shares,
}: UploadRoomOptions): UploadRoom {
  const promised = new Map(underWay);
  const declared = (): number => sumOf([...promised.values()]);
  const received = async (): Promise<number> =>
    sumOf(await Promise.all([...promised.keys()].map(receivedOf)));
  const promisedToOthers = shares.join(async () => {
    const arrived = await received();
    return Math.max(0, declared() - arrived);
  });
  return {
    reserve: async (id, { name, size }) => {
      const [others, arrived] = await Promise.all([promisedToOthers(), received()]);
      const unused = (await freeBytes(folder)) - reserveBytes;
      // From here on without waiting: two that come at once must not be promised the same room.
      const free = unused - others - (declared() - arrived);
      if (free < size) throw new ProblemError(noRoomFor(name, { needed: size, free }));
      promised.set(id, size);
    },
    release: (id) => void promised.delete(id),
    requireRoom: async () => {
      if ((await freeBytes(folder)) < reserveBytes) throw new ProblemError(diskFull());
    },
  };
}

function sumOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, each) => sum + each, 0);
}
