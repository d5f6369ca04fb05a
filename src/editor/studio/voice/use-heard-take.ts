'use client';
import { useEffect, useState } from 'react';
import { hearTake, type HeardTake } from '../../../autocut/answer-cuts.ts';
import type { Take } from '../../../autocut/read-take.ts';
import { fileNamesOf } from '../../../contract/footage/recording-files.ts';
import type { StudioAssets } from '../state/use-assets.ts';
import { useEdit } from '../state/studio-context.ts';

/** The levels of the cameras' sound as far as they are there, and the take that they tell of. */
export interface Listening {
  readonly take: Take;
  readonly levels: ReadonlyMap<string, Uint8Array>;
  readonly heard: HeardTake | undefined;
}

/** Listens to the take of the open project: undefined until the sound of every camera that has any was read. */
export function useHeardTake(assets: StudioAssets): Listening | undefined {
  const { angles } = useEdit();
  const [listening, setListening] = useState<Listening>();
  const isRead = fileNamesOf(angles).every((filePath) => {
    const asset = assets.get(filePath);
    if (asset?.levels) return true;
    return asset?.state === 'ready' || asset?.state === 'failed';
  });
  const key = fileNamesOf(angles)
    .map((filePath) => `${filePath}\n${assets.get(filePath)?.levels?.url ?? ''}`)
    .join('\n');
  useEffect(() => {
    if (!isRead) return;
    let isGone = false;
    const files = key.split('\n');
    const read = async (): Promise<void> => {
      const levels = new Map<string, Uint8Array>();
      for (let i = 0; i + 1 < files.length; i += 2) {
        const [filePath = '', url = ''] = [files[i], files[i + 1]];
        if (url !== '') levels.set(filePath, await bytesAt(url));
      }
      const take = { angles, speakers: undefined, range: undefined };
      if (!isGone) setListening({ take, levels, heard: hearTake(take, levels) });
    };
    void read();
    return () => {
      isGone = true;
    };
  }, [key, isRead, angles]);
  return listening;
}

async function bytesAt(url: string): Promise<Uint8Array> {
  const answer = await fetch(url);
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : new Uint8Array();
}
