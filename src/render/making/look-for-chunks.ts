import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { chunkKey, type ChunkStore } from '../../media/chunks/chunk-store.ts';
import { estimateWork } from '../../planner/estimates/estimate-work.ts';
import { PLANNER_VERSION, type ExportPlan } from '../../planner/plan/plan.ts';
import type { Materials } from './output-work.ts';
import { preparableWork } from './prepare-output.ts';
import { chunkKeyOf, chunkKeysOf } from './render-parts.ts';

/** What of an edit has been rendered already. */
export interface FoundChunks {
  /** Pieces of pictures that an export encodes. */
  readonly chunks: number;
  /** The share of the work that is done, 0..1. */
  readonly ready: number;
  /** Keys of everything that belongs to the pieces. */
  readonly keys: readonly string[];
}

export interface ChunksToFind extends Pick<Materials, 'config' | 'sources'> {
  readonly plans: readonly ExportPlan[];
  readonly store: ChunkStore;
  readonly ffmpegVersion: string;
}

/** Looks which chunks of several plans are there, each once; marks none of them as used. */
export async function lookForChunks(work: ChunksToFind): Promise<FoundChunks> {
  const { plans, sources, store, ffmpegVersion } = work;
  const seconds = new Map<string, number>();
  for (const plan of plans) {
    const { span: secondsOf } = estimateWork(plan);
    for (const span of plan.spans) {
      const key = chunkKeyOf(span, { plan, sources }, ffmpegVersion);
      if (key !== undefined) seconds.set(key, secondsOf(span));
    }
  }
  const mark = preparedKey(work);
  const there = await store.usedAt([...seconds.keys(), mark]);
  const ofPictures = sum(seconds.values());
  const workSeconds = Math.max(ofPictures, sum(plans.map(preparableWork)));
  const found = sum([...seconds].map(([key, each]) => (there.has(key) ? each : 0)));
  // Sound and joins are found by what is in them: of those it is only known whether all of them were made.
  const others = there.has(mark) ? workSeconds - ofPictures : 0;
  const keys = new Set(plans.flatMap((plan) => chunkKeysOf({ plan, sources }, ffmpegVersion)));
  const ready = workSeconds === 0 ? 1 : (found + others) / workSeconds;
  return { chunks: seconds.size, ready, keys: [...keys] };
}

/** The key under which it is noted that all of an edit was prepared. */
export function preparedKey({
  config,
  sources,
  ffmpegVersion,
}: Omit<ChunksToFind, 'plans' | 'store'>): string {
  const identities = sources.map((source) => source?.facts.identity ?? '');
  return chunkKey([
    'prepared',
    PLANNER_VERSION,
    ffmpegVersion,
    JSON.stringify(editOf(config)),
    ...identities,
  ]);
}

/** A config without whatever of it changes nothing in what is made. */
function editOf(config: ExportConfig): object {
  const nameless = { id: '', projectId: '', projectName: '' };
  if (config.version === 1) return { ...config, ...nameless, createdAt: '' };
  return { ...config, ...nameless, reference: '', priority: 0, webhook: undefined };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
