'use client';
import { useEffect } from 'react';
import type { Angle } from '../../../contract/project-angle.ts';
import type { SourceAssets } from '../../../contract/footage/source-assets.ts';
import { filesOfRecording } from '../../../contract/footage/recording-files.ts';
import { useStudio } from '../state/studio-context.ts';
import { playableUrl, type StudioAssets } from '../state/use-assets.ts';
import { usePlayer } from '../state/use-playback.ts';

/** A file of a recording that is to be played. */
export interface PlayedFile {
  /** Which of the files it is, from 0. */
  readonly file: number;
  readonly url: string;
  readonly asset: SourceAssets | undefined;
  /** It is the one at the playhead. */
  readonly isCurrent: boolean;
}

/** The files of a recording around the playhead: the one that plays, and its neighbours, so that playing goes on into them. */
export function usePlayedFiles(recording: Angle, assets: StudioAssets): readonly PlayedFile[] {
  const { player } = useStudio();
  const current = usePlayer((now) => now.cueOf(recording)?.file ?? 0);
  const files = filesOfRecording(recording).map(({ filePath }, file): PlayedFile => {
    const asset = assets.get(filePath);
    return { file, url: playableUrl(filePath, asset), asset, isCurrent: file === current };
  });
  const { id } = recording;
  const urls = files.map(({ url }) => url).join('\n');
  useEffect(() => player.tellUrls(id, urls.split('\n')), [player, id, urls]);
  return files.filter(({ file }) => Math.abs(file - current) <= 1);
}
