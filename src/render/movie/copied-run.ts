import type { PictureBytes } from '../../media/reading/mp4/picture-bytes.ts';
import type { ReadSource } from '../../media/reading/read-types.ts';
import { isMalformed } from '../../mp4/read/box.ts';
import { HEVC } from '../../mp4/read/nal.ts';
import type { NalPatch, PictureRun } from '../../mp4/write/movie-spec.ts';
import { sliceRun, type RunSamples } from '../../mp4/write/picture-run.ts';
import { codecConfigOf } from '../../mp4/write/boxes/sample-entry.ts';
import { BOUNDARY } from '../../planner/facts/facts.ts';
import type { CopySpan } from '../../planner/plan/plan.ts';
import { rebaseRun } from './rebase-run.ts';

/** A copied span as it is written: one that begins at a recovery point begins with an IDR there. */
export async function writtenCopy(
  span: CopySpan,
  source: ReadSource | undefined,
  signal: AbortSignal,
): Promise<PictureRun> {
  const run = copyRun(span, source);
  if (!source?.bytes || source.index.boundary[span.fromPacket] !== BOUNDARY.recovery) return run;
  return rebaseRun(run, { bytes: source.bytes, packets: packetsOfCopy(span) }, signal);
}

/** The packets of a copied span as they lie in their source, without those of `leftOut`. */
export function copyRun(
  span: CopySpan,
  source: ReadSource | undefined,
  leftOut: ReadonlySet<number> = new Set(),
): PictureRun {
  const bytes = source?.bytes;
  if (!source || !bytes) throw new Error('A copied span has no packets');
  const { fromPacket, toPacket } = span;
  const picked = packetsOfCopy(span).filter((packet) => !leftOut.has(packet));
  const kept = new Set(picked);
  const all = Array.from({ length: toPacket - fromPacket }, (_, i) => fromPacket + i);
  const skipped = new Set(all.filter((packet) => !kept.has(packet)));
  const samples = sliceRun(bytes.track.table, { from: fromPacket, to: toPacket, skipped });
  // Only where a decoder may really start is a player sent when it seeks.
  const isSync = Uint8Array.from(picked, (packet) => (isEntry(source, packet) ? 1 : 0));
  const run = runOf(bytes, { ...samples, isSync });
  // Its leading pictures are gone, and so is what they looked back at: that is what a BLA says.
  const start = source.index.boundary[fromPacket] === BOUNDARY.cra ? [startWithoutLeading] : [];
  const patches = [...start, ...patchesOf(source)];
  return patches.length > 0 ? { ...run, patches } : run;
}

/**
 * What the pictures of a camera say of themselves one by one cannot stand on encoded ones, and a screen that switches
 * at every cut is worse than one that does not: decoders are told to ignore it.
 */
function patchesOf({ bytes, facts }: ReadSource): readonly NalPatch[] {
  if (bytes?.config?.codec !== 'hevc') return [];
  switch (facts.video.hdr?.dynamic) {
    case 'HDR10+':
      return [{ from: HEVC.message, to: HEVC.ignoredBefore }];
    case 'Dolby Vision':
      return [
        { from: HEVC.dolbyVision, to: HEVC.ignoredAfter },
        { from: HEVC.dolbyVisionLayer, to: HEVC.ignoredAfter },
      ];
    default:
      return [];
  }
}

/** Makes a run whose first picture is a CRA one that a decoder can start at; does nothing to any other. */
export const startWithoutLeading = { sample: 0, from: HEVC.cra, to: HEVC.blaWithoutLeading } as const;

/** The packets of a copied span in decode order, by their number in the source: one a frame. */
export function packetsOfCopy({ fromPacket, toPacket, skippedPackets }: CopySpan): number[] {
  const all = Array.from({ length: toPacket - fromPacket }, (_, i) => fromPacket + i);
  return all.filter((packet) => packet === fromPacket || packet > fromPacket + skippedPackets);
}

function isEntry({ index }: ReadSource, packet: number): boolean {
  const kind = index.boundary[packet];
  return kind === BOUNDARY.idr || kind === BOUNDARY.cra || kind === BOUNDARY.recovery;
}

export function runOf(
  { path, track, sums }: Pick<PictureBytes, 'path' | 'track' | 'sums'>,
  samples: RunSamples,
): PictureRun {
  const [sampleEntry] = track.sampleEntries;
  if (!sampleEntry) throw new Error(`${path} does not describe its pictures`);
  const config = codecConfigOf(sampleEntry);
  const nalLengthSize = config && !isMalformed(config) ? config.nalLengthSize : undefined;
  return { path, sums, samples, sampleEntry, nalLengthSize };
}
