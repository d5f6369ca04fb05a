import { open, type FileHandle } from 'node:fs/promises';
import { checkSpec } from '../../mp4/write/check-spec.ts';
import type { Piece } from '../../mp4/write/interleave.ts';
import type { MovieSpec } from '../../mp4/write/movie-spec.ts';
import { layOutMovie, type MovieLayout } from '../../mp4/write/plan-movie.ts';
import { SampleLane } from './write-movie-lane.ts';
import { MovieOutput } from './write-movie-output.ts';
import { sampleEditsOf, editPicture, laneRunOf, measurePictures } from './write-movie-pictures.ts';

export interface WriteMovieOptions {
  readonly signal?: AbortSignal | undefined;
  /** After each few megabytes, with what has been handed to the system and what it will be in all. */
  readonly onProgress?: ((bytesWritten: number, totalBytes: number) => void) | undefined;
  /** Given every picture as it lies in its file, in order, while it is copied. */
  readonly inspect?: ((run: number, picture: Uint8Array) => void) | undefined;
  /** Waits until the file is on the disk. */
  readonly isSynced?: boolean | undefined;
}

export interface WrittenMovie {
  readonly bytes: number;
  readonly frames: number;
}

/**
 * Writes one MP4, index first, in one pass over the sources and without re-encoding anything: frame *k* is
 * presented at exactly `k · ticksPerFrame`. Replaces `outPath`. Rejects with `signal.reason` when aborted, with an
 * `UnreadableSampleError` where a source is not what its index says, with the system's error otherwise; then a
 * partial file is left, which is the caller's to delete. Nothing is read or written after it has settled.
 */
export async function writeMovie(
  spec: MovieSpec,
  outPath: string,
  options: WriteMovieOptions = {},
): Promise<WrittenMovie> {
  options.signal?.throwIfAborted();
  checkSpec(spec);
  const layout = layOutMovie(spec, await measurePictures(spec.video.runs, options.signal));
  const file = await open(outPath, 'w');
  try {
    await writeLayout({ spec, layout, file }, options);
    if (options.isSynced) await file.sync();
  } finally {
    await file.close();
  }
  return { bytes: layout.totalBytes, frames: layout.frames };
}

interface Writing {
  readonly spec: MovieSpec;
  readonly layout: MovieLayout;
  readonly file: FileHandle;
}

async function writeLayout({ spec, layout, file }: Writing, options: WriteMovieOptions): Promise<void> {
  const { signal, onProgress } = options;
  const { totalBytes } = layout;
  const output = new MovieOutput(file, totalBytes, (written) => onProgress?.(written, totalBytes));
  const lanes = {
    video: new SampleLane(spec.video.runs.map(laneRunOf), signal),
    audio: new SampleLane(spec.audio?.runs ?? [], signal),
  };
  const words = new Map((spec.texts ?? []).map(({ kind, samples }) => [kind, samples]));
  try {
    await output.append(layout.head);
    for (const piece of layout.pieces) {
      signal?.throwIfAborted();
      const { track } = piece;
      if (track === 'video' || track === 'audio')
        await copyPiece(piece, { spec, lane: lanes[track], output, inspect: options.inspect });
      else
        for (const { bytes } of (words.get(track) ?? []).slice(piece.from, piece.to))
          await output.append(bytes);
    }
    await output.finish();
    signal?.throwIfAborted();
  } finally {
    await Promise.all([output.settle(), lanes.video.close(), lanes.audio.close()]);
  }
  if (output.length !== totalBytes) {
    throw new Error(`The movie has ${output.length} bytes where ${totalBytes} were planned`);
  }
}

async function copyPiece(
  piece: Piece,
  by: { spec: MovieSpec; lane: SampleLane; output: MovieOutput } & Pick<WriteMovieOptions, 'inspect'>,
): Promise<void> {
  const { lane, output, inspect } = by;
  const run = piece.track === 'video' ? by.spec.video.runs[piece.run] : undefined;
  const edits = run && sampleEditsOf(run);
  for (let i = piece.from; i < piece.to; i++) {
    const sample = lane.peek(piece.run, i) ?? (await lane.read(piece.run, i));
    if (run) inspect?.(piece.run, sample);
    const edit = edits?.(i);
    for (const part of run && edit ? editPicture(sample, edit, run) : [sample]) {
      const written = output.append(part);
      if (written) await written;
    }
  }
}
