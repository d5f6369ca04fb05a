import { readIsDisposable } from '../media/mp4-nal-types.ts';
import type { ReadSource } from '../media/read-source.ts';
import { isMalformed } from '../mp4/box.ts';
import { nalCodecOf } from '../mp4/check-spec.ts';
import type { PictureRun } from '../mp4/movie-spec.ts';
import { sliceRun } from '../mp4/picture-run.ts';
import { codecConfigOf } from '../mp4/sample-entry.ts';
import type { Track } from '../mp4/track.ts';
import type { ExportPlan } from '../planner/plan.ts';
import { copyRun, packetsOf, startWithoutLeading, withParameterSets } from './assemble-movie.ts';
import type { Stretch } from './decode-stretches.ts';
import { leadingPackets, packetsBefore, packetsBehind, type JoinWindow } from './join-windows.ts';

/** A join in the finished file, with the packets that show what stands on either side of it. */
export interface JoinStretch extends Stretch {
  readonly window: JoinWindow;
  /** From the last keyframe before the join up to it. */
  readonly before: PictureRun;
  /** From the join on: it begins with a keyframe. */
  readonly behind: PictureRun;
  /** Which packets from the join on, counted from it, are not in `behind`. */
  readonly skippedBehind: readonly number[];
}

export interface FinishedFile {
  readonly path: string;
  readonly track: Track;
  readonly plan: ExportPlan;
  readonly signal: AbortSignal;
}

/**
 * What to decode of the finished file around each join. Copied pictures from which nothing is built are left out
 * where they are not looked at: close before a join all are, behind it those that are enough.
 */
export async function joinStretches(
  file: FinishedFile,
  windows: readonly JoinWindow[],
): Promise<JoinStretch[]> {
  const { path, track } = file;
  const skipped = new Set([
    ...windows.flatMap((window) => leadingPackets(window, track)),
    ...(await disposablePackets(file, windows)),
  ]);
  const runOf = (from: number, to: number): PictureRun => {
    const sampleEntry = track.sampleEntries[track.table.entryIndex[from] ?? 0] ?? new Uint8Array();
    const isHevc = nalCodecOf(sampleEntry) === 'hevc';
    const samples = sliceRun(track.table, { from, to, skipped });
    return { path, samples, sampleEntry, ...(isHevc ? { patches: [startWithoutLeading] } : {}) };
  };
  // What comes before one join may lie behind another: there it is looked at.
  return windows.map((window) => {
    const before = runOf(window.from, window.join);
    const behind = runOf(window.join, window.to);
    const skippedBehind = packetsBehind(window).flatMap((packet) =>
      skipped.has(packet) ? [packet - window.join] : [],
    );
    return { window, span: window.span, before, behind, skippedBehind, runs: [before, behind] };
  });
}

/** Copied packets around joins that neither are looked at nor have anything built from them. */
async function disposablePackets(
  { path, track, plan, signal }: FinishedFile,
  windows: readonly JoinWindow[],
): Promise<ReadonlySet<number>> {
  const [entry] = track.sampleEntries;
  const config = entry && codecConfigOf(entry);
  if (!config || isMalformed(config)) return new Set();
  const isCopy = (span: number) => plan.spans[span]?.kind === 'copy';
  const packets = windows.flatMap((window) => [
    ...(isCopy(window.span) ? packetsBefore(window, track) : []),
    ...(isCopy(window.span + 1) ? packetsBehind(window) : []),
  ]);
  // The writer gives every length four bytes.
  const framing = { codec: config.codec, lengthSize: 4 };
  const isDisposable = await readIsDisposable({ path, table: track.table, framing, signal }, packets);
  return new Set(packets.filter((_, i) => isDisposable[i]));
}

/** The pictures of a copied span that are looked at behind a join, straight from its source. */
export function copyStart(
  { window, skippedBehind }: JoinStretch,
  { plan, sources }: { plan: ExportPlan; sources: readonly (ReadSource | undefined)[] },
): Stretch[] {
  const span = window.span + 1;
  const next = plan.spans[span];
  if (next?.kind !== 'copy') return [];
  const packets = packetsOf(next).slice(0, window.to - window.join);
  const toPacket = (packets.at(-1) ?? next.fromPacket) + 1;
  const leftOut = new Set(skippedBehind.map((place) => packets[place] ?? -1));
  const run = copyRun({ ...next, toPacket, frameCount: packets.length }, sources[next.source], leftOut);
  // The finished file has to bring its own parameter sets; a source's are where its index says.
  return [{ span, runs: [withParameterSets(run)] }];
}
