import { isMalformed } from '../../mp4/read/box.ts';
import { parameterSetPrefix } from '../../mp4/read/codec-config.ts';
import { hdrMessage, type HdrMetadata } from '../../mp4/write/boxes/hdr-metadata.ts';
import type { PictureRun } from '../../mp4/write/movie-spec.ts';
import {
  codecConfigOf,
  normaliseEntry,
  withColourTags,
  withHdrMetadata,
} from '../../mp4/write/boxes/sample-entry.ts';
import { codePointOf } from '../../planner/facts/colour-points.ts';
import type { ExportPlan, PictureFormat } from '../../planner/plan/plan.ts';

/** One description of colour and brightness for the whole track: sources that say nothing are played as we took them. */
export function tagRun(run: PictureRun, { format }: ExportPlan): PictureRun {
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
export function signalFor(
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
