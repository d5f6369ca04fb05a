import PQueue from 'p-queue';
import { ProblemError } from '../../contract/problems.ts';
import { hasComplaint } from '../../ffmpeg/answers/classify-failure.ts';
import { encodeSpansArgs } from '../../ffmpeg/pictures/encode-span-args.ts';
import type { ChunkStore } from '../../media/chunks/chunk-store.ts';
import { needsOf } from './needs-of-spans.ts';
import { findOrRenderSpan, orFindMade } from './find-made.ts';
import { openChunk } from './open-chunk.ts';
import { planReels } from './plan-reels.ts';
import { fairFrames, longestFirst } from './share-of-work.ts';
import { isWorthSpreading } from './worth-spreading.ts';
import { renderReel, type Reel } from './render-reel.ts';
import {
  discardPaths,
  findSpan,
  jobOf,
  publishChunk,
  renderSpan,
  reservePaths,
  spanKey,
  writtenBy,
  type Chunk,
  type SpanPaths,
  type SpanToRender,
} from './render-span.ts';
import { runChild, type ChildContext } from '../child/run-child.ts';

/** Most spans that one child renders: with eight, FFmpeg's start is a small part of its life. */
const mostSpans = 8;

/** Most frames of one child: what is lost when it dies. */
const mostFrames = 480;

/** Chunks that are looked for at once: each is a file to open, and there are thousands. */
const mostLookups = 16;

/** Most pixels of all pictures in work at once: every span of a batch has a decoder and an encoder open. */
const mostPixels = mostSpans * 1280 * 720;

/**
 * Renders spans, short ones several to a child. The answers stand in the order of the work; each settles when
 * its own child has ended and its chunk has been checked. What is shown twice is rendered once.
 */
export function renderSpans(
  context: ChildContext,
  store: ChunkStore,
  works: readonly SpanToRender[],
): Promise<Chunk>[] {
  const keys = works.map((work) => spanKey(work, context.tools.ffmpegVersion));
  const distinct = new Map<string, SpanToRender>();
  works.forEach((work, i) => {
    const key = keys[i] ?? '';
    if (!distinct.has(key)) distinct.set(key, work);
  });
  const rendered = renderDistinct(context, store, [...distinct.values()]);
  const chunkOf = new Map([...distinct.keys()].map((key, i) => [key, rendered[i]]));
  return works.map(async (work, i) => {
    const chunk = await chunkOf.get(keys[i] ?? '');
    if (!chunk) throw new TypeError(`${work.label} has no chunk.`);
    work.onFrames(work.span.frameCount);
    return chunk;
  });
}

/** The same for spans of which no two are alike. */
function renderDistinct(
  context: ChildContext,
  store: ChunkStore,
  works: readonly SpanToRender[],
): Promise<Chunk>[] {
  const lookups = new PQueue({ concurrency: mostLookups });
  const found = works.map((work) => lookups.add(() => findSpan(context, store, work)));
  const missing = Promise.all(found).then((chunks) => works.filter((_, i) => chunks[i] === undefined));
  missing.then((rest) => noteReuse(context, works.length, rest.length)).catch(() => undefined);
  const batches = missing.then((rest) => startRendering(context, store, rest));
  // Whoever waits for a span hears of a failure; a batch that nobody waits for must not end the process.
  batches.catch(() => undefined);
  return works.map(async (work, i) => {
    const chunk = (await found[i]) ?? (await (await batches).get(work));
    if (!chunk) throw new TypeError(`${work.label} was neither found nor rendered.`);
    return chunk;
  });
}

function startRendering(
  outer: ChildContext,
  store: ChunkStore,
  works: readonly SpanToRender[],
): Map<SpanToRender, Promise<Chunk>> {
  const rendered = new Map<SpanToRender, Promise<Chunk>>();
  const context = { ...outer, isSpread: !outer.yields && isWorthSpreading(works) };
  const { concurrency } = context.tools.children;
  const { reels, others } = planReels(works, concurrency);
  // One more than can run: while children encode, the movie of the next reel is laid out. Not all at once.
  const ahead = new PQueue({ concurrency: concurrency + 1 });
  for (const reel of reels) {
    const chunks = ahead.add(() => renderReelOrSpans(context, store, reel));
    reel.ranges.forEach(({ work }, i) => rendered.set(work, chunkAt(chunks, i)));
  }
  for (const batch of longestFirst(batchSpans(others, concurrency), framesOf)) {
    const chunks = orFindMade(
      () => renderBatch(context, store, batch),
      () => Promise.all(batch.map((work) => findOrRenderSpan(context, store, work))),
    );
    batch.forEach((work, i) => rendered.set(work, chunkAt(chunks, i)));
  }
  return rendered;
}

/** One line for whoever asks the log whether an export that was taken up again began again. */
function noteReuse({ log }: ChildContext, all: number, rest: number): void {
  if (rest === all) return;
  const text = `${all - rest} of ${all} spans were rendered before and are used again; ${rest} are rendered now.`;
  log.write({ event: 'note', task: 'pictures', text, about: 'reuse' });
}

async function chunkAt(chunks: Promise<readonly Chunk[]>, i: number): Promise<Chunk> {
  const chunk = (await chunks)[i];
  if (!chunk) throw new TypeError('A batch answered fewer chunks than it was given spans.');
  return chunk;
}

/** Groups spans in their order, so that every child of the pool has work and none holds too much at once. */
export function batchSpans(works: readonly SpanToRender[], concurrency: number): SpanToRender[][] {
  const fair = Math.min(mostFrames, fairFrames(framesOf(works), concurrency));
  const batches: SpanToRender[][] = [];
  let frames = 0;
  for (const work of works) {
    const { width, height } = work.plan.format;
    const most = Math.max(1, Math.min(mostSpans, Math.floor(mostPixels / (width * height))));
    const last = batches.at(-1);
    frames += work.span.frameCount;
    if (last && last.length < most && frames <= fair) last.push(work);
    else {
      batches.push([work]);
      frames = work.span.frameCount;
    }
  }
  return batches;
}

function framesOf(works: readonly SpanToRender[]): number {
  return works.reduce((sum, { span }) => sum + span.frameCount, 0);
}

function renderOne(context: ChildContext, store: ChunkStore, work: SpanToRender): Promise<Chunk> {
  return orFindMade(
    () => renderSpan(context, store, work),
    () => findOrRenderSpan(context, store, work),
  );
}

/** A reel by one child, or each of its spans by itself. */
async function renderReelOrSpans(
  context: ChildContext,
  store: ChunkStore,
  reel: Reel,
): Promise<readonly Chunk[]> {
  const works = reel.ranges.map(({ work }) => work);
  const chunks = await orFindMade(
    () => renderReel(context, store, reel),
    () => Promise.all(works.map((work) => findOrRenderSpan(context, store, work))),
  );
  if (chunks) return chunks;
  noteSplit(context, works.map(({ label }) => label).join(', '));
  return Promise.all(works.map((work) => renderOne(context, store, work)));
}

/** One batch by one child; whatever did not come out right is rendered again by itself, with its own words. */
async function renderBatch(
  context: ChildContext,
  store: ChunkStore,
  batch: readonly SpanToRender[],
): Promise<Chunk[]> {
  const [first] = batch;
  if (batch.length === 1 && first) return [await renderOne(context, store, first)];
  // The longest first: it is the one whose frames FFmpeg counts.
  const order = [...batch].sort((a, b) => b.span.frameCount - a.span.frameCount);
  const parts = order.map((work) => ({ work, paths: reservePaths(store, work) }));
  try {
    const isQuiet = await runBatch(context, parts);
    const chunks = new Map<SpanToRender, Chunk>();
    for (const part of parts) {
      const { work } = part;
      chunks.set(work, await (isQuiet ? settlePart(context, store, part) : renderOne(context, store, work)));
    }
    return batch.flatMap((work) => chunks.get(work) ?? []);
  } finally {
    for (const { paths } of parts) await discardPaths(store, paths);
  }
}

interface Part {
  readonly work: SpanToRender;
  readonly paths: SpanPaths;
}

/** Answers whether all went well without a word of damage; what was complained of shows span by span. */
async function runBatch(context: ChildContext, parts: readonly Part[]): Promise<boolean> {
  const labels = parts.map(({ work }) => work.label).join(', ');
  const spans = (threads: number) =>
    parts.map(({ work, paths }) => ({
      job: { ...jobOf(work), threads },
      paths: { input: work.source?.path ?? '', ...paths },
    }));
  const onFrames = (frames: number) => {
    for (const { work } of parts) work.onFrames(Math.min(frames, work.span.frameCount));
  };
  try {
    const args = (threads: number) => encodeSpansArgs(spans(threads));
    const reads = parts.flatMap(({ work }) => work.source?.path ?? []);
    const writes = parts.flatMap(({ paths }) => writtenBy(paths));
    const needs = needsOf(parts.map(({ work }) => work));
    const makes = parts.map(({ work }) => spanKey(work, context.tools.ffmpegVersion));
    const words = await runChild(context, { label: labels, args, reads, needs, writes, makes, onFrames });
    if (!hasComplaint(words)) return true;
  } catch (error) {
    if (!(error instanceof ProblemError) || !isWorthSplitting(error)) throw error;
  }
  noteSplit(context, labels);
  return false;
}

function noteSplit({ log }: ChildContext, labels: string): void {
  log.write({ event: 'note', task: labels, text: 'Rendered again one by one, to see what was meant.' });
}

/** One bad span fails its whole batch, and several at once may not fit into memory where one does. */
function isWorthSplitting({ problem }: ProblemError): boolean {
  return problem.code === 'CHILD_CRASHED' || problem.code === 'OUT_OF_MEMORY';
}

async function settlePart(context: ChildContext, store: ChunkStore, part: Part): Promise<Chunk> {
  const { work, paths } = part;
  const state = await openChunk({ path: paths.output }, work.span.frameCount);
  if (state.kind !== 'good') return renderOne(context, store, work);
  const key = spanKey(work, context.tools.ffmpegVersion);
  return publishChunk(store, { key, paths, frames: work.span.frameCount });
}
