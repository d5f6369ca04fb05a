import { open, readFile } from 'node:fs/promises';
import { THUMBNAIL } from '../ffmpeg/encode-span-args.ts';
import { readMp4Index } from '../media/mp4-index.ts';
import type { ChunkStore } from '../media/chunk-store.ts';
import { readIsDisposable } from '../media/mp4-nal-types.ts';
import type { ReadSource } from '../media/read-source.ts';
import { isMalformed } from '../mp4/box.ts';
import { nalCodecOf } from '../mp4/check-spec.ts';
import type { PictureRun } from '../mp4/movie-spec.ts';
import { sliceRun } from '../mp4/picture-run.ts';
import { codecConfigOf } from '../mp4/sample-entry.ts';
import type { Track } from '../mp4/track.ts';
import { PLANNER_VERSION, type ExportPlan } from '../planner/plan.ts';
import { copyRun, startWithoutLeading, withParameterSets } from './assemble-movie.ts';
import { decodeStretches, type Stretch } from './decode-stretches.ts';
import { joinIdentity, openKnownJoins } from './known-joins.ts';
import { joinWindows, leadingPackets, packetsBefore, type JoinWindow } from './join-windows.ts';
import type { Chunk } from './render-span.ts';
import type { ChildContext } from './run-child.ts';
import { check, type Check } from './verify-output.ts';

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
  const decoded = await decodeStretches(context, { plan: work.plan, folder: work.folder }, [
    ...parts,
    ...starts,
  ]);
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
