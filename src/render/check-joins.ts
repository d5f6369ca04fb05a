import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { THUMBNAIL } from '../ffmpeg/encode-span-args.ts';
import { thumbnailArgs } from '../ffmpeg/thumbnail-args.ts';
import { readMp4Index } from '../media/mp4-index.ts';
import type { ReadSource } from '../media/read-source.ts';
import type { MovieSpec, PictureRun } from '../mp4/movie-spec.ts';
import type { Track } from '../mp4/track.ts';
import type { ExportPlan } from '../planner/plan.ts';
import { copyRun, signalFor, timescaleOf } from './assemble-movie.ts';
import { joinWindows, type JoinWindow } from './join-windows.ts';
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
 * All windows are decoded by one child, as one movie of nothing but joins.
 */
export async function checkJoins(context: ChildContext, work: JoinsToCheck): Promise<JoinVerdict> {
  const index = await readMp4Index(work.path, { signal: context.signal });
  const track = 'unsupported' in index ? undefined : index.movie.tracks.find(({ kind }) => kind === 'video');
  const windows = track ? joinWindows(work.plan, track) : [];
  if (!track || windows.length === 0)
    return { check: check('joins', true, 'nothing is joined'), rejectedClips: new Set() };
  const decoded = await decodeWindows(context, work, { track, windows });
  const copies = await decodeCopyStarts(context, work, windows);
  const verdicts = await Promise.all(
    windows.map((window, i) => isGood(window, { work, decoded: decoded.parts[i], copies })),
  );
  const bad = windows.filter((_, i) => verdicts[i] !== true);
  const isQuiet = decoded.messages === '';
  const rejected = isQuiet ? bad : windows;
  const detail = isQuiet
    ? `${bad.length} of ${windows.length} joins show something else than their sources`
    : `the decoder complained: ${decoded.messages.slice(0, 200)}`;
  const clips = rejected.flatMap(({ span }) => [span, span + 1].map((i) => work.plan.spans[i]?.clip ?? -1));
  return { check: check('joins', rejected.length === 0, detail), rejectedClips: new Set(clips) };
}

interface Decoded {
  /** Thumbnails of each part. */
  readonly parts: readonly Buffer[];
  readonly messages: string;
}

async function decodeWindows(
  context: ChildContext,
  work: JoinsToCheck,
  { track, windows }: { track: Track; windows: readonly JoinWindow[] },
): Promise<Decoded> {
  const runs = windows.flatMap((window) =>
    window.parts.map(({ samples, entry }): PictureRun => ({
      path: work.path,
      samples,
      sampleEntry: track.sampleEntries[entry] ?? track.sampleEntries[0] ?? new Uint8Array(),
    })),
  );
  return decodeRuns(context, work, {
    runs,
    name: 'joins',
    sizes: windows.map(({ frameCount }) => frameCount),
  });
}

/** The first frames of every copied span behind a join, straight from its source; by span. */
async function decodeCopyStarts(
  context: ChildContext,
  work: JoinsToCheck,
  windows: readonly JoinWindow[],
): Promise<ReadonlyMap<number, Buffer>> {
  const starts = windows.flatMap((window) => {
    const next = work.plan.spans[window.span + 1];
    const behind = window.parts[1]?.samples.count ?? 0;
    if (next?.kind !== 'copy') return [];
    const span = { ...next, toPacket: next.fromPacket + next.skippedPackets + behind, frameCount: behind };
    return [{ span: window.span + 1, behind, run: copyRun(span, work.sources[next.source]) }];
  });
  if (starts.length === 0) return new Map();
  const { parts } = await decodeRuns(context, work, {
    runs: starts.map(({ run }) => run).map(signalFor(starts.map(({ run }) => run))),
    name: 'starts',
    sizes: starts.map(({ behind }) => behind),
  });
  return new Map(starts.map(({ span }, i) => [span, parts[i] ?? Buffer.alloc(0)]));
}

interface Reel {
  readonly name: string;
  readonly runs: readonly PictureRun[];
  /** Frames of each part of the answer. */
  readonly sizes: readonly number[];
}

async function decodeRuns(context: ChildContext, work: JoinsToCheck, reel: Reel): Promise<Decoded> {
  const { format } = work.plan;
  const spec: MovieSpec = {
    video: { ...timescaleOf(work.plan), width: format.width, height: format.height, runs: reel.runs },
  };
  const movie = join(work.folder, `${reel.name}.mp4`);
  const output = join(work.folder, `${reel.name}.thumbnails`);
  await writeMovie(spec, movie, { signal: context.signal });
  const file = await open(output, 'w');
  let messages = '';
  try {
    messages = await runChild(context, {
      label: `check of ${reel.name}`,
      args: (threads) => thumbnailArgs(movie, Math.max(2, threads)),
      onData: async (bytes) => {
        await file.writeFile(bytes);
      },
    });
  } finally {
    await file.close();
  }
  const thumbnails = await readFile(output);
  let at = 0;
  const parts = reel.sizes.map((frames) => thumbnails.subarray(at, (at += frames * THUMBNAIL.bytes)));
  return { parts, messages };
}

interface Evidence {
  readonly work: JoinsToCheck;
  readonly decoded: Buffer | undefined;
  readonly copies: ReadonlyMap<number, Buffer>;
}

async function isGood(window: JoinWindow, { work, decoded, copies }: Evidence): Promise<boolean> {
  if (decoded?.length !== window.frameCount * THUMBNAIL.bytes) return false;
  const border = (window.parts[0]?.samples.count ?? 0) * THUMBNAIL.bytes;
  const head = decoded.subarray(0, border);
  const tail = decoded.subarray(border);
  const thumbnailsBefore = await thumbnailsOf(work.chunks[window.span]);
  const thumbnailsBehind = await thumbnailsOf(work.chunks[window.span + 1]);
  // Copied pictures before a join are the source's own packets; that they decode without a word is the proof.
  const expectedHead = thumbnailsBefore?.subarray(thumbnailsBefore.length - head.length) ?? head;
  const expectedTail = thumbnailsBehind?.subarray(0, tail.length) ?? copies.get(window.span + 1);
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
