import { readFile, writeFile } from 'node:fs/promises';
import { ProblemError } from '../../contract/problems.ts';
import { hasComplaint } from '../../ffmpeg/answers/classify-failure.ts';
import { encodeReelArgs } from '../../ffmpeg/pictures/encode-reel-args.ts';
import { THUMBNAIL } from '../../ffmpeg/pictures/encode-span-args.ts';
import type { ChunkStore } from '../../media/chunks/chunk-store.ts';
import type { ReadSource } from '../../media/reading/read-types.ts';
import { isClean } from '../../mp4/read/clean-point.ts';
import type { PictureRun } from '../../mp4/write/movie-spec.ts';
import { sliceRun } from '../../mp4/write/picture-run.ts';
import type { Track } from '../../mp4/read/track.ts';
import type { ExportPlan } from '../../planner/plan/plan.ts';
import { runOf } from '../movie/copied-run.ts';
import { timescaleOf } from '../movie/output-timescale.ts';
import { openChunk } from './open-chunk.ts';
import { piecesOf, type PieceRange, type ReelPiece } from './reel-piece.ts';
import {
  discardPaths,
  publishChunk,
  reservePaths,
  spanKey,
  type Chunk,
  type SpanToRender,
} from './render-span.ts';
import { runChild, type ChildContext } from '../child/run-child.ts';
import { UnreadableSampleError } from '../movie/write-movie-lane.ts';
import { writeMovie } from '../movie/write-movie.ts';

export interface Reel {
  readonly plan: ExportPlan;
  readonly source: ReadSource;
  readonly ranges: readonly PieceRange[];
}

/**
 * Renders several spans of one source by one child: their packets are laid into a small movie, one decoder and
 * one encoder run through all of it, and the result is cut into the chunks of the spans. Answers undefined where
 * anything was out of the ordinary; then each span has to be rendered by itself, which finds out what.
 */
export async function renderReel(
  context: ChildContext,
  store: ChunkStore,
  reel: Reel,
): Promise<readonly Chunk[] | undefined> {
  const files = { input: store.reserve(), output: store.reserve(), thumbnails: store.reserve() };
  try {
    const pieces = await piecesOf(reel.source, reel.ranges, context.signal);
    if (!(await encodePieces(context, { reel, pieces, files }))) return undefined;
    return await cutChunks(context, store, { pieces, files });
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  } finally {
    for (const path of Object.values(files)) await store.discard(path);
  }
}

interface Work {
  readonly reel: Reel;
  readonly pieces: readonly ReelPiece[];
  readonly files: { readonly input: string; readonly output: string; readonly thumbnails: string };
}

async function encodePieces(context: ChildContext, { reel, pieces, files }: Work): Promise<boolean> {
  const [first] = reel.ranges;
  const { pictures } = first?.work.span ?? {};
  const treatment = pictures?.kind === 'source' ? reel.plan.treatments.get(pictures.source) : undefined;
  if (!treatment) return false;
  const { format } = reel.plan;
  const { timescale, ticksPerFrame } = timescaleOf(reel.plan);
  const runs = pieces.map(({ run }) => run);
  const video = { timescale, ticksPerFrame, width: format.width, height: format.height, runs };
  await writeMovie({ video }, files.input, { signal: context.signal });
  let slot = 0;
  const places = pieces.map(({ work, run, skippedFrames }) => {
    const firstSlot = slot + skippedFrames;
    slot += run.samples.count;
    return { firstSlot, frameCount: work.span.frameCount };
  });
  const words = await runChild(context, {
    label: pieces.map(({ work }) => work.label).join(', '),
    reads: [files.input],
    writes: [files.output, files.thumbnails],
    makes: pieces.map(({ work }) => spanKey(work, context.tools.ffmpegVersion)),
    args: (threads) => encodeReelArgs({ format, treatment, ticksPerFrame, pieces: places, threads }, files),
    onFrames: (frames) => shareOut(pieces, frames),
  });
  return !hasComplaint(words);
}

/** Tells each span how many of its frames are done when so many of all are. */
function shareOut(pieces: readonly ReelPiece[], frames: number): void {
  let before = 0;
  for (const { work } of pieces) {
    const { frameCount } = work.span;
    if (frames > before) work.onFrames(Math.min(frameCount, frames - before));
    before += frameCount;
  }
}

/** Cuts what was encoded into one chunk a span, each read back. */
async function cutChunks(
  context: ChildContext,
  store: ChunkStore,
  { pieces, files }: Omit<Work, 'reel'>,
): Promise<readonly Chunk[] | undefined> {
  const counts = pieces.map(({ work }) => work.span.frameCount);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const state = await openChunk({ path: files.output }, total);
  if (state.kind !== 'good') return undefined;
  const all = await readFile(files.thumbnails);
  if (all.length !== total * THUMBNAIL.bytes) return undefined;
  const chunks: Chunk[] = [];
  let from = 0;
  for (const { work, rehearsal } of pieces) {
    const to = from + work.span.frameCount;
    if (!isSelfContained(state.track, from, to)) return undefined;
    const thumbnails = all.subarray(from * THUMBNAIL.bytes, to * THUMBNAIL.bytes);
    const run = runOf({ path: files.output, track: state.track }, sliceRun(state.track.table, { from, to }));
    const chunk = await cutChunk(context, store, { work, run, thumbnails });
    if (!chunk) return undefined;
    chunks.push({ ...chunk, rehearsal });
    from = to;
  }
  return chunks;
}

async function cutChunk(
  { tools, signal }: ChildContext,
  store: ChunkStore,
  { work, run, thumbnails }: { work: SpanToRender; run: PictureRun; thumbnails: Uint8Array },
): Promise<Chunk | undefined> {
  const { plan, span } = work;
  const { width, height } = plan.format;
  const paths = reservePaths(store, work);
  try {
    const video = { ...timescaleOf(plan), width, height, runs: [run] };
    await writeMovie({ video }, paths.output, { signal });
    if (paths.thumbnails !== undefined) await writeFile(paths.thumbnails, thumbnails);
    const state = await openChunk({ path: paths.output }, span.frameCount);
    if (state.kind !== 'good') return undefined;
    const key = spanKey(work, tools.ffmpegVersion);
    return await publishChunk(store, { key, paths, frames: span.frameCount });
  } finally {
    await discardPaths(store, paths);
  }
}

/** Whether packets `[from, to)` begin with a keyframe and are shown before all that follow. */
function isSelfContained({ table }: Track, from: number, to: number): boolean {
  return table.isSync[from] === 1 && isClean(table.pts, from, to);
}

/** One bad picture fails its whole reel; rendering span by span finds its place and its words. */
function isDamage(error: unknown): boolean {
  if (error instanceof UnreadableSampleError) return true;
  if (!(error instanceof ProblemError)) return false;
  return error.problem.code === 'CHILD_CRASHED' || error.problem.code === 'OUT_OF_MEMORY';
}
