import { readMp4Index, type Mp4Index, type Unsupported } from '../../media/reading/mp4/mp4-index.ts';
import type { Track } from '../../mp4/read/track.ts';

/** A finished MP4 as its own index tells of it, read once for all who check it. */
export interface FinishedMovie {
  readonly path: string;
  readonly index: Mp4Index | Unsupported;
  readonly picture: Track | undefined;
  readonly sound: Track | undefined;
}

/** Rejects only where the file cannot be read; what its index says, good or bad, is for the checks. */
export async function readFinished(path: string, signal: AbortSignal): Promise<FinishedMovie> {
  const index = await readMp4Index(path, { signal });
  const tracks = 'unsupported' in index ? [] : index.movie.tracks;
  const trackOf = (wanted: Track['kind']) => tracks.find(({ kind }) => kind === wanted);
  return { path, index, picture: trackOf('video'), sound: trackOf('audio') };
}
