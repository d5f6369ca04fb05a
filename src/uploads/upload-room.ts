import { ProblemError } from '../contract/problems.ts';
import { freeBytes } from '../media/disk-room.ts';
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
}

export function createUploadRoom({
  folder,
  reserveBytes,
  underWay,
  receivedOf,
}: UploadRoomOptions): UploadRoom {
  const promised = new Map(underWay);
  return {
    reserve: async (id, { name, size }) => {
      const received = await Promise.all([...promised.keys()].map(receivedOf));
      const free = (await freeBytes(folder)) - reserveBytes;
      // From here on without waiting: two that come at once must not be promised the same room.
      const declared = [...promised.values()].reduce((sum, bytes) => sum + bytes, 0);
      const outstanding = declared - received.reduce((sum, bytes) => sum + bytes, 0);
      if (free - outstanding < size) {
        throw new ProblemError(noRoomFor(name, { needed: size, free: free - outstanding }));
      }
      promised.set(id, size);
    },
    release: (id) => void promised.delete(id),
    requireRoom: async () => {
      if ((await freeBytes(folder)) < reserveBytes) throw new ProblemError(diskFull());
    },
  };
}
