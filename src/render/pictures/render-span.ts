import { ProblemError, type Problem } from '../../contract/problems.ts';
import { hasComplaint } from '../../ffmpeg/answers/classify-failure.ts';
import {
  encodeSpanArgs,
  type EncodeJob,
  type EncodePaths,
  type SpanInput,
} from '../../ffmpeg/pictures/encode-span-args.ts';
import { layerDecoderOf } from '../../ffmpeg/input/decoders.ts';
import { DamagedChunkError } from '../../media/chunks/chunk-seal.ts';
import type { StoredChunk } from '../../media/chunks/chunk-shelf.ts';
import { chunkKey, type ChunkStore } from '../../media/chunks/chunk-store.ts';
import type { ReadSource } from '../../media/reading/read-types.ts';
import { stillContainer } from '../../media/reading/read-still.ts';
import type { Track } from '../../mp4/read/track.ts';
import {
  PLANNER_VERSION,
  type EncodeSpan,
  type ExportPlan,
  type SourcePictures,
} from '../../planner/plan/plan.ts';
import { add, divide, multiply, rational, toNumber, zero, type Rational } from '../../timeline/rational.ts';
import { damagedSource, refuseDamagedPictures } from '../damage/find-damage.ts';
import { needsOf } from './needs-of-spans.ts';
import { openChunk, type ChunkState } from './open-chunk.ts';
import { runChild, type ChildContext } from '../child/run-child.ts';

/** A finished span of encoded pictures: exactly its frames, from presentation time zero on. */
export interface Chunk extends StoredChunk {
  readonly key: string;
  readonly track: Track;
  /** Raw thumbnails of the pictures that went into the encoder; only where the export copies spans too. */
  readonly thumbnails: StoredChunk | undefined;
  /** Only of a chunk that was encoded just now from a reel; see `Rehearsal`. */
  readonly rehearsal?: Rehearsal;
}

/** Packets of its source that were decoded without a word on the way to a span. */
export interface Rehearsal {
  /** A keyframe: from it on everything was decoded that anything is built from. */
  readonly fromPacket: number;
  /** Of the pictures before the span's first so many were decoded, too, also those nothing is built from. */
  readonly frames: number;
}

/** The files of one chunk before it is published. */
export type SpanPaths = Omit<EncodePaths, 'input'>;

export interface SpanToRender {
  readonly plan: ExportPlan;
  readonly span: EncodeSpan;
  /** `span 12 of 155` */
  readonly label: string;
  readonly source: ReadSource | undefined;
  /** What people call the source. */
  readonly name: string;
  /** Pictures before the first one that are to be decoded, too: those that stand before it in the export, copied. */
  readonly lookBackFrames?: number;
  readonly onFrames: (frames: number) => void;
}

/** The key of a span's chunk: everything that decides its pictures, and nothing that does not. */
export function spanKey(work: Pick<SpanToRender, 'plan' | 'span' | 'source'>, ffmpegVersion: string): string {
  const thumbnails = work.plan.format.isMatched ? '' : undefined;
  const args = encodeSpanArgs({ ...jobOf(work), threads: 1 }, { input: '', output: '', thumbnails });
  return chunkKey(['picture', PLANNER_VERSION, ffmpegVersion, work.source?.facts.identity ?? '', ...args]);
}

/** Looks for the span in the chunk store; what is found is logged as reused. */
export async function findSpan(
  context: ChildContext,
  store: ChunkStore,
  work: SpanToRender,
): Promise<Chunk | undefined> {
  const key = spanKey(work, context.tools.ffmpegVersion);
  const thumbnailKey = work.plan.format.isMatched ? thumbnailKeyOf(key) : undefined;
  const known = await findChunk(store, { key, thumbnailKey, frames: work.span.frameCount });
  if (!known) return undefined;
  context.log.write({ event: 'reused', task: work.label, key });
  work.onFrames(work.span.frameCount);
  return known;
}

/** Renders the span into the chunk store. Throws a `ProblemError` or the signal's reason. */
export async function renderSpan(
  context: ChildContext,
  store: ChunkStore,
  work: SpanToRender,
): Promise<Chunk> {
  const paths = reservePaths(store, work);
  try {
    await renderChecked(context, work, paths);
    const key = spanKey(work, context.tools.ffmpegVersion);
    return await publishChunk(store, { key, paths, frames: work.span.frameCount });
  } finally {
    await discardPaths(store, paths);
  }
}

/** Where the files of one chunk lie until they are published. */
export function reservePaths(store: ChunkStore, { plan }: Pick<SpanToRender, 'plan'>): SpanPaths {
  return { output: store.reserve(), thumbnails: plan.format.isMatched ? store.reserve() : undefined };
}

/** The files that a child writes to these paths. */
export function writtenBy({ output, thumbnails }: SpanPaths): string[] {
  return thumbnails === undefined ? [output] : [output, thumbnails];
}

export async function discardPaths(store: ChunkStore, paths: SpanPaths): Promise<void> {
  await store.discard(paths.output);
  if (paths.thumbnails !== undefined) await store.discard(paths.thumbnails);
}

/** Publishes a chunk that was checked. Another export may have been faster: then its chunk is as good. */
export async function publishChunk(
  store: ChunkStore,
  { key, paths, frames }: { key: string; paths: SpanPaths; frames: number },
): Promise<Chunk> {
  // The thumbnails first: where the pictures are, they are.
  const thumbnails =
    paths.thumbnails === undefined ? undefined : await store.publish(thumbnailKeyOf(key), paths.thumbnails);
  const stored = await store.publish(key, paths.output);
  const state = await openChunk(stored, frames);
  if (state.kind === 'good') return { key, ...stored, track: state.track, thumbnails };
  throw new DamagedChunkError(stored.path, 'is not what was published');
}

/** The thumbnails of a chunk lie beside it under a key of their own. */
export function thumbnailKeyOf(key: string): string {
  return chunkKey(['thumbnails', key]);
}

/** A whole chunk under this key; one that is not whole is deleted. */
export async function findChunk(
  store: ChunkStore,
  wanted: { key: string; thumbnailKey: string | undefined; frames: number },
): Promise<Chunk | undefined> {
  const { key, thumbnailKey, frames } = wanted;
  const thumbnails = thumbnailKey === undefined ? undefined : await store.find(thumbnailKey);
  if (thumbnailKey !== undefined && thumbnails === undefined) return undefined;
  const stored = await store.find(key);
  if (!stored) return undefined;
  const state = await openChunk(stored, frames).catch((error: unknown) => {
    if (error instanceof DamagedChunkError) return undefined;
    throw error;
  });
  if (state?.kind === 'good') return { key, ...stored, track: state.track, thumbnails };
  // In the way of the one that is rendered now.
  await store.remove(key);
  return undefined;
}

/** Renders, and once more from the start of the file where the demuxer's seek landed after the wanted picture. */
async function renderChecked(context: ChildContext, work: SpanToRender, paths: SpanPaths): Promise<void> {
  let result = await renderOnce(context, work, paths);
  if (result.kind === 'late') {
    context.log.write({
      event: 'note',
      task: work.label,
      text: 'The seek landed late; decoding from the start.',
    });
    result = await renderOnce(context, withoutSeek(work), paths);
  }
  if (result.kind === 'good') return;
  const { span, source, name, plan } = work;
  const { pictures } = span;
  if (pictures.kind === 'black' || !source) throw new Error('A black span came out short');
  const frames = result.kind === 'short' ? result.frames : 0;
  throw new ProblemError(damagedSpan({ pictures, source, name, rate: plan.format.rate, frames }));
}

async function renderOnce(context: ChildContext, work: SpanToRender, paths: SpanPaths): Promise<ChunkState> {
  const { span, source, name, plan } = work;
  const { pictures } = span;
  const look = async (words: string) => {
    if (pictures.kind === 'black' || !source) return;
    const { rate } = plan.format;
    await lookForDamage(context, { pictures, source, name, words, rate, frames: span.frameCount });
  };
  const words = await runChild(context, {
    label: work.label,
    reads: work.source ? [work.source.path] : [],
    needs: needsOf([work]),
    writes: writtenBy(paths),
    args: (threads) =>
      encodeSpanArgs({ ...jobOf(work), threads }, { input: work.source?.path ?? '', ...paths }),
    makes: [spanKey(work, context.tools.ffmpegVersion)],
    onFrames: work.onFrames,
  }).catch(async (error: unknown) => {
    // Of a picture that breaks the decoder altogether the place is wanted, too.
    const isCrash = error instanceof ProblemError && error.problem.code === 'CHILD_CRASHED';
    if (isCrash) await look(error.problem.message);
    throw error;
  });
  if (hasComplaint(words)) await look(words);
  return openChunk({ path: paths.output }, work.span.frameCount);
}

/** Pictures of a source that a decoder complained of while it showed them. */
export interface ShownPictures {
  readonly pictures: SourcePictures;
  readonly source: ReadSource;
  readonly name: string;
  /** Of the output. */
  readonly rate: Rational;
  readonly frames: number;
  /** What the decoder said. */
  readonly words: string;
}

/** Throws where what the decoder complained of is shown. */
export async function lookForDamage(context: ChildContext, shown: ShownPictures): Promise<void> {
  const { pictures, source, name, words } = shown;
  const { seekMargin } = inputOf(source);
  const speed = pictures.speed ?? rational(1);
  const from = multiply(rational(pictures.fromNanoseconds, 1_000_000_000n), speed);
  const length = divide(rational(shown.frames), shown.rate);
  await refuseDamagedPictures(context, {
    source,
    name,
    pictures,
    until: add(from, multiply(length, speed)),
    seekMargin,
    words,
  });
}

/** Containers that can be entered at any keyframe by their own index. */
const indexed = /mp4|matroska|webm|avi/;

/** What the encoder needs to know of one span. */
export function jobOf({
  plan,
  span,
  source,
}: Pick<SpanToRender, 'plan' | 'span' | 'source'>): Omit<EncodeJob, 'threads'> {
  const treatment = span.pictures.kind === 'black' ? undefined : plan.treatments.get(span.pictures.source);
  const input = source ? inputOf(source) : { streamIndex: 0, decoder: undefined, seekMargin: zero };
  return { span, format: plan.format, treatment, ...input };
}

/** How a source is opened for its pictures. */
export function inputOf({ facts: { video, container, origin } }: ReadSource): SpanInput {
  const { streamIndex, edits } = video;
  const seekMargin = indexed.test(container) || container === stillContainer ? zero : rational(3);
  const isStill = container === stillContainer;
  const decoder = layerDecoderOf(video);
  return { streamIndex, decoder, edits, seekMargin, origin, ...(isStill && { isStill }) };
}

function withoutSeek(work: SpanToRender): SpanToRender {
  const { pictures } = work.span;
  if (pictures.kind === 'black') return work;
  const seek = { seconds: zero, isFileStart: true };
  return { ...work, span: { ...work.span, pictures: { ...pictures, seek } } };
}

/** What is said of a source whose pictures ran out after so many frames. */
export function damagedSpan({ pictures, source, name, rate, frames }: Omit<ShownPictures, 'words'>): Problem {
  const speed = toNumber(pictures.speed ?? rational(1));
  const first = (Number(pictures.fromNanoseconds) / 1e9) * speed - toNumber(source.facts.origin);
  const at = first + (frames / toNumber(rate)) * speed;
  return damagedSource({ name, what: 'picture', at, builtFrom: undefined });
}
