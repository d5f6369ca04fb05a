import type { PictureBytes } from '../media/reading/read-mp4-packets.ts';
import type { ReadSource } from '../media/reading/read-source.ts';
import { isMalformed } from '../mp4/read/box.ts';
import { parameterSetPrefix } from '../mp4/read/codec-config.ts';
import { hdrMessage, type HdrMetadata } from '../mp4/write/hdr-metadata.ts';
import type { MovieSpec, NalPatch, PictureRun } from '../mp4/write/movie-spec.ts';
import { HEVC } from '../mp4/read/nal.ts';
import { sliceRun, type RunSamples } from '../mp4/write/picture-run.ts';
import { codecConfigOf, normaliseEntry, withColourTags, withHdrMetadata } from '../mp4/write/sample-entry.ts';
import { codePointOf } from '../planner/colour-points.ts';
import { BOUNDARY } from '../planner/facts.ts';
import type { CopySpan, ExportPlan, PictureFormat } from '../planner/plan.ts';
import { rebaseRun } from './movie/rebase-run.ts';
import { assembleSound } from './sound/assemble-sound.ts';
import type { SoundTrackParts } from './render-parts.ts';
import type { Chunk } from './pictures/render-span.ts';

export interface MovieParts {
  readonly plan: ExportPlan;
  /** By span; undefined for copies. */
  readonly chunks: readonly (Chunk | undefined)[];
  readonly sources: readonly (ReadSource | undefined)[];
  readonly sound: SoundTrackParts | undefined;
}

/** Says which packets of which files, in which order, make up the export. */
export async function assembleMovie(parts: MovieParts, signal: AbortSignal): Promise<MovieSpec> {
  const { format } = parts.plan;
  const runs: PictureRun[] = [];
  for (const [i, span] of parts.plan.spans.entries())
    runs.push(
      span.kind === 'copy'
        ? await writtenCopy(span, parts.sources[span.source], signal)
        : chunkRun(parts.chunks[i]),
    );
  const { timescale, ticksPerFrame } = timescaleOf(parts.plan);
  const { num, den } = format.pixelAspect;
  const audio = await assembleSound(parts);
  return {
    video: {
      timescale,
      ticksPerFrame,
      width: format.width,
      height: format.height,
      pixelAspect: { h: Number(num), v: Number(den) },
      runs: runs.map((run) => tag(run, parts.plan)).map(signalFor(runs, format)),
    },
    ...(audio ? { audio } : {}),
  };
}

/** A timescale in which every frame lasts a whole number of ticks; at least 10,000, as players expect. */
export function timescaleOf(plan: ExportPlan): { timescale: number; ticksPerFrame: number } {
  const { num, den } = plan.format.rate;
  const factor = Math.max(1, Math.ceil(10_000 / Number(num)));
  return { timescale: Number(num) * factor, ticksPerFrame: Number(den) * factor };
}

function chunkRun(chunk: Chunk | undefined): PictureRun {
  if (!chunk) throw new Error('An encoded span has no chunk');
  const { track } = chunk;
  return runOf(chunk, sliceRun(track.table, { from: 0, to: track.table.count }));
}

/** A copied span as it is written: one that begins at a recovery point begins with an IDR there. */
async function writtenCopy(
  span: CopySpan,
  source: ReadSource | undefined,
  signal: AbortSignal,
): Promise<PictureRun> {
  const run = copyRun(span, source);
  if (!source?.bytes || source.index.boundary[span.fromPacket] !== BOUNDARY.recovery) return run;
  return rebaseRun(run, { bytes: source.bytes, packets: packetsOf(span) }, signal);
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
  const picked = packetsOf(span).filter((packet) => !leftOut.has(packet));
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
export function packetsOf({ fromPacket, toPacket, skippedPackets }: CopySpan): number[] {
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

/** One description of colour and brightness for the whole track: sources that say nothing are played as we took them. */
function tag(run: PictureRun, { format }: ExportPlan): PictureRun {
  const { primaries, transfer, matrix, range } = format.colour;
  const tagged = withColourTags(normaliseEntry(run.sampleEntry), {
    primaries: codePointOf('primaries', primaries),
    transfer: codePointOf('transfer', transfer),
    matrix: codePointOf('matrix', matrix),
    isFullRange: range === 'pc',
  });
  return { ...run, sampleEntry: withHdrMetadata(tagged, format.hdr) };
}

/**
 * Where streams of several encoders follow one another, their parameter sets stand in front of every
 * keyframe too: decoders that read only the first description of a track (FFmpeg's remuxer among them) and
 * decoders that forget them after a seek (Chromium's) then play all of it. Measured: nothing less does.
 */
function signalFor(
  runs: readonly PictureRun[],
  { hdr }: Pick<PictureFormat, 'hdr'>,
): (run: PictureRun) => PictureRun {
  const signatures = new Set(
    runs.map((run) => Buffer.from(normaliseEntry(run.sampleEntry)).toString('base64')),
  );
  return signatures.size <= 1 && !hdr ? (run) => run : (run) => withParameterSets(run, hdr);
}

/** With what is said of brightness, so that it stands on encoded pictures as on copied ones. */
export function withParameterSets(run: PictureRun, hdr?: HdrMetadata): PictureRun {
  const config = codecConfigOf(run.sampleEntry);
  if (!config || isMalformed(config)) return run;
  const messages = hdr ? [hdrMessage(config.codec, hdr)] : [];
  return { ...run, parameterSets: parameterSetPrefix([...config.parameterSets, ...messages]) };
}
