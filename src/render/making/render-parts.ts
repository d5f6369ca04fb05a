import type { Warning } from '../../contract/exports/status.ts';
import type { ChunkStore } from '../../media/chunks/chunk-store.ts';
import type { ReadSound, ReadSource } from '../../media/reading/read-types.ts';
import type { WorkEstimate } from '../../planner/estimates/estimate-work.ts';
import type { EncodeSpan, ExportPlan, Span } from '../../planner/plan/plan.ts';
import { soundsOf } from '../../planner/plan/plan-input.ts';
import { framesLookedAt } from '../check/joins/join-windows.ts';
import type { ProgressMeter } from '../attempt/progress.ts';
import { PickedSoundError } from '../sound/decode-picks.ts';
import type { SoundToRender } from '../sound/render-sound.ts';
import { warnOfLoudness } from '../sound/mixing/master-sound.ts';
import { renderAacTrack, renderOpusTrack } from '../sound/render-track.ts';
import type { SharedMixes } from '../sound/mixing/shared-mixes.ts';
import { spanKey, thumbnailKeyOf, type Chunk, type SpanToRender } from '../pictures/render-span.ts';
import { composedKey, renderComposed, type SpanToCompose } from '../pictures/render-composed.ts';
import { renderSpans } from '../pictures/render-spans.ts';
import { renderSplice } from '../sound/splice/render-splice.ts';
import type { RenderedSound, SoundTrackParts } from '../sound/sound-track.ts';
import type { ChildContext } from '../child/run-child.ts';
import { sideBySide } from '../child/side-by-side.ts';
import { UnreadableSampleError } from '../movie/write-movie-lane.ts';

export interface PartsToRender {
  readonly plan: ExportPlan;
  readonly sources: readonly (ReadSource | undefined)[];
  /** By source index: those that are heard and never seen. */
  readonly heard?: readonly (ReadSound | undefined)[];
  /** What people call each source. */
  readonly names: readonly string[];
  readonly store: ChunkStore;
  readonly mixes: SharedMixes;
  readonly folder: string;
  readonly meter: ProgressMeter;
  readonly work: WorkEstimate;
  /** Told what people should know of what came out. */
  readonly warn?: (warning: Warning) => void;
}

/** Everything that has to be muxed. */
export interface RenderedParts {
  readonly chunks: readonly (Chunk | undefined)[];
  readonly sound: RenderedSound | undefined;
}

/** Whether packets of sound were copied, where some were to be. */
export function isAsPlanned({ sound }: RenderedParts, { audio }: ExportPlan): boolean {
  if (audio?.kind !== 'encode' || !audio.splice || sound?.kind !== 'aac') return true;
  return sound.parts.some(({ kind }) => kind === 'copy');
}

/** The keys of all chunks of pictures that a plan takes, and of what belongs to them. */
export function chunkKeysOf(
  { plan, sources }: Pick<PartsToRender, 'plan' | 'sources'>,
  ffmpegVersion: string,
): readonly string[] {
  const keys = plan.spans.flatMap((span) => chunkKeyOf(span, { plan, sources }, ffmpegVersion) ?? []);
  return plan.format.isMatched ? [...keys, ...keys.map(thumbnailKeyOf)] : keys;
}

/** The key of a span's pictures; undefined where they are copied. */
export function chunkKeyOf(
  span: Span,
  { plan, sources }: Pick<PartsToRender, 'plan' | 'sources'>,
  ffmpegVersion: string,
): string | undefined {
  if (span.kind === 'compose') return composedKey({ plan, span, sources }, ffmpegVersion);
  return span.kind === 'encode'
    ? spanKey({ plan, span, source: sourceOf(span, sources) }, ffmpegVersion)
    : undefined;
}

/** Renders picture and sound side by side. */
export async function renderParts(outer: ChildContext, parts: PartsToRender): Promise<RenderedParts> {
  const [sound, ...chunks] = await sideBySide<[RenderedSound | undefined, ...(Chunk | undefined)[]]>(
    outer,
    (context) => [renderSound(context, parts), ...renderPictures(context, parts)],
  );
  return { chunks, sound };
}

function sourceOf(span: EncodeSpan, sources: readonly (ReadSource | undefined)[]): ReadSource | undefined {
  return span.pictures.kind === 'black' ? undefined : sources[span.pictures.source];
}

/** A promise per span: its chunk, or nothing where the span is copied. */
function renderPictures(context: ChildContext, parts: PartsToRender): Promise<Chunk | undefined>[] {
  const { plan } = parts;
  const works = plan.spans.map((span, i) => workOf(parts, span, i));
  const encoded = works.filter((work) => work !== undefined && 'source' in work);
  const composed = works.filter((work) => work !== undefined && 'sources' in work);
  const chunks = [
    ...renderSpans(context, parts.store, encoded),
    ...renderComposed(context, parts.store, composed),
  ];
  const chunkOf = new Map<SpanToRender | SpanToCompose, Promise<Chunk> | undefined>(
    [...encoded, ...composed].map((work, i) => [work, chunks[i]]),
  );
  return works.map(async (work) => (work ? chunkOf.get(work) : undefined));
}

function workOf(parts: PartsToRender, span: Span, index: number): SpanToRender | SpanToCompose | undefined {
  const { plan, work, meter } = parts;
  const report = meter.part(work.span(span));
  if (span.kind === 'copy') {
    report(1, span.frameCount);
    return undefined;
  }
  const label = `span ${index + 1} of ${plan.spans.length}`;
  const onFrames = (frames: number) =>
    report(Math.min(1, frames / span.frameCount), Math.min(frames, span.frameCount));
  const { sources, names, folder } = parts;
  if (span.kind === 'compose')
    return { plan, span, label, sources, names, folder, onFrames, warn: parts.warn };
  return {
    plan,
    span,
    label,
    source: sourceOf(span, parts.sources),
    name: span.pictures.kind === 'black' ? 'black' : (parts.names[span.pictures.source] ?? ''),
    lookBackFrames: isTail(plan.spans[index - 1], span) ? framesLookedAt.before : 0,
    onFrames,
  };
}

/** Whether a span goes on where copied pictures of its clip end. */
function isTail(previous: Span | undefined, span: EncodeSpan): boolean {
  return previous?.kind === 'copy' && previous.clip === span.clip;
}

async function renderSound(context: ChildContext, parts: PartsToRender): Promise<RenderedSound | undefined> {
  const { audio } = parts.plan;
  if (audio?.kind !== 'encode') return undefined;
  const report = parts.meter.part(parts.work.sound);
  // Sound goes first among the parts of an export: it is short, and the mux waits for all of it.
  const ahead = { ...context, priority: context.priority + 0.5 };
  const { names, store, mixes, folder } = parts;
  const sources = soundsOf<ReadSound>(parts);
  const work = {
    plan: audio,
    sources,
    names,
    store,
    mixes,
    folder,
    onShare: (share: number) => report(share, 0),
  };
  const sound: RenderedSound =
    audio.codec === 'opus'
      ? await renderOpusTrack(ahead, work)
      : { kind: 'aac', ...((await spliceSound(ahead, work)) ?? (await renderAacTrack(ahead, work))) };
  for (const warning of warnOfLoudness(sound.mastered)) parts.warn?.(warning);
  return sound;
}

/** The spliced track, where one is planned and comes out; whatever stands against it is met by encoding all of it. */
async function spliceSound(context: ChildContext, work: SoundToRender): Promise<SoundTrackParts | undefined> {
  const { splice } = work.plan;
  if (!splice) return undefined;
  try {
    const parts = await renderSplice(context, work, splice);
    if (parts) return { parts, primingSamples: splice.primingSamples };
    context.log.write({ event: 'note', task: 'sound', text: 'No copied sound fits; all of it is encoded.' });
  } catch (error) {
    if (!(error instanceof PickedSoundError || error instanceof UnreadableSampleError)) throw error;
    context.log.write({ event: 'note', task: 'sound', text: `${error.message}; all of it is encoded.` });
  }
  return undefined;
}
