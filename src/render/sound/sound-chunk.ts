import type { StoredChunk } from '../../media/chunks/chunk-shelf.ts';

/** A piece of finished AAC: its packets `[firstPacket, firstPacket + packets)` of the programme's stream. */
export interface SoundChunk {
  readonly key: string;
  readonly stored: StoredChunk;
  readonly firstPacket: number;
  readonly packets: number;
  /** How many packets of the file come before them. */
  readonly skippedPackets: number;
}
