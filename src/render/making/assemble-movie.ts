import { sliceRun } from '../../mp4/write/picture-run.ts';
import type { MovieSpec, PictureRun } from '../../mp4/write/movie-spec.ts';
import type { ReadSource } from '../../media/reading/read-types.ts';
import type { ExportPlan } from '../../planner/plan/plan.ts';
import { runOf, writtenCopy } from '../movie/copied-run.ts';
import { timescaleOf } from '../movie/output-timescale.ts';
import { signalFor, tagRun } from '../movie/signalling.ts';
import { assembleSound } from '../sound/assemble-sound.ts';
import type { SoundTrackParts } from '../sound/sound-track.ts';
import type { Chunk } from '../pictures/render-span.ts';
import { textTracksOf, type MovieTexts } from '../movie/movie-texts.ts';

export interface MovieParts {
  readonly plan: ExportPlan;
  /** By span; undefined for copies. */
  readonly chunks: readonly (Chunk | undefined)[];
  readonly sources: readonly (ReadSource | undefined)[];
  readonly sound: SoundTrackParts | undefined;
  readonly texts?: MovieTexts | undefined;
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
  const pictures = {
    ...{ timescale, ticksPerFrame, width: format.width, height: format.height },
    pixelAspect: { h: Number(num), v: Number(den) },
  };
  return {
    video: { ...pictures, runs: runs.map((run) => tagRun(run, parts.plan)).map(signalFor(runs, format)) },
    ...(audio ? { audio } : {}),
    ...(parts.texts && textTracksOf(parts.texts, pictures, parts.plan.frames)),
  };
}

function chunkRun(chunk: Chunk | undefined): PictureRun {
  if (!chunk) throw new Error('An encoded span has no chunk');
  const { track } = chunk;
  return runOf(chunk, sliceRun(track.table, { from: 0, to: track.table.count }));
}
