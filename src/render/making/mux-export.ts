import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadSource } from '../../media/reading/read-types.ts';
import type { MovieSpec } from '../../mp4/write/movie-spec.ts';
import type { ExportPlan } from '../../planner/plan/plan.ts';
import { createCopyInspector, type CopyVerdict } from '../check/check-copies.ts';
import type { RenderedParts } from './render-parts.ts';
import type { ChildContext } from '../child/run-child.ts';
import { wordsWrittenBy, type MovieTexts, type WrittenWords } from '../movie/movie-texts.ts';
import { writeMovie } from '../movie/write-movie.ts';
import { writeWebm } from '../movie/write-webm.ts';

export interface ExportToMux extends Pick<RenderedParts, 'sound'> {
  /** What `assembleMovie` made of the parts. */
  readonly spec: MovieSpec;
  readonly plan: ExportPlan;
  readonly sources: readonly (ReadSource | undefined)[];
  readonly folder: string;
  /** What a WebM carries beside its tracks; an MP4 has tracks for them in its spec. */
  readonly texts?: MovieTexts | undefined;
  readonly onShare: (share: number, frames: number) => void;
}

export interface MuxedExport {
  readonly path: string;
  /** The MP4 that holds the pictures: the same file, or what it was remuxed from. */
  readonly movie: string;
  /** What was seen of the copied packets on their way. */
  readonly copies: CopyVerdict;
  readonly words: WrittenWords;
}

/** Puts all packets into one file in the attempt's folder, without encoding anything, and answers where. */
export async function muxExport(context: ChildContext, work: ExportToMux): Promise<MuxedExport> {
  const { spec, plan, sources, sound, folder, onShare } = work;
  const movie = join(folder, 'output.mp4');
  const share = plan.container === 'webm' ? 0.5 : 1;
  const inspector = createCopyInspector({ plan, sources, runs: spec.video.runs });
  await writeMovie(spec, movie, {
    signal: context.signal,
    inspect: inspector.inspect,
    onProgress: (written, total) => onShare((share * written) / Math.max(1, total), 0),
  });
  const written = { movie, copies: inspector.verdict(), words: wordsWrittenBy(spec) };
  if (plan.container === 'mp4') {
    void beginFlush(movie);
    return { path: movie, ...written };
  }
  const output = join(folder, 'output.webm');
  const opus = sound?.kind === 'opus' ? sound.path : undefined;
  const words = await writeWebm(
    { picture: movie, sound: opus, output, plan, texts: work.texts },
    {
      signal: context.signal,
      onProgress: (done, total) => onShare(0.5 + (0.5 * done) / Math.max(1, total), 0),
    },
  );
  return { path: output, ...written, words };
}

/**
 * Lets the disk begin to write while the file is being checked. Publishing waits for all of it, and tells of
 * failures; here nobody waits.
 */
async function beginFlush(path: string): Promise<void> {
  try {
    await using file = await open(path, 'r');
    await file.datasync();
  } catch {
    // Deleted already, as when the export was cancelled.
  }
}
