import type { Angle } from '../../../contract/project-angle.ts';
import type { SourceAssets } from '../../../contract/footage/source-assets.ts';
import { filesOfRecording } from '../../../contract/footage/recording-files.ts';
import type { StudioAssets } from '../state/use-assets.ts';

/** How what is made of a recording's files stands, together. */
export type RecordingAsset = Pick<SourceAssets, 'filePath' | 'state' | 'progress' | 'message' | 'thumbnails'>;

/** Of all files: the one that failed if one did, else how far they are on average; undefined while nobody has told. */
export function recordingAsset(recording: Angle, assets: StudioAssets): RecordingAsset | undefined {
  const files = filesOfRecording(recording);
  const known = files.flatMap(({ filePath }) => assets.get(filePath) ?? []);
  const [first] = known;
  if (!first || files.length === 1) return first;
  const failed = known.find(({ state }) => state === 'failed');
  const { thumbnails } = first;
  if (failed) return { ...failed, thumbnails, message: `${failed.filePath}: ${failed.message}` };
  const unfinished =
    known.find(({ state }) => state === 'working') ?? known.find(({ state }) => state !== 'ready');
  const progress =
    known.reduce((sum, one) => sum + (one.state === 'ready' ? 1 : one.progress), 0) / files.length;
  return { ...(unfinished ?? first), thumbnails, progress };
}
