import { join } from 'node:path';
import { webmMuxArgs } from '../ffmpeg/mux-args.ts';
import type { ReadSource } from '../media/read-source.ts';
import type { ExportPlan } from '../planner/plan.ts';
import { assembleMovie } from './assemble-movie.ts';
import type { RenderedParts } from './render-parts.ts';
import { runChild, type ChildContext } from './run-child.ts';
import { writeMovie } from './write-movie.ts';

export interface ExportToMux extends Pick<RenderedParts, 'chunks' | 'sound'> {
  readonly plan: ExportPlan;
  readonly sources: readonly (ReadSource | undefined)[];
  readonly folder: string;
  readonly onShare: (share: number, frames: number) => void;
}

export interface MuxedExport {
  readonly path: string;
  /** The MP4 that holds the pictures: the same file, or what it was remuxed from. */
  readonly movie: string;
}

/** Puts all packets into one file in the attempt's folder, without encoding anything, and answers where. */
export async function muxExport(context: ChildContext, work: ExportToMux): Promise<MuxedExport> {
  const { plan, sources, chunks, sound, folder, onShare } = work;
  const spec = await assembleMovie({
    plan,
    sources,
    chunks,
    sound: sound?.kind === 'aac' ? sound.chunks : undefined,
  });
  const movie = join(folder, 'output.mp4');
  const share = plan.container === 'webm' ? 0.5 : 1;
  await writeMovie(spec, movie, {
    signal: context.signal,
    onProgress: (written, total) => onShare((share * written) / Math.max(1, total), 0),
  });
  if (plan.container === 'mp4') return { path: movie, movie };
  const output = join(folder, 'output.webm');
  await runChild(context, {
    label: 'mux',
    args: () =>
      webmMuxArgs({ picture: movie, sound: sound?.kind === 'opus' ? sound.path : undefined, output }),
    onFrames: (frames) => onShare(0.5 + (0.5 * frames) / plan.frames, 0),
  });
  return { path: output, movie };
}
