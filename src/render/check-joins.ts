import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { THUMBNAIL } from '../ffmpeg/encode-span-args.ts';
import { thumbnailArgs } from '../ffmpeg/thumbnail-args.ts';
import { readMp4Index } from '../media/mp4-index.ts';
import type { ChunkStore } from '../media/chunk-store.ts';
import { readIsDisposable } from '../media/mp4-nal-types.ts';
import type { ReadSource } from '../media/read-source.ts';
import { isMalformed } from '../mp4/box.ts';
import { nalCodecOf } from '../mp4/check-spec.ts';
import type { MovieSpec, PictureRun } from '../mp4/movie-spec.ts';
import { sliceRun } from '../mp4/picture-run.ts';
import { codecConfigOf } from '../mp4/sample-entry.ts';
import type { Track } from '../mp4/track.ts';
import { PLANNER_VERSION, type ExportPlan } from '../planner/plan.ts';
import { copyRun, startWithoutLeading, timescaleOf, withParameterSets } from './assemble-movie.ts';
import { joinIdentity, openKnownJoins } from './known-joins.ts';
import { joinWindows, leadingPackets, packetsBefore, type JoinWindow } from './join-windows.ts';
import type { Chunk } from './render-span.ts';
import { runChild, type ChildContext } from './run-child.ts';
import { check, type Check } from './verify-output.ts';
import { writeMovie } from './write-movie.ts';

export interface JoinsToCheck {
  /** The finished MP4. */
  readonly path: string;
  readonly plan: ExportPlan;
  readonly sources: readonly (ReadSource | undefined)[];
  readonly chunks: readonly (Chunk | undefined)[];
  /** Where joins that have passed are remembered. */
  readonly store: ChunkStore;
  /** A folder of the attempt's own. */
  readonly folder: string;
}

export interface JoinVerdict {
  readonly check: Check;
  /** Clips whose copies did not decode to what their sources show. */
  readonly rejectedClips: ReadonlySet<number>;
}

/**
 * Mean difference of grey levels between a decoded thumbnail and its source. Encoding at the default quality
 * measures below 1.5, neighbouring frames of moving footage above 2; a broken picture far above.
 */
const greatestDifference = 4;

/**
 * Decodes the finished file around every join and compares the frames on both sides with the pictures that
 * went in: encoded ones with the thumbnails their encoder took, copied ones with the source's own packets.
 * The windows are decoded as a few movies of nothing but joins, one a core; those that an earlier export has
 * checked are known by their bytes.
 */
export async function checkJoins(context: ChildContext, work: JoinsToCheck): Promise<JoinVerdict> {
  const index = await readMp4Index(work.path, { signal: context.signal });
  const track = 'unsupported' in index ? undefined : index.movie.tracks.find(({ kind }) => kind === 'video');
  const everyWindow = track ? joinWindows(work.plan, track) : [];
  if (!track || everyWindow.length === 0)
    return { check: check('joins', true, 'nothing is joined'), rejectedClips: new Set() };
  const everyPart = await partsOf(context, work, { track, windows: everyWindow });
  const identities = await identitiesOf(work, everyPart);
  const known = await openKnownJoins(work.store, [
    ...[PLANNER_VERSION, context.tools.ffmpegVersion],
    ...new Set(work.sources.map((source) => source?.facts.identity ?? '')),
  ]);
  const isNew = identities.map((identity) => !known.has(identity));
  const windows = everyWindow.filter((_, i) => isNew[i]);
  const parts = everyPart.filter((_, i) => isNew[i]);
  const starts = windows.flatMap((window) => copyStart(work, window));
  const decoded = await decodeStretches(context, work, [...parts, ...starts]);
  const copies = new Map(
    starts.map(({ span }, i) => [span, decoded.parts[parts.length + i] ?? Buffer.alloc(0)]),
  );
  const verdicts = await Promise.all(
    parts.map((part, i) => isGood(part, { work, decoded: decoded.parts[i], copies })),
  );
  const bad = windows.filter((_, i) => verdicts[i] !== true);
  const isQuiet = decoded.messages === '';
  const rejected = isQuiet ? bad : windows;
  const failed = new Set(rejected);
  const passed = everyWindow.flatMap((window, i) => (failed.has(window) ? [] : (identities[i] ?? [])));
  // An export does not fail for what only the next one would have of it.
  await known.add(passed).catch(() => undefined);
  const detail = isQuiet
    ? `${bad.length} of ${everyWindow.length} joins show something else than their sources`
    : `the decoder complained: ${decoded.messages.slice(0, 200)}`;
  const clips = rejected.flatMap(({ span }) => [span, span + 1].map((i) => work.plan.spans[i]?.clip ?? -1));
  return { check: check('joins', rejected.length === 0, detail), rejectedClips: new Set(clips) };
}

/** Who each join is; a remembered one shows what it showed then, since it is the same bytes. */
async function identitiesOf(work: JoinsToCheck, parts: readonly Stretch[]): Promise<string[]> {
  await using file = await open(work.path, 'r');
  const identities: string[] = [];
  for (const { span, runs } of parts) {
    const counts = runs.map(({ samples }) => samples.count).join();
    const expected = [counts, await expectedOf(work, span), await expectedOf(work, span + 1)];
    identities.push(await joinIdentity(file, runs, expected));
  }
  return identities;
}

/** What a span must show: the thumbnails its encoder took, or the packets of its source. */
async function expectedOf({ plan, sources, chunks }: JoinsToCheck, index: number): Promise<string | Buffer> {
  const span = plan.spans[index];
  if (span?.kind !== 'copy') return (await thumbnailsOf(chunks[index])) ?? '';
  return `${sources[span.source]?.facts.identity} ${span.fromPacket} ${span.skippedPackets}`;
}

/** Something to be decoded by itself, from a keyframe on. */
interface Stretch {
  /** The span before the join, or the copied span behind it. */
  readonly span: number;
  readonly runs: readonly PictureRun[];
}

/** What to decode of the finished file around each join: what comes before it, and what behind. */
async function partsOf(
  { signal }: ChildContext,
  work: JoinsToCheck,
  { track, windows }: { track: Track; windows: readonly JoinWindow[] },
): Promise<Stretch[]> {
  const skipped = new Set([
    ...windows.flatMap((window) => leadingPackets(window, track)),
    ...(await disposablePackets({ path: work.path, track, signal }, work.plan, windows)),
  ]);
  const runOf = (range: { from: number; to: number; skipped?: ReadonlySet<number> }): PictureRun => {
    const sampleEntry = track.sampleEntries[track.table.entryIndex[range.from] ?? 0] ?? new Uint8Array();
    const isHevc = nalCodecOf(sampleEntry) === 'hevc';
    const samples = sliceRun(track.table, range);
    return { path: work.path, samples, sampleEntry, ...(isHevc ? { patches: [startWithoutLeading] } : {}) };
  };
  // What comes before one join may lie behind another: there it is looked at.
  return windows.map(({ span, from, join, to }) => ({
    span,
    runs: [runOf({ from, to: join, skipped }), runOf({ from: join, to })],
  }));
}

/** Copied packets before a join that neither are looked at nor have anything built from them. */
async function disposablePackets(
  { path, track, signal }: { path: string; track: Track; signal: AbortSignal },
  plan: ExportPlan,
  windows: readonly JoinWindow[],
): Promise<ReadonlySet<number>> {
  const [entry] = track.sampleEntries;
  const config = entry && codecConfigOf(entry);
  if (!config || isMalformed(config)) return new Set();
  const copied = windows.filter(({ span }) => plan.spans[span]?.kind === 'copy');
  const packets = copied.flatMap((window) => packetsBefore(window, track));
  // The writer gives every length four bytes.
  const framing = { codec: config.codec, lengthSize: 4 };
  const isDisposable = await readIsDisposable({ path, table: track.table, framing, signal }, packets);
  return new Set(packets.filter((_, i) => isDisposable[i]));
}

/** The first frames of a copied span behind a join, straight from its source. */
function copyStart(work: JoinsToCheck, window: JoinWindow): Stretch[] {
  const span = window.span + 1;
  const next = work.plan.spans[span];
  if (next?.kind !== 'copy') return [];
  const frameCount = window.to - window.join;
  const toPacket = next.fromPacket + next.skippedPackets + frameCount;
  const run = copyRun({ ...next, toPacket, frameCount }, work.sources[next.source]);
  // The finished file has to bring its own parameter sets; a source's are where its index says.
  return [{ span, runs: [withParameterSets(run)] }];
}

interface Decoded {
  /** Thumbnails of each stretch. */
  readonly parts: readonly Buffer[];
  readonly messages: string;
}

/** With fewer pictures, a child's start costs more than it saves. */
const leastPictures = 200;

/** Decodes all stretches, shared out to as many children as run at once. */
async function decodeStretches(
  context: ChildContext,
  work: JoinsToCheck,
  stretches: readonly Stretch[],
): Promise<Decoded> {
  const reels = shareOut(stretches, context.tools.pool.stats().concurrency);
  const settled = await Promise.allSettled(
    reels.map((reel, i) => decodeReel(context, work, { name: `joins-${i + 1}`, stretches: reel })),
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
function shareOut(stretches: readonly Stretch[], parts: number): Stretch[][] {
  const total = stretches.reduce((sum, stretch) => sum + picturesOf(stretch), 0);
  const share = Math.max(leastPictures, total / parts);
  const reels: Stretch[][] = [];
  let before = 0;
  for (const stretch of stretches) {
    const part = Math.floor(before / share);
    (reels[part] ??= []).push(stretch);
    before += picturesOf(stretch);
  }
  return reels.filter((reel) => reel.length > 0);
}

function picturesOf({ runs }: Stretch): number {
  return runs.reduce((sum, { samples }) => sum + samples.count, 0);
}

interface Reel {
  readonly name: string;
  readonly stretches: readonly Stretch[];
}

async function decodeReel(context: ChildContext, work: JoinsToCheck, reel: Reel): Promise<Decoded> {
  const { format } = work.plan;
  const runs = reel.stretches.flatMap((stretch) => stretch.runs);
  const spec: MovieSpec = {
    video: { ...timescaleOf(work.plan), width: format.width, height: format.height, runs },
  };
  const movie = join(work.folder, `${reel.name}.mp4`);
  const output = join(work.folder, `${reel.name}.thumbnails`);
  await writeMovie(spec, movie, { signal: context.signal });
  const file = await open(output, 'w');
  let messages = '';
  try {
    messages = await runChild(context, {
      label: `check of ${reel.name}`,
      args: (threads) => thumbnailArgs(movie, threads),
      onData: async (bytes) => {
        await file.writeFile(bytes);
      },
    });
  } finally {
    await file.close();
  }
  const thumbnails = await readFile(output);
  let at = 0;
  const parts = reel.stretches.map((stretch) =>
    thumbnails.subarray(at, (at += picturesOf(stretch) * THUMBNAIL.bytes)),
  );
  return { parts, messages };
}

interface Evidence {
  readonly work: JoinsToCheck;
  readonly decoded: Buffer | undefined;
  readonly copies: ReadonlyMap<number, Buffer>;
}

async function isGood({ span, runs }: Stretch, { work, decoded, copies }: Evidence): Promise<boolean> {
  const [before, behind] = runs.map(({ samples }) => samples.count * THUMBNAIL.bytes);
  if (decoded?.length !== (before ?? 0) + (behind ?? 0)) return false;
  const head = decoded.subarray(0, before);
  const tail = decoded.subarray(before);
  const thumbnailsBefore = await thumbnailsOf(work.chunks[span]);
  const thumbnailsBehind = await thumbnailsOf(work.chunks[span + 1]);
  // Copied pictures before a join are the source's own packets; that they decode without a word is the proof.
  const expectedHead = thumbnailsBefore?.subarray(thumbnailsBefore.length - head.length) ?? head;
  const expectedTail = thumbnailsBehind?.subarray(0, tail.length) ?? copies.get(span + 1);
  return isAlike(head, expectedHead) && isAlike(tail, expectedTail);
}

async function thumbnailsOf(chunk: Chunk | undefined): Promise<Buffer | undefined> {
  return chunk?.thumbnails === undefined ? undefined : readFile(chunk.thumbnails);
}

/** Whether every thumbnail of one stretch looks like the one in its place of the other. */
function isAlike(found: Buffer, expected: Buffer | undefined): boolean {
  if (expected?.length !== found.length) return false;
  for (let from = 0; from < found.length; from += THUMBNAIL.bytes) {
    let difference = 0;
    for (let i = from; i < from + THUMBNAIL.bytes; i++)
      difference += Math.abs((found[i] ?? 0) - (expected[i] ?? 0));
    if (difference > greatestDifference * THUMBNAIL.bytes) return false;
  }
  return true;
}
