import { z } from 'zod';
import { chunkKey, publishText, type ChunkStore } from '../../../media/chunks/chunk-store.ts';
import { PLANNER_VERSION } from '../../../planner/plan/plan.ts';
import { parseJson } from '../../../shared/parse-json.ts';
import type { KnownMaster } from './mastered.ts';

/** Grows when the same recipe is mixed or mastered into something else. */
const MASTERING_VERSION = 1;

const count = z.number().int().nonnegative();
const noteSchema = z.object({
  chunks: z.array(z.object({ key: z.string(), firstPacket: count, packets: count, skippedPackets: count })),
  mastered: z.object({ target: z.number(), loudness: z.number(), truePeak: z.number() }).optional(),
  change: z.object({ lowerPeaks: z.number(), louder: z.number() }),
});

export function masterKey(recipe: string, ffmpegVersion: string): string {
  return chunkKey(['mastered', PLANNER_VERSION, MASTERING_VERSION, ffmpegVersion, recipe]);
}

/** The chunks that a recipe was mastered into, where all of them are there and whole. */
export async function findMaster(store: ChunkStore, key: string): Promise<KnownMaster | undefined> {
  const text = await store.read(key).catch(() => undefined);
  const note = noteSchema.safeParse(parseJson(text?.toString('utf8') ?? ''));
  if (!note.success) return undefined;
  const { chunks, mastered, change } = note.data;
  const found = await Promise.all(
    chunks.map(async (chunk) => {
      const stored = await store.findWhole(chunk.key);
      return stored && { ...chunk, stored };
    }),
  );
  const there = found.filter((chunk) => chunk !== undefined);
  return there.length === chunks.length ? { chunks: there, mastered, change } : undefined;
}

/** Remembered for later exports; never throws. */
export async function rememberMaster(store: ChunkStore, key: string, master: KnownMaster): Promise<void> {
  const { mastered, change } = master;
  // Silence has no loudness that JSON could hold.
  if (mastered && !Number.isFinite(mastered.loudness)) return;
  const chunks = master.chunks.map(({ stored: _, ...chunk }) => chunk);
  const write = async () => {
    // What is published under a key stays.
    await store.remove(key);
    await publishText(store, key, JSON.stringify({ chunks, mastered, change }));
  };
  await write().catch(() => undefined);
}
