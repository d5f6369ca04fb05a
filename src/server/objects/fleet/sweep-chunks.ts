import type { ChunkUses } from '../../../fleet/chunks/chunk-uses.ts';
import type { ObjectInfo, ObjectStore } from '../../../storage/object-store.ts';
import { chunksPrefix } from './chunk-depot.ts';
import { parcelsPrefix } from './parcels.ts';

export interface SharedChunks {
  readonly store: Pick<ObjectStore, 'list' | 'remove' | 'endUnfinished'>;
  readonly uses: Pick<ChunkUses, 'all' | 'forget'>;
  readonly budgetBytes: number;
  /** What was used within so many milliseconds stays, whatever it takes. */
  readonly spareMs: number;
}

const dayMs = 24 * 3_600_000;
/** What machines send themselves, in a moment or not at all; browsers take their time over `uploads/`. */
const sentAtOnce = ['outputs/', chunksPrefix, parcelsPrefix, 'exports/', 'sources/'];

/**
 * Deletes from the storage what was used least recently, until its chunks are within their budget, parcels that nobody
 * has fetched for a day, and what machines were killed over while they sent it. Who has a chunk in use has it on a disk of its own. Answers how many chunks went.
 */
export async function sweepChunks({ store, uses, budgetBytes, spareMs }: SharedChunks): Promise<number> {
  const { nowMs, usedMs } = await uses.all();
  const chunks: { readonly key: string; readonly info: ObjectInfo; readonly atMs: number }[] = [];
  for await (const info of store.list(chunksPrefix)) {
    const key = info.key.slice(info.key.lastIndexOf('/') + 1);
    chunks.push({ key, info, atMs: usedMs.get(key) ?? info.modifiedMs });
  }
  let total = chunks.reduce((sum, { info }) => sum + info.bytes, 0);
  const gone: string[] = [];
  for (const { key, info, atMs } of chunks.toSorted((a, b) => a.atMs - b.atMs)) {
    if (total <= budgetBytes || atMs > nowMs - spareMs) break;
    await store.remove(info.key);
    total -= info.bytes;
    gone.push(key);
  }
  // Looked for and never made, or deleted by a rule of the bucket.
  const there = new Set(chunks.map(({ key }) => key));
  const unknown = [...usedMs].filter(([key, atMs]) => !there.has(key) && atMs < nowMs - dayMs);
  await uses.forget([...gone, ...unknown.map(([key]) => key)]);
  for await (const { key, modifiedMs } of store.list(parcelsPrefix))
    if (modifiedMs < nowMs - dayMs) await store.remove(key);
  for (const prefix of sentAtOnce) await store.endUnfinished(dayMs, prefix);
  return gone.length;
}
