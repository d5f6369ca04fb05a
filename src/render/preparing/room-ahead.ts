import { ProblemError } from '../../contract/problems.ts';
import { freeBytes } from '../../disk/disk-space.ts';
import { createSpaceShares, type SpaceShares } from '../../disk/space-shares.ts';
import { spaceText } from '../../shared/space-text.ts';

export interface RoomOptions {
  readonly chunksFolder: string;
  readonly chunkBudgetBytes: number;
  readonly reserveBytes: number;
  readonly shares?: SpaceShares;
}

/** Of the chunk store, the most that one edit may take before anybody has asked for it. */
const mostOfBudget = 0.5;

/**
 * Throws `NO_ROOM` where so many more bytes would be too much to make ahead: what others were promised is theirs, and
 * nothing is deleted from a full disk for something that nobody has asked for.
 */
export function createRoomAhead(options: RoomOptions): (bytes: number) => Promise<void> {
  const { chunksFolder, chunkBudgetBytes, reserveBytes, shares = createSpaceShares() } = options;
  const promised = shares.join(async () => 0);
  return async (bytes) => {
    if (bytes > mostOfBudget * chunkBudgetBytes)
      throw tooMuch(bytes, `CHUNK_STORE_MB allows ${spaceText(mostOfBudget * chunkBudgetBytes)} for it`);
    const usable = (await freeBytes(chunksFolder)) - reserveBytes - (await promised());
    if (usable < bytes) throw tooMuch(bytes, 'the disk has not so much space to spare');
  };
}

function tooMuch(bytes: number, why: string): ProblemError {
  return new ProblemError({
    code: 'NO_ROOM',
    message: `Rendering this edit before it is exported takes about ${spaceText(bytes)}, and ${why}.`,
    hint: 'It will be rendered when it is exported.',
  });
}
