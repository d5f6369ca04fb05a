import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { complaintsOfPictures } from '../../../ffmpeg/answers/classify-failure.ts';
import { THUMBNAIL } from '../../../ffmpeg/pictures/encode-span-args.ts';
import { thumbnailArgs } from '../../../ffmpeg/pictures/thumbnail-args.ts';
import type { ChunkStore } from '../../../media/chunks/chunk-store.ts';
import type { MovieSpec, PictureRun } from '../../../mp4/write/movie-spec.ts';
import type { ExportPlan } from '../../../planner/plan/plan.ts';
import { timescaleOf } from '../../movie/output-timescale.ts';
import { runChild, type ChildContext } from '../../child/run-child.ts';
import { writeMovie } from '../../movie/write-movie.ts';
import { isCheckWorthSpreading } from '../../pictures/worth-spreading.ts';

/** Something to be decoded by itself, from a keyframe on. */
export interface DecodedStretch {
  /** The span before the join, or the copied span behind it. */
  readonly span: number;
  readonly runs: readonly PictureRun[];
  /** Which of its pictures are asked for, by their place in presentation; all unless told. */
  readonly shown?: readonly number[];
}

/** What the stretches show. */
export interface Decoded {
  /** Thumbnails of each stretch. */
  readonly parts: readonly Buffer[];
  /** What the decoder complained of; empty where it only spoke of what stands beside the pictures. */
  readonly messages: string;
}

export interface StretchesOptions {
  readonly plan: ExportPlan;
  /** What the children are called, and their movies in the folder. */
  readonly name: string;
  /** A folder of the attempt's own. */
  readonly folder: string;
  /** Where other machines find room for what they write: whoever wakes up late may write there, and harms nobody. */
  readonly store: Pick<ChunkStore, 'reserve' | 'discard'>;
}

/** With fewer pictures, a child's start costs more than it saves. */
const leastPictures = 200;

/** Where there are so many to be decoded that it is worth the way, other machines may do it, too. */
export function spreadDecoding(
  context: ChildContext,
  plan: ExportPlan,
  stretches: readonly DecodedStretch[],
): ChildContext {
  const pictures = stretches.reduce((sum, stretch) => sum + picturesOf(stretch), 0);
  return { ...context, isSpread: !context.yields && isCheckWorthSpreading(plan, pictures) };
}

/** Decodes all stretches as a few movies of nothing else, shared out to as many children as run at once. */
export async function decodeStretches(
  context: ChildContext,
  options: StretchesOptions,
  stretches: readonly DecodedStretch[],
): Promise<Decoded> {
  const reels = shareOut(stretches, context.tools.children.concurrency);
  const settled = await Promise.allSettled(
    reels.map((reel, i) =>
      decodeReel(context, options, { name: `${options.name}-${i + 1}`, stretches: reel }),
    ),
  );
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  const decoded = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  return {
    parts: decoded.flatMap(({ parts }) => parts),
    messages: decoded.map(({ messages }) => messages).join(''),
  };
}

/** Parts of about as many pictures each, in order. */
function shareOut(stretches: readonly DecodedStretch[], parts: number): DecodedStretch[][] {
  const total = stretches.reduce((sum, stretch) => sum + picturesOf(stretch), 0);
  const share = Math.max(leastPictures, total / parts);
  const reels: DecodedStretch[][] = [];
  let before = 0;
  for (const stretch of stretches) {
    const part = Math.floor(before / share);
    (reels[part] ??= []).push(stretch);
    before += picturesOf(stretch);
  }
  return reels.filter((reel) => reel.length > 0);
}

function picturesOf({ runs }: DecodedStretch): number {
  return runs.reduce((sum, { samples }) => sum + samples.count, 0);
}

interface Reel {
  readonly name: string;
  readonly stretches: readonly DecodedStretch[];
}

async function decodeReel(
  context: ChildContext,
  { plan, folder, store }: StretchesOptions,
  reel: Reel,
): Promise<Decoded> {
  const runs = reel.stretches.flatMap((stretch) => stretch.runs);
  const spec: MovieSpec = {
    video: { ...timescaleOf(plan), width: plan.format.width, height: plan.format.height, runs },
  };
  const movie = join(folder, `${reel.name}.mp4`);
  const output = store.reserve();
  await writeMovie(spec, movie, { signal: context.signal });
  try {
    const words = await runChild(context, {
      label: `check of ${reel.name}`,
      reads: [movie],
      writes: [output],
      args: (threads) => thumbnailArgs(movie, output, threads),
      makes: [],
    });
    return { parts: partsOf(await readFile(output), reel.stretches), messages: complaintsOfPictures(words) };
  } finally {
    await store.discard(output);
  }
}

function partsOf(thumbnails: Buffer, stretches: readonly DecodedStretch[]): Buffer[] {
  let at = 0;
  return stretches.map((stretch) =>
    onlyShown(thumbnails.subarray(at, (at += picturesOf(stretch) * THUMBNAIL.bytes)), stretch),
  );
}

function onlyShown(thumbnails: Buffer, { shown }: DecodedStretch): Buffer {
  if (!shown) return thumbnails;
  const { bytes } = THUMBNAIL;
  return Buffer.concat(shown.map((place) => thumbnails.subarray(place * bytes, (place + 1) * bytes)));
}
