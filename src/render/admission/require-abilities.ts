import { sourcesOf } from '../../contract/exports/export-request.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { ProblemError } from '../../contract/problems.ts';
import { isTooOld, newerFfmpegHint, tooOldText } from '../../ffmpeg/build/ffmpeg-version.ts';
import type { NeededEncoder } from '../../ffmpeg/build/needed-encoders.ts';
import type { NeededFilter } from '../../ffmpeg/build/needed-filters.ts';

/*
 * What FFmpeg lacks is said before anything is made: the render would find out too, after half of its work. A list
 * that could not be read (undefined) speaks against nothing.
 */

/** Throws where there is no FFmpeg, or one on which every export would fail. */
export function requireFfmpeg(version: string): void {
  if (version === 'missing') {
    throw new ProblemError({
      code: 'FFMPEG_MISSING',
      message: 'FFmpeg could not be started.',
      hint: 'Install FFmpeg (apt-get install ffmpeg) or set FFMPEG_PATH.',
    });
  }
  if (isTooOld(version)) {
    throw new ProblemError({ code: 'FFMPEG_MISSING', message: tooOldText(version), hint: newerFfmpegHint });
  }
}

/** Throws `ENCODER_MISSING` where one of those needed is not among those listed. */
export function requireEncoders(
  needed: readonly NeededEncoder[],
  listed: ReadonlySet<string> | undefined,
): void {
  const missing = needed.find(({ encoder }) => listed?.has(encoder) === false);
  if (!missing) return;
  throw new ProblemError({
    code: 'ENCODER_MISSING',
    message: `This FFmpeg has no encoder for ${missing.makes} (${missing.encoder}), which the export needs.`,
    hint: 'Install a full build of FFmpeg (`cutroom doctor` shows what is missing), or choose another codec.',
  });
}

/** Throws `FILTER_MISSING` where one of those needed is not among those listed, with the source that needs it. */
export function requireFilters(
  needed: readonly NeededFilter[],
  listed: ReadonlySet<string> | undefined,
  config: ExportConfig,
): void {
  const missing = needed.find(({ filter }) => listed?.has(filter) === false);
  if (!missing) return;
  const source = missing.source === undefined ? undefined : sourcesOf(config)[missing.source]?.source;
  const what = source ? `${missing.purpose} ${source.name || source.path}` : missing.purpose;
  throw new ProblemError({
    code: 'FILTER_MISSING',
    message: `This FFmpeg has no filter "${missing.filter}", which it takes to ${what}.`,
    hint: 'Install a full build of FFmpeg (`cutroom doctor` shows what is missing), or leave out what needs it.',
  });
}
