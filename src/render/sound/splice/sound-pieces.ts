import { packetSamples } from '../../../planner/sound/splice-sound.ts';
import type { WindowShape } from '../../../mp4/aac/aac-window.ts';
import type { SettledCopy } from './settle-seams.ts';
import type { SampleRange } from '../sound-recipe.ts';

/** Output packets `[fromPacket, toPacket)` that are encoded. */
export interface SoundPiece {
  readonly fromPacket: number;
  readonly toPacket: number;
  /** How the copied packet before it ends; undefined where none is. */
  readonly shapeBefore: WindowShape | undefined;
  /** How the packet ended whose place its last one takes before a copied one; undefined where none follows. */
  readonly shapeBehind: WindowShape | undefined;
}

/**
 * Packets encoded around a piece and thrown away. Pieces of all kinds of sound go through one encoder one behind the
 * other: the first of those before it still feel the jump from another piece, the others settle the rate control.
 */
export const leadPackets = 4;
const trailPackets = 2;

/** What lies before, between and behind the copies, in parts of at most `mostPackets`. */
export function piecesBetween(
  copies: readonly SettledCopy[],
  { packets, mostPackets }: { packets: number; mostPackets: number },
): SoundPiece[] {
  return [...copies, undefined].flatMap((behind, i) => {
    const before = copies[i - 1];
    const from = before?.toPacket ?? 0;
    const to = behind?.fromPacket ?? packets;
    const parts = Math.ceil((to - from) / mostPackets);
    return Array.from({ length: parts }, (_, part): SoundPiece => {
      const isLast = part === parts - 1;
      return {
        fromPacket: from + part * mostPackets,
        toPacket: isLast ? to : from + (part + 1) * mostPackets,
        shapeBefore: part === 0 ? before?.shapeAtEnd : undefined,
        shapeBehind: isLast ? behind?.shapeBefore : undefined,
      };
    });
  });
}

/** Samples of the programme that a piece is encoded from, some of which may lie before its start or past its end. */
export function samplesOf({ fromPacket, toPacket }: SoundPiece, primingSamples: number): SampleRange {
  // A packet covers the samples that it gives out and as many behind them.
  return {
    from: (fromPacket - leadPackets) * packetSamples - primingSamples,
    to: (toPacket + trailPackets + 1) * packetSamples - primingSamples,
  };
}
